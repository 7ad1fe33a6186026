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
        taken = _other_visits(booking)
        own: list[Time] = []
        for is_own_line in (True, False):
            own += [
                time
                for time in _by_distance(self._times(booking, items, is_own_line), booking.starts_at)
                if time.slot not in besides
                and not any(time.starts_at < end and time.ends_at > start for start, end in taken)
            ]
            if len(roomy := [time for time in own if self._offered[time.slot] < time.places]) >= count:
                break
        return _one_each_half_day([*roomy, *(time for time in own if time not in roomy)], count)

    def _times(self, booking: Booking, items: tuple[ServiceItem, ...], is_own_line: bool) -> list[Time]:
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


def _by_distance(times: Iterable[Time], moment: datetime) -> list[Time]:
    return sorted(times, key=lambda time: (abs(time.starts_at - moment), time.starts_at))


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
