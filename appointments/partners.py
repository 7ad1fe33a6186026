"""What only partner front ends do: a hold for a phone, and its confirmation by a request of its own."""

from datetime import datetime

from django.db.models import F

from . import bookings, citizens, expiry
from .asking import Party, Request, Visit, once
from .models import Booking
from .patience import patiently
from .refusals import HoldConfirmed, KeyReused

State = Booking.State


@patiently
def hold(*, visit: Visit, phone: str, request: Request, now: datetime) -> Booking:
    """A place is kept for whoever holds the phone; what they held before is given back.

    Called again with its key it returns that booking, also after it was confirmed. Raises KeyReused, or what
    `bookings.hold` raises.
    """
    citizen = citizens.of_phone(phone, now)
    if earlier := Booking.objects.filter(hold_key=request.key).select_related("line__hall").first():
        if earlier.hold_fingerprint != request.fingerprint:
            raise KeyReused
        earlier.is_repeated = True
        return earlier
    return bookings.hold(visit=visit, citizen=citizen, request=request, now=now)


@once
@patiently
def confirm(*, held: Booking, party: Party, request: Request, now: datetime) -> Booking:
    """The hold says who comes and is confirmed; refused, the place stays held and nobody is named.

    Its request key is that of this request from now on, and that of the hold is kept beside it. Raises HoldConfirmed
    where another request confirmed it, or what `bookings.confirm` raises.
    """
    citizens.of_phone(held.citizen.phone, now)  # Locked first, so that the hold is not asked for again meanwhile.
    held.refresh_from_db(fields=["confirmed_at"])
    if held.confirmed_at:
        raise HoldConfirmed
    bookings.name(booking=held, party=party, now=now)
    booking = bookings.confirm(booking=held, now=now)
    Booking.objects.filter(pk=booking.pk).update(
        hold_key=F("request_key"),
        hold_fingerprint=F("fingerprint"),
        request_key=request.key,
        fingerprint=request.fingerprint,
    )
    return booking


@patiently
def let_go(*, held: Booking, now: datetime) -> None:
    """The place is free for others; the second time nothing happens. Raises HoldConfirmed once it is booked."""
    if expiry.give_up(held, now):
        return
    held.refresh_from_db(fields=["confirmed_at"])
    if held.confirmed_at:
        raise HoldConfirmed
