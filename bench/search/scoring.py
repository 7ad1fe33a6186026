"""How good a list of items is for a query whose right answers are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

RANKS = 10
TOP = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Of one query, or the mean of many: each from 0 to 1.

    `first`: the best item is right. `reciprocal`: 1 / rank of the first right one among ten, 0 without one. `recall`:
    right ones among the first five, of as many as there could be, where items of one name are one. `empty`: no item.
    """

    first: float
    reciprocal: float
    recall: float
    empty: float


def score(codes: Sequence[str], relevant: Mapping[str, str]) -> Score:
    """`relevant` maps the codes of the right answers to the names of the items; there is at least one."""
    ranks = [rank for rank, code in enumerate(codes[:RANKS], start=1) if code in relevant]
    found = {relevant[code] for code in codes[:TOP] if code in relevant}
    possible = min(TOP, len(set(relevant.values())))
    return Score(
        first=float(ranks[:1] == [1]),
        reciprocal=1 / ranks[0] if ranks else 0.0,
        recall=min(1.0, len(found) / possible),
        empty=float(not codes),
    )


def overall(scores: Iterable[Score]) -> Score:
    """Every query counts the same."""
    scores = list(scores)
    return Score(
        first=mean(each.first for each in scores),
        reciprocal=mean(each.reciprocal for each in scores),
        recall=mean(each.recall for each in scores),
        empty=mean(each.empty for each in scores),
    )
