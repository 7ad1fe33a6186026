"""What a Django page begins with: the name contains what was typed."""

from collections.abc import Sequence

import django
from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search.engines import BEST
from bench.search.engines.text_rows import rows
from bench.search.throwaway import server
from catalog.search.analysis import Doc


class IContains:
    """`filter(name__icontains=q)`."""

    name = "icontains on the name"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.version = f"Django {django.__version__}, {server(connection)}"

    def build(self, items: Sequence[Doc]) -> None:
        self._rows = rows(self._connection, items)

    def search(self, q: str) -> list[str]:
        return list(self._rows.filter(name__icontains=q).values_list("code", flat=True)[:BEST])
