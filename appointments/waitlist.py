"""Earlier places: who would like one, who is offered which, and what they answered.

Places given back go to those who wait before anybody else sees them: looking again and again gains nothing, and whoever
gives one back cannot choose who gets it. A citizen who waits keeps the place they have until they accept another.

Every verb locks the visit that waits first; with it nobody else changes its entry. Then come the offered booking, the
places given back, and the slots.
"""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import bookings, choosing, expiry, limits, moves, offering, places, reminders, rules
from .asking import Request
from .models import Booking, Person, Reminder, ReturnedPlace, Slot, WaitlistEntry
from .patience import patiently
from .refusals import Refusal, SlotFull, TooLateToChange
from .rules import Rules
from .sweeping import sweep

State, Ending = Booking.State, WaitlistEntry.Ending

OFFER = "offer:"
"""What the request keys of offers begin with: those of others are hashes, in which there is no colon."""


class TooLateToWait(Refusal):
    code = "too-late-to-wait"
    sentence = _(
        "Earlier places are offered for visits of tomorrow and later. You may still change or cancel this one."
    )


class NothingEarlier(Refusal):
    code = "nothing-earlier"
    sentence = _("Between these two moments there is no time before your visit. Please choose others.")


class OfferOver(Refusal):
    code = "offer-over"
    sentence = _("The earlier time was kept for you for a while and has been given to others. Your visit is as it was.")


class NothingToOffer(Refusal):
    code = "nothing-to-offer"


@patiently
def join(*, booking: Booking, after: datetime, before: datetime | None = None, now: datetime) -> WaitlistEntry:
    """The visit waits for an earlier place that begins from `after` on and before `before`, or else before its own.

    Joining again changes the two moments and keeps its turn. Raises TooLateToChange, TooLateToWait or NothingEarlier.
    """
    booking = moves.changeable(booking, now)
    if timezone.localdate(booking.starts_at) <= timezone.localdate(now):
        raise TooLateToWait
    moments = {"after": max(after, now), "before": min(before or booking.starts_at, booking.starts_at)}
    if moments["after"] >= moments["before"]:
        raise NothingEarlier
    waiting = WaitlistEntry.objects.waiting()
    return waiting.update_or_create(booking=booking, defaults=moments, create_defaults=moments | {"made_at": now})[0]


@patiently
def leave(*, booking: Booking, now: datetime) -> None:
    """The visit waits no longer, and a place offered to it goes to others; the second time nothing happens."""
    _lock(booking.pk)
    for entry in WaitlistEntry.objects.waiting().filter(booking=booking).select_related("offer__line"):
        _end(entry, Ending.LEFT, now)
        _withdraw(entry, now)


@patiently
def accept(*, entry: WaitlistEntry, now: datetime) -> Booking:
    """The visit is at the place offered, and its old one goes to others who wait; accepted again nothing happens.

    Raises OfferOver, TooLateToChange, TwoPlacesAtOnce or one of the limits, and then everything is as it was.
    """
    people = {row.pk: row for row in _people(entry.booking).order_by("pk").select_for_update()}
    booking = _lock(entry.booking_id)
    entry = WaitlistEntry.objects.select_related("offer").get(pk=entry.pk)
    if entry.ending == Ending.MOVED:
        return booking
    if booking.state != State.CONFIRMED or booking.starts_at <= now:
        raise TooLateToChange
    if entry.ended_at or entry.offer is None or not _take_over(entry.offer, now):
        raise OfferOver
    limits.check(_wish(booking, entry.offer.starts_at, entry.offer.ends_at, people), rules.of(booking.line), now)
    _end(entry, Ending.MOVED, now)
    slots = [each.slot for each in entry.offer.booking_slots.select_related("slot").order_by("slot__starts_at")]
    booking = moves.change_place(booking, slots, now, taken=_nothing_more, line=booking.line)
    Booking.objects.filter(pk=booking.pk).update(pool=entry.offer.pool)
    booking.pool = entry.offer.pool
    return booking


@patiently
def decline(*, entry: WaitlistEntry, now: datetime) -> WaitlistEntry:
    """The place offered goes to others, and the visit waits on; the second time nothing happens."""
    _lock(entry.booking_id)
    entry = WaitlistEntry.objects.select_related("offer__line", "booking").get(pk=entry.pk)
    _withdraw(entry, now)
    return entry


def offer(now: datetime) -> int:
    """Places given back are offered to those who wait longest for such ones. Returns how many; a repeat finds none.

    Not at night, when nobody would answer in time.
    """
    end_over(now)
    if places.offered_from(now) > now:
        return 0
    given_back = Slot.objects.filter(withheld_online__gt=0).coming(now).select_related("line__hall")
    return sum(_offer_places_of(slot, now) for slot in given_back)


@patiently
def offer_one(*, entry: WaitlistEntry, slot: Slot, now: datetime) -> Booking:
    """The place is offered to the visit for some minutes, and its citizen hears of it.

    Raises NothingToOffer where it waits no longer or considers another offer, and SlotFull where the place has gone; or
    what would keep the citizen from accepting.
    """
    booking = _lock(entry.booking_id)
    kept = rules.of(booking.line)
    until = now + kept.offer
    entry = suited(slot, kept, now).filter(pk=entry.pk).first()
    if entry is None:
        raise NothingToOffer
    items = [each.item for each in booking.booking_items.select_related("item")]
    offered = offering.at(booking.line, items, timezone.localdate(now))
    slots = choosing.slots(offered, slot.starts_at, Slot.Pool.ONLINE, kept, now)
    if slots[-1].ends_at > booking.starts_at:
        raise NothingToOffer
    people = {row.pk: row for row in _people(booking)}  # Not locked: what is decided is decided by `accept`.
    limits.check(_wish(booking, slot.starts_at, slots[-1].ends_at, people), kept, now)
    request = Request(f"{OFFER}{entry.pk}:{slot.pk}", channel=booking.channel)
    made = bookings.make(
        offered, slots, booking.citizen, request, Slot.Pool.ONLINE, State.OFFERED, now, held_until=until
    )
    entry.offer = made
    entry.save(update_fields=["offer"])
    _tell(booking, made, now)
    if not places.take_withheld(slots, now):
        raise SlotFull
    return made


def suited(slot: Slot, kept: Rules, now: datetime) -> QuerySet[WaitlistEntry]:
    """Entries that the slot suits, who waits longest first: they consider no other, and were not offered this one.

    An offer lasts as long as the rules say, so a slot that begins before its end suits nobody. Each visit is offered a
    slot once, so that a place nobody answers for comes to the next one instead of going round.
    """
    waiting = WaitlistEntry.objects.waiting().filter(
        booking__line=slot.line_id,
        booking__state=State.CONFIRMED,
        booking__starts_at__gte=slot.ends_at,
        after__lte=slot.starts_at,
        before__gt=slot.starts_at,
    )
    if slot.starts_at <= now + kept.offer:
        return waiting.none()
    key = Concat(Value(OFFER), Cast(OuterRef("pk"), CharField()), Value(f":{slot.pk}"))
    return waiting.exclude(offer__state=State.OFFERED).exclude(Exists(Booking.objects.filter(request_key=key)))


def end_over(now: datetime) -> int:
    """Entries that can come to nothing any more have ended, and places offered to them go to others.

    That is where the visit has begun, was given up, or no time is left between the two moments. Returns how many
    offers were taken back.
    """
    is_over = ~Q(booking__state=State.CONFIRMED) | Q(booking__starts_at__lte=now) | Q(before__lte=now)
    considered = Q(offer__state=State.OFFERED, booking__state=State.CONFIRMED, booking__starts_at__gt=now)
    over = WaitlistEntry.objects.waiting().filter(is_over).exclude(considered)
    over.update(ended_at=now, ending=Ending.OVER)
    left = WaitlistEntry.objects.filter(ended_at__isnull=False, offer__state=State.OFFERED)
    return sweep(left, lambda entry: decline(entry=entry, now=now))


def put_on_sale(now: datetime) -> int:
    """Places given back whose minute has come are on sale again. Returns how many; a repeat finds none."""
    due = ReturnedPlace.objects.pending().filter(returns_at__lte=now)
    return sweep(due, lambda returned: _put_on_sale(returned, now))


def _offer_places_of(slot: Slot, now: datetime) -> int:
    """Offers made of the withheld places of one slot."""
    made = 0
    for entry in suited(slot, rules.of(slot.line), now):
        if made == slot.withheld_online:
            break
        made += sweep([entry], lambda entry: offer_one(entry=entry, slot=slot, now=now))
    return made


def _lock(booking: int) -> Booking:
    """The visit that waits, which nobody else changes until the transaction ends."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("line__hall", "citizen")
    return rows.get(pk=booking)


def _end(entry: WaitlistEntry, ending: str, now: datetime) -> None:
    entry.ended_at, entry.ending = now, ending
    entry.save(update_fields=["ended_at", "ending"])


def _withdraw(entry: WaitlistEntry, now: datetime) -> None:
    """What is offered to the entry, if anything, is withheld for others again."""
    if entry.offer:
        expiry.give_up(entry.offer, now)


def _take_over(offer: Booking, now: datetime) -> bool:
    """The offer is over and its places are kept; False where it was over before, and its places went elsewhere."""
    live = Booking.objects.filter(pk=offer.pk, state=State.OFFERED, held_until__gt=now)
    return bool(live.update(state=State.EXPIRED, expired_at=now))


def _nothing_more() -> None:
    """The places are taken already: the visit has them from the offer."""


def _people(booking: Booking) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=[pk for pk in (booking.applicant_id, booking.agent_id) if pk])


def _wish(booking: Booking, starts_at: datetime, ends_at: datetime, people: dict[int, Person]) -> limits.Wish:
    """The visit at another time."""
    items = [each.item for each in booking.booking_items.select_related("item")]
    applicant, agent = people[booking.applicant_id], people.get(booking.agent_id)
    return limits.Wish(booking.line, starts_at, ends_at, items, booking.citizen, applicant, agent, booking)


def _tell(booking: Booking, offer: Booking, now: datetime) -> None:
    details = {
        "starts_at": offer.starts_at.isoformat(),
        "ends_at": offer.ends_at.isoformat(),
        "until": offer.held_until.isoformat(),
        "offer": offer.pk,
    }
    until = offer.held_until
    reminders.tell(Reminder.Kind.EARLIER, booking, now=now, cause=str(offer.pk), valid_until=until, details=details)


@patiently
def _put_on_sale(returned: ReturnedPlace, now: datetime) -> bool:
    return places.put_on_sale(returned, now)
