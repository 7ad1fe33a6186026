"""How long it is known who came: 90 days after a visit, and after a missed one until it can no longer count."""

from datetime import datetime, timedelta

from . import rules
from .models import Booking, Objection, Person

KEPT = timedelta(days=90)
"""After a visit (PIPL 19: no longer than needed; the number is a design and is the portal operator's to decide)."""

GONE = "—"
"""Stands where somebody said something that is not kept."""


def forget_people(*, now: datetime) -> int:
    """Old bookings no longer say who came, nor objections what they said, and people nothing is known of are gone.

    Returns the number of bookings; a repeat finds none.
    """
    city = rules.of_city()
    counted = timedelta(days=city.strike_days + city.pause_days)
    over = Booking.objects.filter(ends_at__lte=now - KEPT).exclude(applicant_name="", applicant=None)
    over = over.exclude(missed_at__gt=now - counted)
    Objection.objects.filter(booking__in=over).update(text=GONE)
    forgotten = over.update(applicant=None, applicant_name="", agent=None, agent_name="", relation="")
    unknown = Person.objects.filter(seen_at__lte=now - KEPT, citizens=None, bookings=None, agent_bookings=None)
    unknown.delete()
    return forgotten
