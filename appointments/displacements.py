"""Visits the hall had to cancel: new times offered in one message, and what their citizens answered."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import ServiceItem

from . import availability, bookings, offering, reminders
from .availability import Time
from .models import Booking, Closure, Displacement, Line, Reminder, Slot
from .new_times import OPTIONS, NewTimes
from .patience import patiently
from .refusals import Refusal, SlotClosed, SlotFull, TooLateToChange

logger = logging.getLogger(__name__)

CHOICE = timedelta(days=30)
"""How long after the cancellation other times than those of the message can be chosen."""

State = Booking.State


def displace(
    visits: Iterable[Booking], *, reason: str, now: datetime, closure: Closure | None = None
) -> list[Displacement]:
    """Each visit is cancelled by the hall, and its citizen is told once, with the reason and three new times.

    Who booked first is offered times first. One that fails stays as it was and stops no other; a repeat takes it up.
    """
    new_times, made = NewTimes(now), []
    for booking in sorted(visits, key=lambda booking: booking.pk):
        try:
            made.append(displace_one(booking=booking, reason=reason, now=now, closure=closure, new_times=new_times))
        except TooLateToChange:  # Whoever stands at the counter is served.
            continue
        except Exception:  # One bad row must not keep the others from hearing.
            logger.exception("Booking %s was not displaced", booking.pk)
    return [each for each in made if each]


@patiently
def displace_one(
    *,
    booking: Booking,
    reason: str,
    now: datetime,
    closure: Closure | None = None,
    new_times: NewTimes | None = None,
) -> Displacement | None:
    """The visit is cancelled by the hall and displaced; the second time nothing happens.

    A hold is only cancelled, and what was given up before is left: None. Raises TooLateToChange once it has begun.
    """
    booking = bookings.cancel(booking=booking, by=Booking.Side.HALL, now=now)
    if booking.confirmed_at is None or booking.cancelled_by != Booking.Side.HALL:
        return None
    if earlier := Displacement.objects.filter(booking=booking).first():
        return earlier
    options = (new_times or NewTimes(now)).of(booking)
    displacement = Displacement.objects.create(
        booking=booking, closure=closure, reason=reason, options=[time.slot for time in options], made_at=now
    )
    reminders.tell(
        Reminder.Kind.DISPLACED,
        booking,
        now=now,
        valid_until=max([booking.starts_at, *(time.starts_at for time in options)]),
        details={"reason": reason, "times": _in_message(options)},
    )
    return displacement


def options(*, displacement: Displacement, now: datetime) -> list[Slot]:
    """Three times that can be chosen now, soonest first: those of the message, and others for what has gone.

    After 30 days there are no others.
    """
    booking = displacement.booking
    told = Slot.objects.filter(pk__in=displacement.options).select_related("line__hall", "line__counter_group")
    still = [slot for slot in told if _has_room(slot, booking, now)]
    missing = OPTIONS - len(still) if now <= displacement.made_at + CHOICE else 0
    others = NewTimes(now).of(booking, besides=displacement.options, count=missing) if missing else []
    fresh = Slot.objects.filter(pk__in=[time.slot for time in others])
    return sorted([*still, *fresh.select_related("line__hall", "line__counter_group")], key=lambda slot: slot.starts_at)


@patiently
def choose(*, displacement: Displacement, slot: Slot, now: datetime) -> Booking:
    """The visit has a new, confirmed booking at that time; chosen again it is the same one, whatever the time.

    Whoever said that they need none may think again. Raises SlotClosed or SlotFull for a time that is neither in the
    message nor to be had by others now, and what `bookings.rebook` raises; then nothing is changed.
    """
    displacement = _locked(displacement)
    if displacement.new_booking:
        return displacement.new_booking
    if slot.pk not in displacement.options:
        _check_on_sale(slot, displacement, now)
    displacement.new_booking = bookings.rebook(booking=displacement.booking, slot=slot, now=now)
    displacement.chosen_at, displacement.declined_at = now, None
    displacement.save(update_fields=["new_booking", "chosen_at", "declined_at"])
    return displacement.new_booking


@patiently
def decline(*, displacement: Displacement, now: datetime) -> Displacement:
    """The citizen needs no new time; the second time nothing happens. A new booking that was chosen stays."""
    displacement = _locked(displacement)
    if not (displacement.chosen_at or displacement.declined_at):
        displacement.declined_at = now
        displacement.save(update_fields=["declined_at"])
    return displacement


def _locked(displacement: Displacement) -> Displacement:
    """The row, locked. What it points at later is read after the lock: joined rows may be older than it."""
    return Displacement.objects.select_for_update().get(pk=displacement.pk)


def _check_on_sale(slot: Slot, displacement: Displacement, now: datetime) -> None:
    """Raises a Refusal unless the visit could be booked there now, within 30 days after it was cancelled."""
    if now > displacement.made_at + CHOICE:
        raise SlotClosed
    booking, day = displacement.booking, timezone.localdate(slot.starts_at)
    offered = offering.at(slot.line, _items(booking), timezone.localdate(now))
    days = availability.days(offered, now, pool=booking.pool, first=day, last=day)
    if not any(time.slot == slot.pk for each in days for time in each.times):
        raise SlotClosed if slot.free(booking.pool) > 0 else SlotFull


def _items(booking: Booking) -> list[ServiceItem]:
    return [each.item for each in booking.booking_items.select_related("item")]


def _has_room(slot: Slot, booking: Booking, now: datetime) -> bool:
    """Whether the visit could begin there: a place that waits to go on sale again will do."""
    try:
        needed = offering.at(slot.line, _items(booking), timezone.localdate(now)).slots
    except Refusal:
        return False
    end = slot.starts_at + timedelta(minutes=needed * slot.line.slot_minutes)
    row = list(Slot.objects.coming(now).filter(line=slot.line, starts_at__gte=slot.starts_at, ends_at__lte=end))
    is_free = all(each.free(booking.pool) > 0 for each in row)
    is_withheld = booking.pool == Slot.Pool.ONLINE and all(each.withheld_online for each in row)
    return len(row) == needed and (is_free or is_withheld)


def _in_message(times: Iterable[Time]) -> list[dict[str, Any]]:
    """The times as the message needs them."""
    halls = dict(Line.objects.filter(slots__in=[time.slot for time in times]).values_list("slots", "hall__short_name"))
    return [
        {"starts_at": time.starts_at.isoformat(), "ends_at": time.ends_at.isoformat(), "hall": halls[time.slot]}
        for time in times
    ]
