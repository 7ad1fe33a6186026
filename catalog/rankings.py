"""What a change would do to searches: where an item stands and what comes first, before and after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .models import ServiceItem
from .search import Result, Trial, search

FIRST = 5
"""How many items are shown of each ranking."""


@dataclass(frozen=True)
class Named:
    """An item of a ranking; `is_wanted` where it is the one the change is about."""

    code: str
    name: str
    is_wanted: bool


@dataclass(frozen=True)
class Ranking:
    """The first items of one search, and where the wanted item stands: from 1, None where it is not found."""

    first: Sequence[Named]
    place: int | None
    is_confident: bool


@dataclass(frozen=True)
class Comparison:
    """One search as it is and as it would be."""

    words: str
    before: Ranking
    after: Ranking


def compare(searches: Iterable[str], trial: Trial, wanted: str = "") -> list[Comparison]:
    """For each of the searches the ranking as it is and that of the trial. `wanted` is the code of an item."""
    results = [(words, search(words, limit=FIRST), trial.search(words, limit=FIRST)) for words in searches]
    shown = {code for _words, before, after in results for code in (*before.codes[:FIRST], *after.codes[:FIRST])}
    names = dict(ServiceItem.objects.filter(code__in=shown).values_list("code", "name"))
    return [
        Comparison(words, _ranking(before, names, wanted), _ranking(after, names, wanted))
        for words, before, after in results
    ]


def first(words: str, limit: int) -> list[Named]:
    """The items that stand first today."""
    codes = search(words, limit=limit).codes[:limit]
    names = dict(ServiceItem.objects.filter(code__in=codes).values_list("code", "name"))
    return [Named(code, names.get(code, ""), is_wanted=False) for code in codes]


def _ranking(result: Result, names: dict[str, str], wanted: str) -> Ranking:
    return Ranking(
        first=[Named(code, names.get(code, ""), code == wanted) for code in result.codes[:FIRST]],
        place=result.codes.index(wanted) + 1 if wanted in result.codes else None,
        is_confident=result.confident,
    )
