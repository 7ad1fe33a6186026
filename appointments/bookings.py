"""Bookings made and given up. Every verb may be called twice; whoever loses a race is told so.

Everybody books through here: the pages, the interface, staff and the waiting list.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection
from django.utils import timezone

from . import choosing, citizens, expiry, limits, offering, places, references, reminders, rules
from .asking import Party, Request, Visit, is_about, once, people
from .models import Booking, Citizen, Person, Reminder, Slot
from .offering import Offering
from .patience import patiently
from .references import ReferenceTaken
from .refusals import AlreadyExtended, HoldOver, NotNamed, SlotFull, SlotPast, TooLateToChange, TwoPlacesAtOnce

State = Booking.State

# Written out, because they are made with every booking: putting them together took longer than making them.
ITEMS = "INSERT INTO appointments_bookingitem (booking_id, item_id, placement_id, minutes) VALUES (%s, %s, %s, %s)"
SLOTS = "INSERT INTO appointments_bookingslot (booking_id, slot_id) VALUES (%s, %s)"

WHO = ("applicant", "applicant_name", "agent", "agent_name", "relation")


@once
@patiently
def hold(
    *, visit: Visit, citizen: Citizen, request: Request, now: datetime, named_in: Booking | None = None
) -> Booking:
    """A place is kept for the citizen for some minutes; what they held before is given back.

    Who comes is as in `named_in`, a booking of the citizen, where only the time or the place changes.
    Raises a Refusal of `places.take`, SlotNotOnSale, NotHandledThere, TooManyItems or Busy.
    """
    kept = rules.of(visit.line)
    offered = offering.at(visit.line, visit.items, timezone.localdate(now))
    slots = choosing.slots(offered, visit.starts_at, Slot.Pool.ONLINE, kept, now)
    Citizen.objects.select_for_update().get(pk=citizen.pk)
    if earlier := Booking.objects.filter(citizen=citizen, state=State.HELD).first():
        places.lock([*places.slots_of(earlier), *(slot.pk for slot in slots)])  # Two who change places lock alike.
        expiry.give_up(earlier, now)
    names = {field: getattr(named_in, field) for field in WHO} if named_in else {}
    booking = make(
        offered, slots, citizen, request, Slot.Pool.ONLINE, State.HELD, now, held_until=now + kept.hold, **names
    )
    choosing.take(slots, Slot.Pool.ONLINE, now)
    return booking


@once
@patiently
def book(
    *,
    visit: Visit,
    citizen: Citizen | str | None,
    party: Party,
    request: Request,
    now: datetime,
    pool: str = Slot.Pool.ONLINE,
) -> Booking:
    """A confirmed booking in one step, for partner front ends and staff. Raises what `hold` and `confirm` raise.

    `citizen` may be the number of a phone: the row of whoever holds it is made with the booking, or not at all.
    """
    kept = rules.of(visit.line)
    offered = offering.at(visit.line, visit.items, timezone.localdate(now))
    slots = choosing.slots(offered, visit.starts_at, pool, kept, now)
    choosing.look(slots, pool, now)
    if isinstance(citizen, str):
        citizen = citizens.of_phone(citizen, now)
    applicant, agent = people(party, now)
    wish = limits.Wish(visit.line, visit.starts_at, slots[-1].ends_at, visit.items, citizen, applicant, agent)
    limits.check(wish, kept, now, by_staff=pool == Slot.Pool.STAFF)
    names = {
        "applicant": applicant,
        "applicant_name": party.applicant.name,
        "agent": agent,
        "agent_name": party.agent.name if party.agent else "",
        "relation": party.relation,
    }
    booking = make(offered, slots, citizen, request, pool, State.CONFIRMED, now, confirmed_at=now, **names)
    reminders.tell(Reminder.Kind.CONFIRMED, booking, now=now)
    choosing.take(slots, pool, now)
    return booking


@patiently
def extend(*, booking: Booking, now: datetime) -> Booking:
    """The hold lasts as long again from now, once. Raises AlreadyExtended, or HoldOver."""
    until = now + rules.of(booking.line).hold
    held = Booking.objects.filter(pk=booking.pk, state=State.HELD, held_until__gt=now)
    if not held.filter(extended_at__isnull=True).update(held_until=until, extended_at=now):
        raise AlreadyExtended if held.exists() else HoldOver
    booking.refresh_from_db()
    return booking


@patiently
def name(*, booking: Booking, party: Party, now: datetime) -> Booking:
    """The held booking says who comes. Raises HoldOver; said again, what was said last counts."""
    applicant, agent = people(party, now)
    said = Booking.objects.filter(pk=booking.pk, state__in=Booking.PROVISIONAL, held_until__gt=now).update(
        applicant=applicant,
        applicant_name=party.applicant.name,
        agent=agent,
        agent_name=party.agent.name if party.agent else "",
        relation=party.relation,
    )
    if not said:
        raise HoldOver
    booking.refresh_from_db()
    return booking


@patiently
def confirm(*, booking: Booking, now: datetime) -> Booking:
    """The held booking is confirmed; the second time nothing happens.

    Raises HoldOver, NotNamed, SlotPast, TwoPlacesAtOnce or what `limits.check` raises, and the place stays held.
    """
    if booking.applicant_id is None:
        raise NotNamed
    list(Citizen.objects.filter(pk=booking.citizen_id).select_for_update())  # For the limits of the phone.
    named = [pk for pk in (booking.applicant_id, booking.agent_id) if pk]
    locked = {row.pk: row for row in Person.objects.filter(pk__in=named).order_by("pk").select_for_update()}
    booking = Booking.objects.select_for_update(of=("self",)).select_related("line__hall", "citizen").get(pk=booking.pk)
    if booking.confirmed_at:
        return booking
    if booking.state != State.HELD or booking.held_until <= now:
        raise HoldOver
    if booking.starts_at <= now:
        raise SlotPast
    items = [each.item for each in booking.booking_items.select_related("item")]
    applicant, agent = locked[booking.applicant_id], locked.get(booking.agent_id)
    wish = limits.Wish(booking.line, booking.starts_at, booking.ends_at, items, booking.citizen, applicant, agent)
    limits.check(wish, rules.of(booking.line), now)
    booking.state, booking.confirmed_at = State.CONFIRMED, now
    try:
        booking.save(update_fields=["state", "confirmed_at"])
    except IntegrityError as error:
        raise TwoPlacesAtOnce from error
    if booking.agent_id is None and booking.citizen:
        Citizen.objects.filter(pk=booking.citizen_id).update(person=applicant, name=booking.applicant_name)
    reminders.tell(Reminder.Kind.CONFIRMED, booking, now=now)
    return booking


@patiently
def cancel(*, booking: Booking, by: str, now: datetime) -> Booking:
    """The visit is given up; the second time nothing happens. Raises TooLateToChange once it has begun.

    By the citizen its place goes to the waiting list first and on sale again at a random minute; within the last hours
    it counts as late, which is noted and not a missed visit. By the hall its place is free at once.
    """
    booking = Booking.objects.select_for_update(of=("self",)).select_related("line__hall").get(pk=booking.pk)
    if booking.state in (State.CANCELLED, State.EXPIRED):
        return booking
    if booking.state not in (State.HELD, State.OFFERED, State.CONFIRMED):
        raise TooLateToChange
    is_citizen = by == Booking.Side.CITIZEN
    if is_citizen and booking.starts_at <= now:
        raise TooLateToChange
    kept = rules.of(booking.line)
    was_confirmed, was_offered = booking.state == State.CONFIRMED, booking.state == State.OFFERED
    booking.state, booking.cancelled_at, booking.cancelled_by = State.CANCELLED, now, by
    booking.cancelled_late = is_citizen and was_confirmed and now > kept.free_until(booking.starts_at)
    booking.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancelled_late"])
    if was_confirmed and is_citizen:
        reminders.tell(Reminder.Kind.CANCELLED, booking, now=now)
        places.give_back(places.slots_of(booking), booking.pool, kept, now)
    elif was_offered:
        places.withhold(places.slots_of(booking), kept, now)
    else:
        places.release(places.slots_of(booking), booking.pool)
    return booking


@patiently
def rebook(*, booking: Booking, slot: Slot, now: datetime) -> Booking:
    """A confirmed booking at the slot for whom and what the cancelled one was, once for each cancelled one.

    The limits are not asked: the hall caused it. For the same reason a place that waits to go on sale again will do.
    Raises a Refusal of `places.take`, SlotNotOnSale, NotHandledThere or TwoPlacesAtOnce.
    """
    items = [each.item for each in booking.booking_items.select_related("item")]
    offered = offering.at(slot.line, items, timezone.localdate(now))
    slots = choosing.slots(offered, slot.starts_at, booking.pool, rules.of(slot.line), now)
    request = Request(references.request_key("rebook", booking.key), channel=booking.channel, client=booking.client)
    names = {field: getattr(booking, field) for field in WHO}
    try:
        new = make(
            offered, slots, booking.citizen, request, booking.pool, State.CONFIRMED, now, confirmed_at=now, **names
        )
    except IntegrityError as error:
        if is_about(error, "applicant", "starts_at"):
            raise TwoPlacesAtOnce from error
        raise
    reminders.tell(Reminder.Kind.CONFIRMED, new, now=now)
    try:
        choosing.take(slots, booking.pool, now)
    except SlotFull:
        if booking.pool != Slot.Pool.ONLINE or not places.take_withheld(slots, now):
            raise
    return new


def make(
    offered: Offering,
    slots: Sequence[Slot],
    citizen: Citizen | None,
    request: Request,
    pool: str,
    state: str,
    now: datetime,
    **facts,
) -> Booking:
    """The new row with its items and slots, whose places are still to be taken. In a transaction."""
    row = Booking(
        key=references.new_key(),
        reference=references.new_reference(slots[0].starts_at),
        line=offered.line,
        starts_at=slots[0].starts_at,
        ends_at=slots[-1].ends_at,
        pool=pool,
        channel=request.channel,
        client=request.client,
        state=state,
        citizen=citizen,
        request_key=request.key,
        fingerprint=request.fingerprint,
        made_at=now,
        **facts,
    )
    booking = _insert(row)
    with connection.cursor() as cursor:
        cursor.executemany(
            ITEMS,
            [(booking.pk, item, offered.placements[item].pk, minutes) for item, minutes in offered.minutes.items()],
        )
        cursor.executemany(SLOTS, [(booking.pk, slot.pk) for slot in slots])
    return booking


def _insert(booking: Booking) -> Booking:
    """The new row. Raises ReferenceTaken where its label is somebody else's, so that it is tried again with another."""
    try:
        booking.save(force_insert=True)
    except IntegrityError as error:
        if is_about(error, "reference"):
            raise ReferenceTaken from error
        raise
    return booking
