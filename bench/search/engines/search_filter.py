"""What an API begins with: Django REST framework's SearchFilter over all texts."""

from collections.abc import Sequence
from types import SimpleNamespace

import rest_framework
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, QueryDict
from rest_framework.filters import SearchFilter
from rest_framework.request import Request

from bench.search.engines import BEST
from bench.search.engines.text_rows import rows
from bench.search.throwaway import server
from catalog.search.analysis import Doc


class DrfSearchFilter:
    """Every term of the query must be contained in one of the texts."""

    name = "DRF SearchFilter"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._filter = SearchFilter()
        self._view = SimpleNamespace(search_fields=["name", "aliases", "description", "department"])
        self.version = f"DRF {rest_framework.__version__}, {server(connection)}"

    def build(self, items: Sequence[Doc]) -> None:
        self._rows = rows(self._connection, items)

    def search(self, q: str) -> list[str]:
        request = HttpRequest()
        request.GET = QueryDict(mutable=True)
        request.GET[self._filter.search_param] = q
        found = self._filter.filter_queryset(Request(request), self._rows, self._view)
        return list(found.values_list("code", flat=True)[:BEST])
