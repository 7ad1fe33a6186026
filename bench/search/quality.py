"""Every engine asked every query, taking turns: how good the answers are, and how long they take."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from bench.search.engines import Engine, Missing
from bench.search.figures import p50_p99, short, table, timed
from bench.search.queries import Query
from bench.search.scoring import Score, overall, score
from catalog.search.analysis import Doc

HEAD = ["engine", "S@1", "MRR@10", "R@5", "empty", "p50 ms", "p99 ms", "build s", "version"]


@dataclass
class Measured:
    """One engine, built, and what was seen of it. `built` is in seconds."""

    engine: Engine
    built: float
    scores: list[Score] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def row(self) -> list[str]:
        """The cells under HEAD."""
        whole = overall(self.scores)
        p50, p99 = p50_p99(self.milliseconds)
        quality = [f"{figure:.3f}" for figure in (whole.first, whole.reciprocal, whole.recall)]
        times = [short(p50), short(p99), short(self.built)]
        return [self.engine.name, *quality, f"{whole.empty:.0%}", *times, self.engine.version]


def built(makers: Iterable[Callable[[], Engine]], items: Sequence[Doc]) -> Iterator[Measured | Missing]:
    """Each engine, or what it lacks here."""
    for make in makers:
        try:
            engine = make()
            _, took = timed(partial(engine.build, items))
        except Missing as missing:
            yield missing
        else:
            yield Measured(engine, took / 1000)


def ask(engines: Sequence[Measured], queries: Sequence[Query], rounds: int) -> None:
    """Every query to every engine in turn, so that whatever else the machine does falls on all of them alike."""
    for each in engines:
        each.engine.search(queries[0].text)  # Whatever is loaded only now.
    for number in range(rounds):
        for query in queries:
            for each in engines:
                codes, took = timed(partial(each.engine.search, query.text))
                each.milliseconds.append(took)
                if not number:
                    each.scores.append(score(codes, query.relevant))


def by_kind(engines: Sequence[Measured], queries: Sequence[Query]) -> str:
    """MRR@10 of each engine for each kind of query, and how many there are of the kind."""
    kinds = Counter(query.kind for query in queries)
    rows = []
    for each in engines:
        found = {kind: [] for kind in kinds}
        for query, scored in zip(queries, each.scores, strict=True):
            found[query.kind].append(scored)
        rows.append([each.engine.name, *(f"{overall(scores).reciprocal:.2f}" for scores in found.values())])
    return table(["MRR@10", *(f"{kind} ({number})" for kind, number in kinds.items())], rows)


def compare(
    makers: Sequence[Callable[[], Engine]], items: Sequence[Doc], queries: Sequence[Query], rounds: int
) -> tuple[str, str, list[str]]:
    """The table, the one by kind, and a line for everything that is missing."""
    found = list(built(makers, items))
    measured = [each for each in found if isinstance(each, Measured)]
    ask(measured, queries, rounds)
    whole = table(HEAD, [each.row() for each in measured])
    return whole, by_kind(measured, queries), [str(each) for each in found if isinstance(each, Missing)]
