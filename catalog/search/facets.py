"""Filters and counts. OR within a facet, AND across facets."""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from itertools import chain, count
from operator import itemgetter

from .analysis import Doc

ALWAYS_SHOWN = 10
"""That many of the best items are results however little of the query they hold. The measured design kept 50; then
every word has fifty items, and the counts beside the filters say nothing about the word."""

Filters = Mapping[str, Sequence[str]]
FacetCounts = dict[str, list[tuple[str, int]]]
Ranked = Sequence[tuple[int, bool]]
"""Item numbers, best first, and whether the item is a result: among the best, or holding enough of the query."""


class FacetTable:
    """Which items have which value. Items are numbered in the order given."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self._keys: list[list[int]] = [[] for _ in docs]
        found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, doc in enumerate(docs):
            for facet, values in doc.facets.items():
                for value in values:
                    found[facet][value].add(number)
        self._items = {facet: dict(sorted(items.items())) for facet, items in found.items()}
        keys = count()
        self._key = {(facet, value): next(keys) for facet, items in self._items.items() for value in items}
        for (facet, value), key in self._key.items():
            for number in self._items[facet][value]:
                self._keys[number].append(key)

    def passing(self, filters: Filters, *, without: str = "") -> set[int] | None:
        """The items that pass every filter but the one left out; None for all items."""
        chosen = [
            set().union(*(self._items.get(facet, {}).get(value, ()) for value in values))
            for facet, values in filters.items()
            if values and facet != without
        ]
        return set.intersection(*chosen) if chosen else None

    def counts(self, ranked: Ranked, filters: Filters) -> FacetCounts:
        """Beside each value the number of results that have it, other filters kept: what choosing it alone shows."""
        unfiltered = self._results_by_key(ranked, self.passing(filters))
        counts = {}
        for facet, items in self._items.items():
            found = unfiltered
            if filters.get(facet):
                found = self._results_by_key(ranked, self.passing(filters, without=facet))
            counts[facet] = [(value, found[self._key[facet, value]]) for value in items]
        return counts

    def _results_by_key(self, ranked: Ranked, allowed: set[int] | None) -> Mapping[int, int]:
        """How many of the allowed results have each value; where there is none, how many of the next best would."""
        candidates = _allowed(ranked, allowed)
        strong = [number for number, is_result in candidates if is_result]
        found = Counter(chain.from_iterable(self._keys[number] for number in strong or map(itemgetter(0), candidates)))
        return found if strong else Counter({key: min(count, ALWAYS_SHOWN) for key, count in found.items()})


def marked(ordered: Sequence[int], telling: Container[int]) -> Ranked:
    """The items with whether each is a result: those that hold enough of the query, and the best in any case."""
    return [(number, place < ALWAYS_SHOWN or number in telling) for place, number in enumerate(ordered)]


def results(ranked: Ranked, allowed: set[int] | None) -> list[int]:
    """The allowed results. Where the filters leave none, the best of what they allow: a choice is no dead end."""
    candidates = _allowed(ranked, allowed)
    strong = [number for number, is_result in candidates if is_result]
    return strong or [number for number, _ in candidates[:ALWAYS_SHOWN]]


def _allowed(ranked: Ranked, allowed: set[int] | None) -> Ranked:
    return ranked if allowed is None else [pair for pair in ranked if pair[0] in allowed]
