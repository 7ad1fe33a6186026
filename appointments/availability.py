"""Which times can be booked now. Shown from here, decided at the slot: what is shown may be gone a moment later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from . import rules, window
from .models import BookingRules, Line, Slot
from .offering import Offering
from .rules import Rules
from .window import Window


class Time(NamedTuple):
    """One time at which a visit can begin, and how many such visits still fit. `slot` is the first of its slots."""

    slot: int
    starts_at: datetime
    ends_at: datetime
    places: int


@dataclass(frozen=True)
class Day:
    """One day with its times, soonest first; never without one."""

    day: date
    times: tuple[Time, ...]

    @property
    def places(self) -> int:
        """Visits that still fit that day, if they do not overlap."""
        return sum(time.places for time in self.times)


class Free(NamedTuple):
    """One slot with room in it."""

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
) -> list[Day]:
    """The days from `first` to `last` on which the visit can begin, with their times: three queries.

    Staff give places on any day that has slots; online only what the booking window holds.
    """
    [times] = _times([offered], now, pool, first, last).values()
    found: dict[date, list[Time]] = {}
    for time in times:
        found.setdefault(timezone.localdate(time.starts_at), []).append(time)
    return [Day(day, tuple(several)) for day, several in found.items()]


def first_times(offerings: Sequence[Offering], now: datetime) -> dict[int, Time | None]:
    """The earliest time at each of the lines, by the line's primary key; None where none is free: three queries."""
    return {line: next(iter(times), None) for line, times in _times(offerings, now, Slot.Pool.ONLINE).items()}


def nearest(offered: Offering, starts_at: datetime, now: datetime, count: int = 3) -> list[Time]:
    """The free times nearest to that one, in their order: what to offer when it has just gone."""
    [times] = _times([offered], now, Slot.Pool.ONLINE).values()
    near = sorted(times, key=lambda time: (abs(time.starts_at - starts_at), time.starts_at))[:count]
    return sorted(near)


def _times(
    offerings: Sequence[Offering], now: datetime, pool: str, first: date | None = None, last: date | None = None
) -> dict[int, list[Time]]:
    windows = _windows([each.line for each in offerings], now)
    free: dict[int, list[Free]] = {each.line.pk: [] for each in offerings}
    for slot in _free(free, now, pool, first, last):
        if pool == Slot.Pool.STAFF or windows[slot.line].holds(slot.starts_at, slot.release_minute):
            free[slot.line].append(slot)
    return {each.line.pk: list(_beginnings(free[each.line.pk], each.slots)) for each in offerings}


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


def _free(lines: Iterable[int], now: datetime, pool: str, first: date | None, last: date | None) -> Iterable[Free]:
    found = Slot.objects.coming(now).with_room(pool).filter(line__in=lines)
    if first:
        found = found.filter(starts_at__gte=window.midnight(first))
    if last:
        found = found.filter(starts_at__lt=window.midnight(last, days=1))
    left = F(f"capacity_{pool}") - F(f"taken_{pool}")
    if pool == Slot.Pool.ONLINE:
        left = left - F("withheld_online")
    rows = found.values_list("pk", "line", "starts_at", "ends_at", "release_minute", left)
    return map(Free._make, rows.iterator(chunk_size=2000))


def _beginnings(free: Sequence[Free], slots: int) -> Iterable[Time]:
    """The free slots at which as many in a row are free as the visit needs."""
    for number, slot in enumerate(free):
        row = free[number : number + slots]
        if len(row) == slots and all(a.ends_at == b.starts_at for a, b in pairwise(row)):
            yield Time(slot.pk, slot.starts_at, row[-1].ends_at, min(each.places for each in row))
