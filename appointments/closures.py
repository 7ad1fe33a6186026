"""Times at which a hall does not serve although its hours say so, and what closing it does to places and visits.

Closing may be cut off at any moment: once the closure is recorded its slots are closed with it, and `finish` does what
is left. Rows are touched in this order: closure, then bookings, then slots.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Model, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Hall

from . import attendance, displacements, places, slots
from .models import Booking, Closure, Line, Slot
from .patience import patiently
from .refusals import Refusal

logger = logging.getLogger(__name__)

State = Booking.State


class StretchOver(Refusal):
    code = "stretch-over"
    sentence = _("This time is over already. Closing it would reach nobody.")


@dataclass(frozen=True)
class Preview:
    """What closing a stretch would do: slots closed, free places taken off sale, visits cancelled, holds ended."""

    slots: int
    places: int
    bookings: Sequence[Booking]
    holds: int


def preview(*, hall: Hall, line: Line | None, starts_at: datetime, ends_at: datetime) -> Preview:
    """What closing that stretch would do now. Nothing is changed."""
    stretch = Closure(hall=hall, line=line, starts_at=starts_at, ends_at=ends_at)
    open_slots = slots_of(stretch).filter(state=Slot.State.OPEN)
    online = F("capacity_online") - F("withheld_online") - F("taken_online")
    free = open_slots.aggregate(places=Sum(online + F("capacity_staff") - F("taken_staff")))["places"]
    return Preview(
        slots=open_slots.count(),
        places=free or 0,
        bookings=list(visits_of(stretch, [State.CONFIRMED]).select_related("line__hall", "line__counter_group")),
        holds=visits_of(stretch, Booking.PROVISIONAL).count(),
    )


def close(
    *,
    hall: Hall,
    line: Line | None = None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Model,
    now: datetime,
) -> Closure:
    """The stretch is closed: nothing more is booked in it, every visit in it is displaced without a strike.

    Closed again it is the same closure, and what was left undone is done. Raises StretchOver for what is past.
    """
    if ends_at <= now:
        raise StretchOver
    closure = _record(hall=hall, line=line, starts_at=starts_at, ends_at=ends_at, reason=reason, by=by, now=now)
    finish(closure=closure, now=now)
    return closure


def finish(*, closure: Closure, now: datetime) -> None:
    """No slot in the stretch is open, no visit in it is still to come, and none counts as missed.

    A repeat finds nothing to do; of a closure that was withdrawn nothing is done.
    """
    if not close_slots(closure=closure):
        return
    displacements.displace(
        visits_of(closure, [*Booking.PROVISIONAL, State.CONFIRMED]), reason=closure.reason, closure=closure, now=now
    )
    for booking in visits_of(closure, [State.MISSED]).filter(waived_at__isnull=True):
        attendance.waive(booking=booking, by=closure.made_by, reason=closure.reason, now=now)


def finish_all(*, now: datetime) -> None:
    """Nothing is left to do of any closure that is not over. One that fails stops no other."""
    for closure in Closure.objects.in_force().filter(ends_at__gt=now).select_related("made_by"):
        try:
            finish(closure=closure, now=now)
        except Exception:  # The next run takes it up.
            logger.exception("Closure %s was not finished", closure.pk)


@patiently
def close_slots(*, closure: Closure) -> bool:
    """Every slot of the stretch is closed to new bookings, those made since too; False for a closure withdrawn."""
    if not Closure.objects.in_force().select_for_update().filter(pk=closure.pk).exists():
        return False
    found = places.lock(list(slots_of(closure).filter(state=Slot.State.OPEN).values_list("pk", flat=True)))
    Slot.objects.filter(pk__in=[slot.pk for slot in found]).update(state=Slot.State.CLOSED)
    return True


def withdraw(*, closure: Closure, now: datetime) -> Closure:
    """Its slots are open again where the hours say so and no other closure holds them; a repeat does nothing more.

    Visits that were cancelled stay so: their citizens were told. They may still choose a new time.
    """
    closure = _withdraw(closure, now)
    first, last = (timezone.localdate(moment) for moment in (max(closure.starts_at, now), closure.ends_at))
    lines = Line.objects.filter(pk=closure.line_id) if closure.line_id else Line.objects.filter(hall=closure.hall_id)
    slots.make(lines=lines, now=now, first=first, last=last)
    return closure


@patiently
def _withdraw(closure: Closure, now: datetime) -> Closure:
    closure = Closure.objects.select_for_update().get(pk=closure.pk)
    if closure.withdrawn_at is None:
        closure.withdrawn_at = now
        closure.save(update_fields=["withdrawn_at"])
    return closure


def slots_of(stretch: Closure) -> QuerySet[Slot]:
    """The slots that share a moment with the stretch."""
    found = Slot.objects.filter(
        line__hall=stretch.hall_id, starts_at__lt=stretch.ends_at, ends_at__gt=stretch.starts_at
    )
    return found.filter(line=stretch.line_id) if stretch.line_id else found


def visits_of(stretch: Closure, states: Sequence[str]) -> QuerySet[Booking]:
    """Bookings in these states with a place in the stretch, soonest first."""
    found = Booking.objects.filter(booking_slots__slot__in=slots_of(stretch), state__in=states)
    return found.distinct().order_by("starts_at", "pk")


@patiently
def _record(
    *, hall: Hall, line: Line | None, starts_at: datetime, ends_at: datetime, reason: str, by: Model, now: datetime
) -> Closure:
    """The one closure of the stretch, and its slots closed."""
    closure, _made = Closure.objects.get_or_create(
        **{"hall": hall, "line": line, "starts_at": starts_at, "ends_at": ends_at, "withdrawn_at": None},
        defaults={"reason": reason, "made_by": by, "made_at": now},
    )
    close_slots(closure=closure)
    return closure
