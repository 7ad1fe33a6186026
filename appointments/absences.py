"""Which visits count as missed by now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from . import attendance, rules
from .models import Booking, BookingSlot, Closure, Line, Slot
from .sweeping import sweep


def miss_overdue(*, now: datetime) -> int:
    """Visits nobody came for are missed when the rules of their line say so. Returns how many; a repeat finds none.

    Not those that a closure touches: the hall was not there, so nobody missed it. For the same reason a visit does not
    count whose slots were closed, as by a holiday or other hours that were entered after it was booked.
    """
    return sweep(_overdue(now), lambda booking: _miss(booking, now))


def _miss(booking: Booking, now: datetime) -> Booking:
    if booking.is_closed:
        return attendance.excuse(booking=booking, reason=_("The hall did not serve at that time."), now=now)
    return attendance.miss(booking=booking, now=now)


def _overdue(now: datetime) -> Iterator[Booking]:
    closed = BookingSlot.objects.filter(booking=OuterRef("pk"), slot__state=Slot.State.CLOSED)
    begun = Booking.objects.filter(state=Booking.State.CONFIRMED, starts_at__lte=now).annotate(is_closed=Exists(closed))
    for line in Line.objects.filter(pk__in=begun.values("line")).select_related("hall"):
        began_by = now - timedelta(minutes=rules.of(line).late_minutes)
        yield from untouched(begun.filter(line=line, starts_at__lte=began_by)).order_by("pk")


def untouched(visits: QuerySet[Booking]) -> QuerySet[Booking]:
    """Those of the visits that no closure in force shares a moment with."""
    of_them = Q(line__isnull=True) | Q(line=OuterRef("line"))
    closed = Closure.objects.in_force().touching(OuterRef("starts_at"), OuterRef("ends_at"))
    return visits.exclude(Exists(closed.filter(of_them, hall=OuterRef("line__hall"))))
