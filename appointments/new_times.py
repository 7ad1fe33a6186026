"""Which new times a visit is offered that the hall had to cancel."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from catalog.models import ServiceItem

from . import availability, offering
from .availability import Time
from .models import Booking, Line
from .offering import Offering
from .refusals import Refusal

OPTIONS = 3
NOTICE = timedelta(hours=2)
"""What is offered begins no sooner, so that there is time to read the message and to come."""

NOON = 12  # O'clock.


class NewTimes:
    """Free times at `now`, spread over the visits that ask for them one after the other.

    A visit is offered the nearest ones, at its own line first and each in another half of a day, so that somebody who
    cannot come that morning has a choice. No time is offered to more people than it has places, as long as there are
    others.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._offered: Counter[int] = Counter()
        self._found: dict[tuple, list[Time]] = {}

    def of(self, booking: Booking, *, besides: Iterable[int] = (), count: int = OPTIONS) -> list[Time]:
        """So many free times for the same items, soonest first; fewer where there are fewer. `besides` are left out."""
        chosen = self._nearest(booking, set(besides), count)
        self._offered.update(time.slot for time in chosen)
        return sorted(chosen, key=lambda time: time.starts_at)

    def _nearest(self, booking: Booking, besides: set[int], count: int) -> list[Time]:
        items = tuple(each.item for each in booking.booking_items.select_related("item"))
        busy = _other_visits(booking)
        own_stretch = (booking.starts_at, booking.ends_at)  # What the hall cancels it does not offer again.
        found = _nearest_free(self._times(booking, items, is_own_line=True), booking, besides, [*busy, own_stretch])
        if len(self._roomy(found)) < count:
            found += _nearest_free(self._times(booking, items, is_own_line=False), booking, besides, busy)
        roomy = self._roomy(found)
        return _one_each_half_day([*roomy, *(time for time in found if time not in roomy)], count)

    def _roomy(self, times: Sequence[Time]) -> list[Time]:
        """Those that were offered to fewer people than they have places."""
        return [time for time in times if self._offered[time.slot] < time.places]

    def _times(self, booking: Booking, items: tuple[ServiceItem, ...], *, is_own_line: bool) -> list[Time]:
        """The free times at the visit's line, or at all others that take the items; asked once for visits alike."""
        key = (booking.line_id, items, booking.pool, is_own_line)
        if key not in self._found:
            today = timezone.localdate(self.now)
            offered = _at(booking.line, items, today) if is_own_line else _elsewhere(booking.line, items, today)
            self._found[key] = [
                time
                for each in offered
                for day in availability.days(each, self.now, pool=booking.pool)
                for time in day.times
                if time.starts_at >= self.now + NOTICE
            ]
        return self._found[key]


def _at(line: Line, items: Sequence[ServiceItem], day: date) -> list[Offering]:
    try:
        return [offering.at(line, items, day)] if items and line.is_bookable else []
    except Refusal:  # What the visit was for has moved away meanwhile.
        return []


def _elsewhere(line: Line, items: Sequence[ServiceItem], day: date) -> list[Offering]:
    return [each for each in offering.lines(items, day) if each.line != line]


def _nearest_free(
    times: Iterable[Time], booking: Booking, besides: set[int], busy: Sequence[tuple[datetime, datetime]]
) -> list[Time]:
    """Those at which the citizen is free, nearest to the visit first."""
    free = (
        time
        for time in times
        if time.slot not in besides and not any(time.starts_at < end and time.ends_at > start for start, end in busy)
    )
    return sorted(free, key=lambda time: (abs(time.starts_at - booking.starts_at), time.starts_at))


def _one_each_half_day(times: Sequence[Time], count: int) -> list[Time]:
    """So many of them, in their order, each of another half of a day if that can be."""
    first: dict[tuple[date, bool], Time] = {}
    for time in times:
        here = timezone.localtime(time.starts_at)
        first.setdefault((here.date(), here.hour < NOON), time)
    chosen = list(first.values())[:count]
    return [*chosen, *(time for time in times if time not in chosen)][:count]


def _other_visits(booking: Booking) -> list[tuple[datetime, datetime]]:
    """When those who come have visits already."""
    people = [pk for pk in (booking.applicant_id, booking.agent_id) if pk]
    theirs = Booking.objects.open().filter(Q(applicant__in=people) | Q(agent__in=people)).exclude(pk=booking.pk)
    return list(theirs.values_list("starts_at", "ends_at"))
