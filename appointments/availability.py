"""Which times can be booked now. Shown from here, decided at the slot: what is shown may be gone a moment later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from . import rules, window
from .models import BookingRules, Line, Slot
from .offering import Offering
from .remembering import remembered
from .rules import Rules
from .window import Window

FEW = 50
"""Spans of days of which the slots are remembered at a time: each has hundreds."""


class Time(NamedTuple):
    """One time at which a visit can begin, and how many such visits still fit. `slot` is the first of its slots."""

    slot: int
    starts_at: datetime
    ends_at: datetime
    places: int


@dataclass(frozen=True)
class Day:
    """One day with its times, soonest first; without one only where days that are full were asked for."""

    day: date
    times: tuple[Time, ...]

    @property
    def places(self) -> int:
        """Visits that still fit that day, if they do not overlap."""
        return sum(time.places for time in self.times)


class Free(NamedTuple):
    """One slot, and the places that are left in it."""

    pk: int
    line: int
    starts_at: datetime
    ends_at: datetime
    release_minute: int
    places: int


def days(
    offered: Offering,
    now: datetime,
    *,
    pool: str = Slot.Pool.ONLINE,
    first: date | None = None,
    last: date | None = None,
    with_full: bool = False,
) -> list[Day]:
    """The days from `first` to `last` on which the visit can begin, with their times: three queries.

    Staff give places on any day that has slots; online only what the booking window holds. Days on which nothing is
    left are there, without times, if they are asked for.
    """
    [slots] = _on_sale([offered], now, pool, first, last, with_full=with_full).values()
    here = timezone.get_current_timezone()  # Asked once: there are hundreds of slots.
    found: dict[date, list[Time]] = {}
    if with_full:
        found = {slot.starts_at.astimezone(here).date(): [] for slot in slots}
        slots = [slot for slot in slots if slot.places > 0]
    for time in _beginnings(slots, offered.slots):
        found.setdefault(time.starts_at.astimezone(here).date(), []).append(time)
    return [Day(day, tuple(times)) for day, times in found.items()]


def first_times(
    offerings: Sequence[Offering],
    now: datetime,
    *,
    pool: str = Slot.Pool.ONLINE,
    first: date | None = None,
    last: date | None = None,
) -> dict[int, Time | None]:
    """The earliest time at each of the lines from `first` to `last`, by the line's primary key; None where none is
    free: three queries.
    """
    found = _times(offerings, now, pool, first, last)
    return {line: next(iter(times), None) for line, times in found.items()}


def nearest(
    offered: Offering, starts_at: datetime, now: datetime, count: int = 3, *, pool: str = Slot.Pool.ONLINE
) -> list[Time]:
    """The other free times nearest to that one, in their order: what to offer when it has just gone.

    As they were a moment ago: in a rush hundreds ask at once.
    """
    [times] = _times([offered], now, pool).values()
    others = (time for time in times if time.starts_at != starts_at)
    near = sorted(others, key=lambda time: (abs(time.starts_at - starts_at), time.starts_at))[:count]
    return sorted(near)


def _times(
    offerings: Sequence[Offering], now: datetime, pool: str, first: date | None = None, last: date | None = None
) -> dict[int, list[Time]]:
    free = _on_sale(offerings, now, pool, first, last)
    return {each.line.pk: list(_beginnings(free[each.line.pk], each.slots)) for each in offerings}


def _on_sale(
    offerings: Sequence[Offering],
    now: datetime,
    pool: str,
    first: date | None = None,
    last: date | None = None,
    *,
    with_full: bool = False,
) -> dict[int, list[Free]]:
    """The slots of each line that can be booked now, soonest first; those that are full only if they are asked for."""
    found: dict[int, list[Free]] = {each.line.pk: [] for each in offerings}
    if pool == Slot.Pool.STAFF:
        for slot in _slots(found, now, pool, first, last, with_full=with_full):
            found[slot.line].append(slot)
        return found
    windows = _windows([each.line for each in offerings], now)
    furthest = max((each.last for each in windows.values()), default=None)
    last = min(last, furthest) if last and furthest else furthest
    for slot in _slots(found, now, pool, first, last, with_full=with_full):
        open_now = windows[slot.line]
        if slot.starts_at < open_now.new_begins or open_now.holds(slot.starts_at, slot.release_minute):
            found[slot.line].append(slot)
    return found


def _windows(lines: Sequence[Line], now: datetime) -> dict[int, Window]:
    decided = _rules(lines)
    today = timezone.localdate(now)
    kinds = window.calendar(today, today + window.LONGEST)
    return {line.pk: window.of(decided[line.pk].window_workdays, now, kinds) for line in lines}


def _rules(lines: Sequence[Line]) -> Mapping[int, Rules]:
    rows = list(BookingRules.objects.all()) if len(lines) > 1 else None
    if rows is None:
        return {line.pk: rules.of(line) for line in lines}
    return {
        line.pk: rules.together(
            row
            for row in rows
            if row.line_id == line.pk or row.hall_id == line.hall_id or (row.line_id is None and row.hall_id is None)
        )
        for line in lines
    }


def _slots(
    lines: Iterable[int], now: datetime, pool: str, first: date | None, last: date | None, *, with_full: bool
) -> Iterable[Free]:
    today = timezone.localdate(now)
    rows = _rows(tuple(lines), pool, max(first or today, today), last, with_full)
    return (slot for slot in rows if slot.starts_at > now)


@partial(remembered, most=FEW)
def _rows(lines: tuple[int, ...], pool: str, first: date, last: date | None, with_full: bool) -> Sequence[Free]:
    """What was free a moment ago. Many look at the same days, and few of them book."""
    found = Slot.objects.filter(line__in=lines, state=Slot.State.OPEN, starts_at__gte=window.midnight(first))
    if last:
        found = found.filter(starts_at__lt=window.midnight(last, days=1))
    if not with_full:
        found = found.with_room(pool)
    facts = ("pk", "line", "starts_at", "ends_at", "release_minute")
    columns = (*facts, f"capacity_{pool}", f"taken_{pool}", "withheld_online")
    return [
        Free(*row, capacity - taken - (withheld if pool == Slot.Pool.ONLINE else 0))
        for *row, capacity, taken, withheld in found.order_by("starts_at").values_list(*columns)
    ]


def _beginnings(free: Sequence[Free], slots: int) -> Iterable[Time]:
    """The free slots at which as many in a row are free as the visit needs."""
    if slots == 1:
        yield from (Time(slot.pk, slot.starts_at, slot.ends_at, slot.places) for slot in free)
        return
    for number, slot in enumerate(free):
        row = free[number : number + slots]
        if len(row) == slots and all(a.ends_at == b.starts_at for a, b in pairwise(row)):
            yield Time(slot.pk, slot.starts_at, row[-1].ends_at, min(each.places for each in row))
