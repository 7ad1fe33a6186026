"""What a citizen reads of their bookings: each as one card, and on top what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import identity, moments
from .models import Booking, BookingItem, Citizen, Displacement, WaitlistEntry

State = Booking.State

ASKED = timedelta(days=30)
"""How long a displaced visit that nobody answered for stands on top. It stays in the list."""

WORDS = {
    State.CONFIRMED: gettext_lazy("Booked"),
    State.CHECKED_IN: gettext_lazy("Checked in"),
    State.SERVED: gettext_lazy("Done"),
    State.MISSED: gettext_lazy("Missed"),
    State.WALKED_IN: gettext_lazy("Came late, served as a walk-in"),
    State.CANCELLED: gettext_lazy("Cancelled"),
}


@dataclass(frozen=True)
class Action:
    """Something that can be done, and where."""

    text: str
    address: str


@dataclass(frozen=True)
class Ask:
    """Something that waits for an answer of the citizen."""

    heading: str
    text: str
    action: Action


@dataclass(frozen=True)
class Card:
    """One booking in words."""

    booking: Booking
    when: str
    state: str
    note: str
    items: Sequence[str]
    who: str
    actions: Sequence[Action]

    @property
    def place(self) -> str:
        """The hall."""
        return self.booking.line.hall.name

    @property
    def is_coming(self) -> bool:
        """Whether the visit is still to come or under way."""
        return self.booking.state in Booking.OPEN


def of(booking: Booking, now: datetime) -> Card:
    """The card of one booking that was read by `with_facts`."""
    return Card(
        booking=booking,
        when=moments.span(booking.starts_at, booking.ends_at),
        state=str(WORDS[booking.state]),
        note=_note(booking, now),
        items=[each.item.name for each in booking.booking_items.all()],
        who=who(booking),
        actions=[] if booking.state != State.CONFIRMED or booking.starts_at <= now else actions(booking, now),
    )


def coming(citizen: Citizen) -> QuerySet[Booking]:
    """The visits of the citizen still to come or under way, soonest first: four queries."""
    return with_facts(Booking.objects.of(citizen).open())


def past(citizen: Citizen) -> QuerySet[Booking]:
    """What became of the others, latest first. Holds and offers that came to nothing are none."""
    done = Booking.objects.filter(citizen=citizen, confirmed_at__isnull=False).exclude(state__in=Booking.OPEN)
    return with_facts(done.order_by("-starts_at", "-pk"))


def with_facts(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """The bookings with all that their cards say."""
    waiting = WaitlistEntry.objects.waiting().select_related("offer")
    return bookings.select_related("line__hall", "line__counter_group", "displacement").prefetch_related(
        Prefetch("booking_items", BookingItem.objects.select_related("item")),
        Prefetch("waitlist_entries", waiting, to_attr="waiting"),
    )


def asks(citizen: Citizen, visits: Sequence[Booking], now: datetime) -> list[Ask]:
    """What waits for an answer: offers to these visits, visits the hall had to cancel, a place that is held."""
    offered = [_of_offer(visit, entry.offer) for visit in visits for entry in visit.waiting if is_live(entry, now)]
    displaced = Displacement.objects.unanswered().filter(booking__citizen=citizen, made_at__gt=now - ASKED)
    held = Booking.objects.filter(citizen=citizen, state=State.HELD, held_until__gt=now).select_related("line__hall")
    return [
        *offered,
        *(_of_displacement(each) for each in displaced.select_related("booking__line__hall")),
        *(_of_hold(booking) for booking in held),
    ]


def is_live(entry: WaitlistEntry, now: datetime) -> bool:
    """Whether something is offered to the entry now."""
    return bool(entry.offer and entry.offer.state == State.OFFERED and entry.offer.held_until > now)


def who(booking: Booking) -> str:
    """Who comes, masked."""
    name = identity.masked_name(booking.applicant_name)
    if not booking.agent_name:
        return name
    agent = identity.masked_name(booking.agent_name)
    return _("%(agent)s in place of %(applicant)s") % {"agent": agent, "applicant": name}


def window(entry: WaitlistEntry) -> str:
    """The two moments of an entry in words."""
    return _("%(after)s to %(before)s") % {
        "after": moments.in_words(entry.after),
        "before": moments.in_words(entry.before),
    }


def _note(booking: Booking, now: datetime) -> str:
    """What else there is to say of the state."""
    if booking.state == State.CONFIRMED and booking.starts_at <= now:
        return _("Your time has begun. If you are at the hall, please check in now.")
    if booking.state == State.CONFIRMED and booking.waiting:
        return _("Waits for an earlier time: %(window)s.") % {"window": window(booking.waiting[0])}
    if booking.state == State.MISSED and booking.waived_at:
        return _("This visit no longer counts as missed.")
    if booking.state == State.CANCELLED and booking.cancelled_by == Booking.Side.HALL:
        return _("The hall had to cancel it. It does not count as missed.")
    if booking.cancelled_late:
        return _("Noted as cancelled late. It does not count as missed.")
    return ""


def actions(booking: Booking, now: datetime) -> list[Action]:
    found = [
        Action(_("Change"), reverse("appointments:change", args=[booking.key])),
        Action(_("Cancel"), reverse("appointments:cancel", args=[booking.key])),
    ]
    if timezone.localdate(booking.starts_at) > timezone.localdate(now):
        found.append(Action(_("Come earlier"), reverse("appointments:earlier", args=[booking.key])))
    return found


def _of_offer(visit: Booking, offer: Booking) -> Ask:
    return Ask(
        _("An earlier time is kept for you until %(until)s") % {"until": moments.in_words(offer.held_until)},
        _("%(when)s at %(hall)s. If you do nothing, your visit stays as it is.")
        % {"when": moments.span(offer.starts_at, offer.ends_at), "hall": visit.line.hall.name},
        Action(_("Answer the offer"), reverse("appointments:offer", args=[visit.key])),
    )


def _of_displacement(displacement: Displacement) -> Ask:
    booking = displacement.booking
    return Ask(
        _("A visit cannot take place; please choose a new time"),
        _("%(when)s at %(hall)s: %(reason)s. It does not count as missed.")
        % {
            "when": moments.span(booking.starts_at, booking.ends_at),
            "hall": booking.line.hall.name,
            "reason": displacement.reason,
        },
        Action(_("Choose a new time"), reverse("appointments:new_time", args=[booking.key])),
    )


def _of_hold(booking: Booking) -> Ask:
    page = "check" if booking.applicant_id else "who"
    return Ask(
        _("A place is kept for you until %(until)s") % {"until": moments.clock(booking.held_until)},
        _("%(when)s at %(hall)s. It is booked once you have finished.")
        % {"when": moments.span(booking.starts_at, booking.ends_at), "hall": booking.line.hall.name},
        Action(_("Go on booking"), reverse(f"appointments:{page}", args=[booking.key])),
    )
