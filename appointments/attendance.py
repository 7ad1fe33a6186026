"""Whether the citizen came. The day at the hall builds on these verbs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from .models import Booking
from .patience import patiently
from .refusals import TooLateToChange

State = Booking.State


def check_in(*, booking: Booking, now: datetime) -> Booking:
    """The citizen is there; the second time nothing happens. Raises TooLateToChange for a visit that is not to come."""
    return _advance(booking, (State.CONFIRMED,), State.CHECKED_IN, now)


def serve(*, booking: Booking, now: datetime) -> Booking:
    """The visit is done; the second time nothing happens. Raises TooLateToChange where nobody checked in."""
    return _advance(booking, (State.CHECKED_IN,), State.SERVED, now)


def turn_into_walk_in(*, booking: Booking, now: datetime) -> Booking:
    """The citizen came late and waits like anybody without a booking; it does not count as missed."""
    return _advance(booking, (State.CONFIRMED,), State.WALKED_IN, now)


def miss(*, booking: Booking, now: datetime) -> Booking:
    """Nobody came; the second time nothing happens. Raises TooLateToChange for a visit that is not to come."""
    return _advance(booking, (State.CONFIRMED,), State.MISSED, now)


def excuse(*, booking: Booking, reason: str, now: datetime) -> Booking:
    """Nobody came, and it does not count from the first moment, by nobody's decision; the second time nothing happens.

    Raises TooLateToChange for a visit that is not to come.
    """
    return _advance(booking, (State.CONFIRMED,), State.MISSED, now, waived_at=now, waive_reason=reason)


@patiently
def waive(*, booking: Booking, by: Model, reason: str, now: datetime) -> Booking:
    """The missed visit does not count; the second time nothing happens. Raises TooLateToChange for any other."""
    missed = Booking.objects.filter(pk=booking.pk, missed_at__isnull=False)
    missed.filter(waived_at__isnull=True).update(waived_at=now, waived_by=by, waive_reason=reason)
    if not missed.exists():
        raise TooLateToChange
    booking.refresh_from_db()
    return booking


def _advance(booking: Booking, before: Sequence[str], state: str, now: datetime, **facts: Any) -> Booking:
    facts |= {"state": state, f"{state}_at": now}
    changed = Booking.objects.filter(pk=booking.pk, state__in=before).update(**facts)
    booking.refresh_from_db()
    if not changed and booking.state != state:
        raise TooLateToChange
    return booking
