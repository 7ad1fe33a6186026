"""Where a visit for some items can be booked, where one can only walk in, and how to divide what no one place does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from django.utils import timezone

from catalog import routing, visits
from catalog.models import CounterGroup, Hall, Placement, ServiceItem

from . import availability, offering
from .availability import Time
from .models import Line, Slot
from .offering import MOST_ITEMS, Offering
from .remembering import remembered


class Lack(Enum):
    """Why a place that handles the items cannot be booked now."""

    HOURS = "hours"  # Nobody has published when it can be booked.
    ROOM = "room"  # All that is on sale now is taken.


@dataclass(frozen=True)
class Offer:
    """One line that takes the visit, and the earliest time it is free."""

    line: Line
    first: Time


@dataclass(frozen=True)
class Unbookable:
    """One hall that handles the items and cannot be booked now; no hall stands for any district or street hall."""

    hall: Hall | None
    lack: Lack


@dataclass(frozen=True)
class Part:
    """Items that can be done at the same counters. No hall stands for any district or street hall."""

    items: Sequence[ServiceItem]
    hall: Hall | None
    counter: CounterGroup | None


@dataclass(frozen=True)
class Whereto:
    """The places for one visit, the earliest free one first; or else `parts`, each of which can be a visit."""

    offers: list[Offer] = field(default_factory=list)
    unbookable: list[Unbookable] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@remembered
def placements_of(items: tuple[ServiceItem, ...], day: date) -> Sequence[Placement]:
    """Where these items are handled that day, with the halls, in the order of the list: one query."""
    in_force = Placement.objects.in_force(day).filter(item__in=items).order_by("position", "pk")
    return list(in_force.select_related("item", "hall__district", "counter_group"))


def find(items: Sequence[ServiceItem], placements: Sequence[Placement], now: datetime) -> Whereto:
    """Where one visit for all the items can be booked, as far as these placements lead: at most seven queries."""
    day = timezone.localdate(now)
    open_to = [each for each in placements if each.can_be_booked and (not each.hall or routing.serves(each.hall, day))]
    if len(items) > MOST_ITEMS:
        return Whereto(parts=_parts(items, open_to, day))
    offered = [each for each in offering.lines(items, day) if _is_reached(each, open_to)]
    firsts = availability.first_times(offered, now) if offered else {}
    offers = [Offer(each.line, first) for each in offered if (first := firsts[each.line.pk])]
    offers.sort(key=lambda offer: offer.first.starts_at)
    shared = _shared_by_all(items, open_to)
    if not offers and not shared and len(items) > 1:
        return Whereto(parts=_parts(items, open_to, day))
    return Whereto(offers, _unbookable(shared, offers, offered, now))


def _is_reached(offered: Offering, placements: Sequence[Placement]) -> bool:
    """Whether each item is handled at that line under one of these placements."""
    leading = [each for each in placements if offering.leads_to(each, offered.line)]
    return {each.item_id for each in leading} >= offered.placements.keys()


def _shared_by_all(items: Sequence[ServiceItem], placements: Sequence[Placement]) -> list[Placement]:
    """The placements of the first item at which every other one is handled as well."""
    first, *others = items
    return [
        each
        for each in placements
        if each.item_id == first.pk
        and all(any(_meet(each, other) for other in placements if other.item_id == item.pk) for item in others)
    ]


def _meet(one: Placement, other: Placement) -> bool:
    """Whether one counter does both."""
    if one.hall_id and other.hall_id:
        return (one.hall_id, one.counter_group_id) == (other.hall_id, other.counter_group_id)
    held = one if one.hall_id else other
    return held.hall is None or held.hall.kind in routing.LOCAL


def _unbookable(
    shared: Sequence[Placement], offers: Sequence[Offer], offered: Sequence[Offering], now: datetime
) -> list[Unbookable]:
    bookable = {offer.line.hall_id for offer in offers}
    with_slots = _lines_with_slots(offered, offers, now)
    full = {each.line.hall_id for each in offered if each.line.pk in with_slots}
    halls = {each.hall_id: each.hall for each in shared if each.hall_id not in bookable}
    halls |= {each.line.hall_id: each.line.hall for each in offered if each.line.hall_id in full - bookable}
    return [Unbookable(hall, Lack.ROOM if pk in full else Lack.HOURS) for pk, hall in halls.items()]


def _lines_with_slots(offered: Sequence[Offering], offers: Sequence[Offer], now: datetime) -> set[int]:
    """Of the lines without a free time those that have hours all the same."""
    without = {each.line.pk for each in offered} - {offer.line.pk for offer in offers}
    if not without:
        return set()
    return set(Slot.objects.coming(now).filter(line__in=without).order_by().values_list("line", flat=True).distinct())


def _parts(items: Sequence[ServiceItem], placements: Sequence[Placement], day: date) -> list[Part]:
    """The fewest visits that do them all, each divided by counters and by how many items one visit takes."""
    errands = [visits.errand(item, [each for each in placements if each.item_id == item.pk], day) for item in items]
    plan = visits.plan([each for each in errands if each.placements])
    counters = [(visit.site.hall, *counter) for visit in plan.visits for counter in visit.counters]
    parts = [
        Part([errand.item for errand in errands[start : start + MOST_ITEMS]], hall, group)
        for hall, group, errands in counters
        for start in range(0, len(errands), MOST_ITEMS)
    ]
    return parts + [Part([errand.item], None, None) for errand in plan.at_home]
