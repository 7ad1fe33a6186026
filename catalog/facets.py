"""The facets of a result as a page shows them: each value with its count, and each choice with the way to undo it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from .filters import ItemFilter

SHOWN = 8
"""Values of a long facet that are shown at once; the others, and those without items, are folded away."""
SHOWN_WHOLE = 10
"""A facet of up to that many values is never folded."""


@dataclass(frozen=True)
class Option:
    """One value of a facet. One that would find nothing is shown and cannot be chosen."""

    value: str
    label: str
    count: int
    chosen: bool

    @property
    def disabled(self) -> bool:
        """True where choosing it would leave nothing; a choice that was made can always be undone."""
        return not self.count and not self.chosen


@dataclass(frozen=True)
class Facet:
    """One group of checkboxes, and what of it is folded away."""

    name: str
    label: str
    shown: Sequence[Option]
    rest: Sequence[Option]


@dataclass(frozen=True)
class Chip:
    """One choice, and the address of the same list without it."""

    facet: str
    label: str
    without: str


def facets(filters: ItemFilter, counts: Mapping[str, Iterable[tuple[str, int]]]) -> list[Facet]:
    """Every facet in the order of `ItemFilter`; long ones with what was chosen and what finds most first."""
    return [_facet(filters, name, dict(counts.get(name, ()))) for name in filters.filters]


def chips(filters: ItemFilter, address: QueryDict) -> list[Chip]:
    """Every choice that was made, in the order of the facets."""
    labels = {name: dict(_choices(filters, name)) for name in filters.chosen}
    return [
        Chip(str(filters.filters[name].label), str(labels[name][value]), _without(address, name, value))
        for name, values in filters.chosen.items()
        for value in values
    ]


def _facet(filters: ItemFilter, name: str, counts: Mapping[str, int]) -> Facet:
    chosen = filters.chosen.get(name, ())
    options = [
        Option(value, str(label), counts.get(value, 0), value in chosen) for value, label in _choices(filters, name)
    ]
    if len(options) <= SHOWN_WHOLE:
        return Facet(name, str(filters.filters[name].label), options, [])
    ranked = sorted(options, key=lambda option: (not option.chosen, -option.count))
    first = max(len(chosen), min(SHOWN, sum(option.count > 0 for option in options)))
    return Facet(name, str(filters.filters[name].label), ranked[:first], ranked[first:])


def _choices(filters: ItemFilter, name: str) -> list[tuple[str, str]]:
    return list(filters.form.fields[name].choices)


def _without(address: QueryDict, name: str, value: str) -> str:
    kept = address.copy()
    kept.setlist(name, [each for each in kept.getlist(name) if each != value])
    return f"?{kept.urlencode()}"
