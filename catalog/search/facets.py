"""Filters and counts. OR within a facet, AND across facets."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, count

from .analysis import Doc

ALWAYS_SHOWN = 10
"""That many of the best items are results however little of the query they hold: half a page that may still help. The
measured design kept 50; then every word has "50 items", and the counts of the facets say nothing about the word."""

Filters = Mapping[str, Sequence[str]]
FacetCounts = dict[str, list[tuple[str, int]]]
Ranked = Sequence[tuple[int, bool]]
"""Item numbers, best first, and whether the item is a result wherever it stands in the list."""


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
        """Beside each value the number of results on choosing it alone in its facet, other filters kept."""
        unfiltered = self._results_by_key(ranked, self.passing(filters))
        counts = {}
        for facet, items in self._items.items():
            found = unfiltered
            if filters.get(facet):
                found = self._results_by_key(ranked, self.passing(filters, without=facet))
            counts[facet] = [(value, found[self._key[facet, value]]) for value in items]
        return counts

    def _results_by_key(self, ranked: Ranked, allowed: set[int] | None) -> Mapping[int, int]:
        """The size of `results` for every value of every facet."""
        if allowed is not None:
            ranked = [pair for pair in ranked if pair[0] in allowed]
        found = Counter(chain.from_iterable([self._keys[number] for number, _ in ranked]))
        if not any(strong for _, strong in ranked[ALWAYS_SHOWN:]):  # Then none is past that place under any value.
            return Counter({key: min(count, ALWAYS_SHOWN) for key, count in found.items()})
        seen = [0] * len(self._key)
        for number, strong in ranked:
            for key in self._keys[number]:
                seen[key] += 1
                if not strong and seen[key] > ALWAYS_SHOWN:
                    found[key] -= 1
        return found


def results(ranked: Ranked, allowed: set[int] | None) -> list[int]:
    """The result set: allowed items that hold enough of the query, or are among the best of those allowed."""
    candidates = [(number, strong) for number, strong in ranked if allowed is None or number in allowed]
    return [number for place, (number, strong) in enumerate(candidates) if strong or place < ALWAYS_SHOWN]
