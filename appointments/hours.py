"""When a line is open on a day: what staff entered, the calendar, and since when and until when there is the hall.

The order in which it is decided, the first that says something decides:

1. a hall that has not opened yet, or has closed for good, is not open;
2. rows of that very day, those of the line before those of its hall; a row without times says that it stays closed;
3. the calendar: a public holiday is closed;
4. the rows of the weekday, those of the line before those of its hall;
5. on a make-up workday (调休) that its weekday has no rows for, those of the first weekday from Monday on that has any:
   the hall makes up for a day of its working week.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalog.models import CalendarDay, Hall

from .models import Closure, Line, OpeningHours
from .window import midnight


class Stretch(NamedTuple):
    """From when until when, without a break."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Timetable:
    """The hours of one line over a span of days, from rows that were read once. `kinds` are the special days."""

    line: Line
    rows: Sequence[OpeningHours]
    kinds: Mapping[date, str]
    closures: Sequence[Closure]

    def stretches(self, day: date) -> list[Stretch]:
        """When the line is open that day, soonest first; none touches another. Closures are not looked at."""
        if not _has(self.line.hall, day):
            return []
        return _merged(
            Stretch(_moment(day, row.opens_at), _moment(day, row.closes_at))
            for row in self._rows(day)
            if row.opens_at is not None
        )

    def is_closed(self, stretch: Stretch) -> bool:
        """Whether a closure in force takes any moment of it away."""
        return any(closure.starts_at < stretch.end and closure.ends_at > stretch.start for closure in self.closures)

    def _rows(self, day: date) -> Sequence[OpeningHours]:
        kind = self.kinds.get(day)
        if dated := self._narrowest(day, lambda row: row.day == day):
            return dated
        if kind == CalendarDay.Kind.HOLIDAY:
            return []
        weekdays = (
            [day.weekday(), *OpeningHours.Weekday.values] if kind == CalendarDay.Kind.WORKDAY else [day.weekday()]
        )
        found = (self._narrowest(day, lambda row, weekday=weekday: row.weekday == weekday) for weekday in weekdays)
        return next((rows for rows in found if rows), [])

    def _narrowest(self, day: date, fits: Callable[[OpeningHours], bool]) -> list[OpeningHours]:
        """The rows that fit and hold that day: the line's own, else those of its hall."""
        found = [row for row in self.rows if fits(row) and _holds(row, day)]
        return [row for row in found if row.line_id] or found


def of(line: Line, first: date, last: date) -> Timetable:
    """The timetable of the line from that day to that, both included: three queries, and one for its hall."""
    rows = OpeningHours.objects.in_force(first, last).filter(hall=line.hall_id)
    closures = Closure.objects.in_force().touching(midnight(first), midnight(last, days=1)).filter(hall=line.hall_id)
    of_line = Q(line__isnull=True) | Q(line=line.pk)
    return Timetable(
        line=line,
        rows=list(rows.filter(of_line)),
        kinds=dict(CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "kind")),
        closures=list(closures.filter(of_line)),
    )


def _has(hall: Hall, day: date) -> bool:
    """Whether the hall serves the public on that day, as `HallQuerySet.in_service` has it."""
    has_opened = hall.opened_on is None or hall.opened_on <= day
    return has_opened and (hall.closed_on is None or hall.closed_on > day)


def _holds(row: OpeningHours, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)


def _moment(day: date, clock) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same moments; what overlaps or touches is one stretch."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if merged and stretch.start <= merged[-1].end:
            before = merged.pop()
            stretch = Stretch(before.start, max(before.end, stretch.end))
        merged.append(stretch)
    return merged
