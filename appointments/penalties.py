"""What missing visits leads to: online booking is paused for a while. Walk-in is never affected.

Nothing is stored: a pause is worked out from the missed visits, so waiving one ends it at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from .models import Booking, Person
from .rules import Rules


@dataclass(frozen=True)
class Pause:
    """Online booking is paused until that moment because of visits missed at these moments."""

    until: datetime
    missed: tuple[datetime, ...]


def pause(missed: Iterable[datetime], rules: Rules, now: datetime) -> Pause | None:
    """The pause that holds now: `strikes` misses within `strike_days` pause booking for `pause_days` from the last."""
    times = sorted(missed)
    for last in range(len(times) - 1, rules.strikes - 2, -1):
        first = last - rules.strikes + 1
        until = times[last] + timedelta(days=rules.pause_days)
        if until > now and times[last] - times[first] <= timedelta(days=rules.strike_days):
            return Pause(until, tuple(times[first : last + 1]))
    return None


def counted(people: Iterable[Person | int]) -> QuerySet[Booking]:
    """The missed visits of these people that count: not those that were waived."""
    of_them = Q(applicant__in=people) | Q(agent__in=people)
    return Booking.objects.filter(of_them, missed_at__isnull=False, waived_at__isnull=True).order_by("missed_at")


def of(person: Person, rules: Rules, now: datetime) -> Pause | None:
    """The pause of one person now. One query."""
    return pause(counted([person]).values_list("missed_at", flat=True), rules, now)
