"""What the page of one booking says: what became of it, and for a visit to come all that one must know."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import checklist_lines, checklists, places, together
from catalog.models import ServiceItem
from catalog.places import PlaceFact
from catalog.together import MaterialGroup

from . import cards, moments, rules, wording
from .cards import Action
from .models import Booking, Displacement
from .rules import Rules

State = Booking.State

HEADINGS = {
    State.CONFIRMED: gettext_lazy("Your visit is booked"),
    State.CHECKED_IN: gettext_lazy("You have checked in"),
    State.SERVED: gettext_lazy("This visit is done"),
    State.MISSED: gettext_lazy("Missed visit"),
    State.WALKED_IN: gettext_lazy("You came as a walk-in"),
    State.CANCELLED: gettext_lazy("This visit is cancelled"),
    State.EXPIRED: gettext_lazy("This place was given back"),
}


@dataclass(frozen=True)
class Coming:
    """What one must know of a visit to come: `bring` and `without_materials` are of its items."""

    check_in: str
    cancel_until: str
    bring: list[MaterialGroup]
    without_materials: list[ServiceItem]
    facts: list[PlaceFact]
    actions: list[Action]


@dataclass(frozen=True)
class Summary:
    """One booking in finished words. `coming` is None for what is over or cancelled."""

    booking: Booking
    heading: str
    text: str
    action: Action | None
    rows: list[tuple[str, str]] = field(default_factory=list)
    coming: Coming | None = None

    @property
    def is_booked(self) -> bool:
        """Whether it stands."""
        return self.booking.state == State.CONFIRMED


def of(booking: Booking, now: datetime) -> Summary:
    """All that its page says. Three queries for a visit to come, two for others."""
    items = _items(booking, with_materials=booking.state in Booking.OPEN)
    action = _action(booking, items)
    return Summary(
        booking=booking,
        heading=str(HEADINGS[booking.state]),
        text=_text(booking),
        action=action,
        rows=[
            (_("When"), moments.span(booking.starts_at, booking.ends_at)),
            (_("Hall and counter"), wording.place(booking.line)),
            (_("For"), wording.items([item.name for item in items])),
            *([(_("Who comes"), cards.who(booking))] if booking.applicant_name else []),
        ],
        coming=_coming(booking, items, now) if booking.state in Booking.OPEN else None,
    )


def _items(booking: Booking, *, with_materials: bool) -> list[ServiceItem]:
    rows = booking.booking_items.select_related("item")
    if with_materials:
        rows = rows.prefetch_related(Prefetch("item__materials"))
    return [each.item for each in rows]


def _coming(booking: Booking, items: list[ServiceItem], now: datetime) -> Coming:
    kept = rules.of(booking.line)
    lines = checklists.unticked(checklist_lines.merge(items))
    return Coming(
        check_in=_check_in(booking, kept),
        cancel_until=_cancel_until(booking, kept, now),
        bring=together.grouped(lines),
        without_materials=[item for item in items if not item.materials.all()],
        facts=places.hall_facts(booking.line.hall),
        actions=cards.actions(booking, now) if booking.state == State.CONFIRMED and booking.starts_at > now else [],
    )


def _check_in(booking: Booking, kept: Rules) -> str:
    start = booking.starts_at
    return _(
        "Check in between %(from)s and %(to)s and you are served first. Later, until %(late)s, you are served as a "
        "walk-in; after that the visit counts as missed."
    ) % {
        "from": moments.clock(start - timedelta(minutes=kept.early_minutes)),
        "to": moments.clock(start + timedelta(minutes=kept.grace_minutes)),
        "late": moments.clock(kept.missed_from(start)),
    }


def _cancel_until(booking: Booking, kept: Rules, now: datetime) -> str:
    until = kept.free_until(booking.starts_at)
    if now <= until:
        return _("You may change or cancel without any consequence until %(until)s.") % {
            "until": moments.in_words(until)
        }
    return _("If you cannot come, please cancel all the same: it is noted as late, and does not count as missed.")


def _text(booking: Booking) -> str:
    """What there is to say besides the heading."""
    if booking.state == State.MISSED and booking.waived_at:
        return _("This visit no longer counts as missed.")
    if booking.state == State.MISSED:
        return _("Nobody checked in for it and it was not cancelled. If that is wrong, you may object.")
    if booking.state == State.WALKED_IN:
        return _("You came after your time and were served as a walk-in. It does not count as missed.")
    if booking.state == State.EXPIRED:
        return _("It was kept for a few minutes and not confirmed. Choose a time again; the rest is kept.")
    if booking.state == State.CANCELLED and booking.cancelled_by == Booking.Side.HALL:
        return _("The hall had to cancel it. It does not count as missed.")
    if booking.cancelled_late:
        return _("Noted as cancelled late. It does not count as missed.")
    return ""


def _action(booking: Booking, items: list[ServiceItem]) -> Action | None:
    """The one thing to do next, where there is one."""
    if booking.state == State.MISSED:
        return Action(_("Why it counts, and how to object"), reverse("appointments:objection", args=[booking.key]))
    if booking.state == State.CANCELLED and Displacement.objects.filter(booking=booking).exists():
        return Action(_("Choose a new time"), reverse("appointments:new_time", args=[booking.key]))
    if booking.state in (State.CANCELLED, State.EXPIRED):
        query = {"item": [item.code for item in items], "again": booking.key}
        return Action(_("Book again"), reverse("appointments:choose_hall", query=query))
    return None
