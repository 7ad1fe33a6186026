"""Which days can be booked today: the next working days, those new today in the course of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from catalog.models import CalendarDay
from catalog.models.calendar_day import SATURDAY

from .remembering import remembered

LONGEST = timedelta(days=60)
"""Slots are made that far ahead, so no window is longer."""


@dataclass(frozen=True)
class Window:
    """What can be booked at `now`: whole days up to `before`, and of those after it up to `last` what is released.

    `before` is the last day of yesterday's window: a Friday brings the weekend that follows it as well, and on a day
    without work nothing is new. `minute` is that of `now`, counted from midnight.
    """

    now: datetime
    before: date
    last: date
    minute: int

    @cached_property
    def new_begins(self) -> datetime:
        """The first moment that could not be booked yesterday."""
        return midnight(self.before, days=1)

    @cached_property
    def end(self) -> datetime:
        """The first moment after the window."""
        return midnight(self.last, days=1)

    def holds(self, starts_at: datetime, release_minute: int) -> bool:
        """Whether a slot that begins then can be booked now."""
        if not self.now < starts_at < self.end:
            return False
        return starts_at < self.new_begins or release_minute <= self.minute


def of(workdays: int, now: datetime, kinds: Mapping[date, str] | None = None) -> Window:
    """The window of so many working days from today on, at most 60 days. One query, unless the calendar is given."""
    here = timezone.localtime(now)
    today = here.date()
    if kinds is None:
        before, last = _ends(workdays, today)
    else:
        before, last = _last(workdays, today - timedelta(days=1), kinds), _last(workdays, today, kinds)
    return Window(now, before, last, here.hour * 60 + here.minute)


@remembered
def _ends(workdays: int, today: date) -> tuple[date, date]:
    """The last day that could be booked yesterday, and that of today."""
    kinds = calendar(today, today + LONGEST)
    return _last(workdays, today - timedelta(days=1), kinds), _last(workdays, today, kinds)


def _last(workdays: int, today: date, kinds: Mapping[date, str]) -> date:
    """The last day that can be booked on that day."""
    last, left = today, workdays
    while left and last < today + LONGEST:
        last += timedelta(days=1)
        left -= is_workday(last, kinds)
    return last


def midnight(day: date, *, days: int = 0) -> datetime:
    """The first moment of the day so many days after that one, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))


@remembered
def calendar(first: date, last: date) -> dict[date, str]:
    """The days of that span that differ from the ordinary week, and how."""
    return dict(CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "kind"))


def is_workday(day: date, kinds: Mapping[date, str]) -> bool:
    """Whether public offices work that day."""
    kind = kinds.get(day)
    return kind == CalendarDay.Kind.WORKDAY if kind else day.weekday() < SATURDAY
