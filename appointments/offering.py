"""Which lines take which items, and how long a visit for them lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.db.models import F, Q, QuerySet

from catalog.models import CounterGroup, Placement, ServiceItem
from catalog.routing import LOCAL

from .models import Line
from .refusals import NotHandledThere, TooManyItems
from .remembering import remembered

MOST_ITEMS = 5
"""Items of one visit. More keep a counter for hours, and others waiting."""


@dataclass(frozen=True)
class Offering:
    """One line that takes all the items: under which placement each, and how long each takes in minutes."""

    line: Line
    placements: dict[int, Placement]
    minutes: dict[int, int]

    @property
    def slots(self) -> int:
        """How many slots in a row the visit needs."""
        return max(1, ceil(sum(self.minutes.values()) / self.line.slot_minutes))


def lines(items: Sequence[ServiceItem], day: date) -> list[Offering]:
    """The bookable lines that take all the items that day, in the order of the list: two queries."""
    return list(_lines(tuple(items), day))


@remembered
def _lines(items: tuple[ServiceItem, ...], day: date) -> Sequence[Offering]:
    placements = list(_placements(items, day))
    found = (
        Line.objects.bookable()
        .filter(_of_halls(placements))
        .select_related("hall__district", "counter_group")
        .order_by("hall", "pk")
    )
    offered = (_offering(line, items, placements) for line in found)
    return [each for each in offered if each]


def at(line: Line, items: Sequence[ServiceItem], day: date) -> Offering:
    """The visit for these items at this line: one query. Raises NotHandledThere, or TooManyItems."""
    if len(items) > MOST_ITEMS:
        raise TooManyItems(limit=MOST_ITEMS)
    found, missing = _at(line, tuple(items), day)
    if found is None:
        raise NotHandledThere(item=missing)
    return found


@remembered
def _at(line: Line, items: tuple[ServiceItem, ...], day: date) -> tuple[Offering | None, str]:
    """The visit, or the name of the first item that is not handled there."""
    placements = list(_placements(items, day))
    missing = next((item.name for item in items if not _placement_at(line, item, placements)), "")
    return _offering(line, items, placements), missing


def _placements(items: Sequence[ServiceItem], day: date) -> QuerySet[Placement]:
    """Where the items are handled, each with the `minutes` it takes where those are known."""
    booked = Placement.objects.in_force(day).exclude(kind=Placement.Kind.RETAINED)
    of_items = booked.filter(item__in=[item.pk for item in items]).order_by("position", "pk")
    return of_items.annotate(minutes=F("item__visit_length__minutes"))


def _of_halls(placements: Sequence[Placement]) -> Q:
    wanted = Q(hall__in={placement.hall_id for placement in placements if placement.hall_id})
    if any(placement.hall_class for placement in placements):
        wanted |= Q(hall__kind__in=LOCAL)
    return wanted


def _offering(line: Line, items: Sequence[ServiceItem], placements: Sequence[Placement]) -> Offering | None:
    found = {item.pk: _placement_at(line, item, placements) for item in items}
    if not found or None in found.values():
        return None
    return Offering(line, found, {item: placement.minutes or line.item_minutes for item, placement in found.items()})


def _placement_at(line: Line, item: ServiceItem, placements: Sequence[Placement]) -> Placement | None:
    return next((each for each in placements if each.item_id == item.pk and leads_to(each, line)), None)


def leads_to(placement: Placement, line: Line) -> bool:
    """Counter groups decide where both name one. A class of halls means their general counters."""
    if placement.hall_id:
        return placement.hall_id == line.hall_id and placement.counter_group_id == line.counter_group_id
    is_general = line.counter_group is None or line.counter_group.name == CounterGroup.GENERAL
    return line.hall.kind in LOCAL and is_general
