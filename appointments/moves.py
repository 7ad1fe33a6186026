"""A visit at another time: the new place first, then the old one back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from . import choosing, limits, offering, places, references, reminders, rules
from .models import Booking, BookingSlot, Line, Person, Reminder, Slot, WaitlistEntry
from .patience import patiently
from .refusals import TooLateToChange, TwoPlacesAtOnce

State = Booking.State


@patiently
def move(*, booking: Booking, line: Line, starts_at: datetime, now: datetime) -> Booking:
    """The visit is at another time, or another line that takes its items. The old place is given back after the new one
    is had, all in one transaction; moved to where it is nothing happens.

    Raises TooLateToChange, a Refusal of `places.take`, SlotNotOnSale, NotHandledThere, TwoPlacesAtOnce, or one of the
    limits.
    """
    people = [pk for pk in (booking.applicant_id, booking.agent_id) if pk]
    locked = {row.pk: row for row in Person.objects.filter(pk__in=people).order_by("pk").select_for_update()}
    booking = changeable(booking, now)
    if (booking.line_id, booking.starts_at) == (line.pk, starts_at):
        return booking
    kept = rules.of(line)
    items = [each.item for each in booking.booking_items.select_related("item")]
    offered = offering.at(line, items, timezone.localdate(now))
    slots = choosing.slots(offered, starts_at, booking.pool, kept, now)
    applicant, agent = locked[booking.applicant_id], locked.get(booking.agent_id)
    wish = limits.Wish(line, starts_at, slots[-1].ends_at, items, booking.citizen, applicant, agent, booking)
    limits.check(wish, kept, now, by_staff=booking.pool == Slot.Pool.STAFF)
    return change_place(booking, slots, now, taken=lambda: choosing.take(slots, booking.pool, now), line=line)


def change_place(
    booking: Booking, slots: Sequence[Slot], now: datetime, *, taken: Callable[[], None], line: Line
) -> Booking:
    """The locked booking has these slots, which `taken` takes, and gives back those it had. In a transaction.

    It waits for an earlier place no longer: what was wished was earlier than the old one.
    """
    old, was = places.slots_of(booking), booking.starts_at
    keep = set(old).intersection(slot.pk for slot in slots)
    booking.waitlist_entries.waiting().update(ended_at=now, ending=WaitlistEntry.Ending.OVER)
    places.lock([*old, *(slot.pk for slot in slots)])
    booking.booking_slots.exclude(slot__in=keep).delete()
    BookingSlot.objects.bulk_create([BookingSlot(booking=booking, slot=slot) for slot in slots if slot.pk not in keep])
    if keep:  # Its own place counts as free for itself.
        places.release(sorted(keep), booking.pool)
    taken()
    places.give_back([pk for pk in old if pk not in keep], booking.pool, rules.of(booking.line), now)
    booking.line, booking.starts_at, booking.ends_at = line, slots[0].starts_at, slots[-1].ends_at
    booking.reference = _reference_for(booking.reference, booking.starts_at)
    try:
        booking.save(update_fields=["line", "starts_at", "ends_at", "reference"])
    except IntegrityError as error:
        raise TwoPlacesAtOnce from error
    reminders.tell(
        Reminder.Kind.CHANGED, booking, now=now, cause=f"{now.timestamp():.6f}", details={"from": was.isoformat()}
    )
    return booking


def changeable(booking: Booking, now: datetime) -> Booking:
    """The booking, locked. Raises TooLateToChange unless it is confirmed and has not begun."""
    booking = Booking.objects.select_for_update(of=("self",)).select_related("line__hall", "citizen").get(pk=booking.pk)
    if booking.state != State.CONFIRMED or booking.starts_at <= now:
        raise TooLateToChange
    return booking


def _reference_for(reference: str, starts_at: datetime) -> str:
    """The label with the new day, and the same letters where nobody else has them that day."""
    moved = f"SZ-{timezone.localtime(starts_at):%m%d}-{reference.rsplit('-', 1)[1]}"
    if moved == reference or not Booking.objects.filter(reference=moved).exists():
        return moved
    return references.new_reference(starts_at, references.LONG)
