"""Rows of items × places: our search, which ranks the items once, beside engines that rank every row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search.engines import Missing
from bench.search.engines.collapsed import Places
from bench.search.engines.fts5 import Fts5Words
from bench.search.engines.ours import Words
from bench.search.engines.tantivy import TantivyWords
from bench.search.engines.tsvector import TsvectorWords
from bench.search.figures import p50_p99, short, table, timed
from bench.search.queries import Query
from catalog.search.analysis import Doc


class OverRows(Protocol):
    """An engine that holds the text of every item once for each of so many regions, or their places."""

    def build(self, items: Sequence[Doc], regions: int) -> None: ...


@dataclass
class Way:
    """One way to ask: a query and the number of a region in. `times` maps a number of rows to milliseconds."""

    name: str
    ask: Callable[[str, int], object]
    times: dict[int, list[float]] = field(default_factory=dict)


@dataclass
class Contender:
    """One engine, the ways to ask it, and the database it works in. `built`: rows → seconds until it could be asked."""

    engine: OverRows
    database: str
    ways: Sequence[Way]
    built: dict[int, float] = field(default_factory=dict)


def contenders(
    ours: Sequence[Words], sqlite: BaseDatabaseWrapper, postgresql: BaseDatabaseWrapper | None
) -> Iterator[Contender]:
    """Ours comes first; its first way in each database is what all others there are compared with."""
    for database, connection in [("SQLite", sqlite), *([("PostgreSQL", postgresql)] if postgresql else [])]:
        places = Places(connection)
        ways = [Way(f"{engine.name}; places in {database}", partial(places.search, engine)) for engine in ours]
        yield Contender(places, database, ways)
    yield _peer(Fts5Words(sqlite), "SQLite")
    if postgresql:
        yield _peer(TsvectorWords(postgresql), "PostgreSQL")
    try:
        peer = _peer(TantivyWords(), "SQLite")
    except Missing:
        return
    yield Contender(peer.engine, peer.database, peer.ways[1:])  # It cannot count the rows of an item as one.


def _peer(engine: Fts5Words | TsvectorWords | TantivyWords, database: str) -> Contender:
    everywhere = Way(f"{engine.name}; all rows", lambda q, _region: engine.search(q))
    return Contender(engine, database, [everywhere, Way(f"{engine.name}; one region", engine.search)])


def measure(found: Sequence[Contender], items: Sequence[Doc], queries: Sequence[Query], wanted: int) -> int:
    """Build all for at least so many rows, then ask every query in turn. Returns the number of rows."""
    regions = ceil(wanted / len(items))
    rows = regions * len(items)
    for each in found:
        each.built[rows] = timed(partial(each.engine.build, items, regions))[1] / 1000
    ways = [way for each in found for way in each.ways]
    for way in ways:
        way.ask(queries[0].text, 0)  # Whatever is loaded only now.
        way.times[rows] = []
    for number, query in enumerate(queries):
        for way in ways:
            way.times[rows].append(timed(partial(way.ask, query.text, number % regions))[1])
    return rows


def compare(found: Sequence[Contender], items: Sequence[Doc], queries: Sequence[Query], sizes: Sequence[int]) -> str:
    """One row a way: p50 and p99 at each size, how often ours fits into them at the last one, and the time to build."""
    sizes = [measure(found, items, queries, wanted) for wanted in sizes]
    last = sizes[-1]
    bases = {each.database: p50_p99(each.ways[0].times[last]) for each in reversed(found)}
    rows = []
    for each in found:
        for way in each.ways:
            at_sizes = [" / ".join(map(short, p50_p99(way.times[size]))) for size in sizes]
            pairs = zip(p50_p99(way.times[last]), bases[each.database], strict=True)
            rows.append(
                [way.name, *at_sizes, " / ".join(short(time / base) for time, base in pairs), short(each.built[last])]
            )
    head = [f"{size:,} rows".replace(",", " ") for size in sizes]
    return table(["p50 / p99 ms", *head, "ratio to ours", "build s"], rows)
