"""Our search over rows of items × places: the items are ranked, then the places of the hits are looked up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search.engines.ours import Words
from catalog.search.analysis import Doc

COUNTED = 50
"""Of the items found so many are counted by region, the best ones."""
FILL = """
INSERT INTO places (item, region, place)
WITH RECURSIVE regions (region) AS (SELECT 0 UNION ALL SELECT region + 1 FROM regions WHERE region + 1 < %s),
    items (item) AS (SELECT 0 UNION ALL SELECT item + 1 FROM items WHERE item + 1 < %s)
SELECT item, region, 'place ' || region FROM regions CROSS JOIN items
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The best items, where in the region each is handled, and how many places of the items found each region has."""

    codes: list[str]
    there: dict[str, str]
    by_region: dict[int, int]


class Places:
    """An ordinary table with an ordinary index, beside a search that knows nothing of places."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def build(self, items: Sequence[Doc], regions: int) -> None:
        """Every item has one place in each of so many regions."""
        self._codes = [item.code for item in items]
        self._numbers = {code: number for number, code in enumerate(self._codes)}
        with transaction.atomic(self._connection.alias), self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS places")
            cursor.execute("CREATE TABLE places (item integer, region integer, place varchar(40))")
            cursor.execute(FILL, [regions, len(items)])
            cursor.execute("CREATE INDEX places_by_item ON places (item, region)")
            cursor.execute("ANALYZE places")

    def search(self, ours: Words, q: str, region: int) -> Found:
        """All that a result page says about places."""
        answer = ours.answer(q)
        best = [hit.code for hit in answer.hits]
        return Found(best, self._places(best, region), self._by_region(answer.codes[:COUNTED]))

    def _places(self, codes: Sequence[str], region: int) -> dict[str, str]:
        rows = self._rows("SELECT item, place FROM places WHERE item IN ({}) AND region = %s", codes, region)
        return {self._codes[item]: place for item, place in rows}

    def _by_region(self, codes: Sequence[str]) -> dict[int, int]:
        return dict(self._rows("SELECT region, count(*) FROM places WHERE item IN ({}) GROUP BY region", codes))

    def _rows(self, statement: str, codes: Sequence[str], *more: int) -> list[tuple]:
        if not codes:
            return []
        with self._connection.cursor() as cursor:
            cursor.execute(
                statement.format(", ".join(["%s"] * len(codes))), [*(self._numbers[code] for code in codes), *more]
            )
            return cursor.fetchall()
