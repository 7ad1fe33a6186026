"""Items in the order of the search, read one page at a time."""

from collections.abc import Sequence

from django.db.models import QuerySet

from catalog import search
from catalog.models import ServiceItem


class Ranked:
    """The rows of a query set that the search found, best first. Sized and sliced like a query set."""

    def __init__(self, rows: QuerySet[ServiceItem], words: str) -> None:
        found = search.search(words, limit=0).codes
        held = set(rows.filter(code__in=found).values_list("code", flat=True))
        self.rows = rows
        self.codes = [code for code in found if code in held]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, part: slice) -> Sequence[ServiceItem]:
        codes = self.codes[part]
        rows = {row.code: row for row in self.rows.filter(code__in=codes)}
        return [rows[code] for code in codes if code in rows]
