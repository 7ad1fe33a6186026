"""Holds and offers whose time is over."""

from collections.abc import Sequence
from datetime import datetime

from . import places, rules
from .models import Booking
from .patience import patiently
from .sweeping import sweep

State = Booking.State

BATCH = 200
"""Rows a sweep takes at a time."""


def expire_lapsed(*, now: datetime, slots: Sequence[int] | None = None) -> int:
    """Holds and offers whose time is over have given back their places. Returns their number; a repeat finds none."""
    found = Booking.objects.lapsed(now)
    if slots is not None:
        found = found.filter(booking_slots__slot__in=slots)
    return sum(expire(booking=booking, now=now) for booking in found.order_by("pk")[:BATCH])


def sweep_lapsed(*, now: datetime) -> int:
    """All holds and offers whose time is over have given back their places. Returns their number."""
    return sweep(Booking.objects.lapsed(now).order_by("held_until"), lambda booking: expire(booking=booking, now=now))


@patiently
def expire(*, booking: Booking, now: datetime) -> bool:
    """The lapsed hold or offer is over and its place is free; False where somebody else saw to it."""
    locked = Booking.objects.lapsed(now).select_for_update(skip_locked=places.skip_locked())
    found = locked.filter(pk=booking.pk).first()
    return bool(found) and give_up(found, now)


def give_up(booking: Booking, now: datetime) -> bool:
    """The provisional booking is over and gave back its place; False where it is no more. In a transaction."""
    changed = Booking.objects.filter(pk=booking.pk, state__in=Booking.PROVISIONAL).update(
        state=State.EXPIRED, expired_at=now
    )
    if not changed:
        return False
    if booking.state == State.OFFERED:  # It came from the waiting list, and goes back there.
        places.withhold(places.slots_of(booking), rules.of(booking.line), now)
    else:
        places.release(places.slots_of(booking), booking.pool)
    return True
