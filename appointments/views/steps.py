"""The last steps to a booking: who comes, and whether all is right. The place is kept meanwhile."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from appointments import bookings, moments, refusals, rules, wording
from appointments.models import Booking
from appointments.refusals import HoldOver, NotNamed, Refusal
from appointments.who_form import AGAIN, MYSELF, OTHER, WhoForm, known
from catalog.models import ServiceItem

from .asked import Asked
from .owned import own_booking, signed_in

State = Booking.State

ELSEWHERE = {
    refusals.ItemBookedAlready.code: "mine",
    refusals.HallBookedThatDay.code: "mine",
    refusals.TooManyOpen.code: "mine",
    refusals.BookingPaused.code: "mine",
}
"""Where somebody goes on who cannot book this: to their own bookings, where they change, cancel or object."""


def held(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the citizen's own booking while its place is kept.

    One that is booked already is said to be so, and the act is not repeated; one whose place was given back leads to
    the times, with the items and who comes kept.
    """

    @signed_in
    @wraps(view)
    def wrapped(request: HttpRequest, key: str) -> HttpResponse:
        booking, now = own_booking(request, key), timezone.now()
        if booking.confirmed_at:
            return submitted(request, booking)
        if booking.state != State.HELD or booking.held_until <= now:
            return given_back(request, booking)
        return view(request, booking, now)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@held
def who(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """Who comes. What was typed stays while somebody only asks for more time."""
    asks_for_time = "extend" in request.POST
    form = WhoForm(request.POST or None, booking=booking, known=known(request.citizen))
    refusal = None
    try:
        if asks_for_time:
            booking = bookings.extend(booking=booking, now=now)
        elif form.is_valid():
            bookings.name(booking=booking, party=form.party, now=now)
            return redirect("appointments:check", booking.key)
    except HoldOver:
        return given_back(request, booking)
    except Refusal as error:
        refusal = error.text
    context = {
        **step(booking, list_items(booking)),
        "form": form,
        "errors": form if not asks_for_time else None,
        "values": {name: form[name].value() or "" for name in form.fields},
        "known": form.known,
        "before": {"applicant": form.held[""], "agent": form.held["agent_"]},
        "choices": {"again": AGAIN, "self": MYSELF, "other": OTHER},
        "refusal": refusal,
    }
    return render(request, "appointments/who.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: str) -> HttpResponse:
    """All that was said, to be looked over; sent, it is a booking. Sent twice, it is the same one."""
    return _confirm(request, key) if request.method == "POST" else _look_over(request, key)


@held
def _look_over(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    if not booking.applicant_id:
        return redirect("appointments:who", booking.key)
    return render(request, "appointments/check.html", _summary(booking))


@signed_in
def _confirm(request: HttpRequest, key: str) -> HttpResponse:
    booking = own_booking(request, key)
    try:
        return redirect(bookings.confirm(booking=booking, now=timezone.now()))
    except HoldOver:
        return given_back(request, booking)
    except NotNamed:
        return redirect("appointments:who", booking.key)
    except Refusal as refusal:
        place = ELSEWHERE.get(refusal.code)
        context = {"refusal": refusal.text, "elsewhere": place and reverse(f"appointments:{place}")}
        return render(request, "appointments/check.html", _summary(booking) | context)


@require_POST
@held
def extend(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The place is kept as long again, once; asked again it stays as it is. Back to the page where it was asked."""
    try:
        bookings.extend(booking=booking, now=now)
    except HoldOver:
        return given_back(request, booking)
    except Refusal:
        pass  # The page says until when the place is kept.
    return redirect("appointments:check" if booking.applicant_id else "appointments:who", booking.key)


def submitted(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What is said where something was booked already."""
    return render(request, "appointments/submitted.html", {"booking": booking, **facts(booking)})


def given_back(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What is said where a place is kept no more: the times again, with all else as it was."""
    items = list_items(booking)
    context = {**facts(booking), "times": _days(booking, items), "is_named": bool(booking.applicant_id)}
    return render(request, "appointments/given_back.html", {"booking": booking, **context})


def list_items(booking: Booking) -> list[ServiceItem]:
    """What the visit is for: one query."""
    return [each.item for each in booking.booking_items.select_related("item")]


def facts(booking: Booking) -> dict[str, Any]:
    """When and where, in words."""
    return {
        "when": moments.span(booking.starts_at, booking.ends_at),
        "where": wording.place(booking.line),
        "crumbs": [(_("My bookings"), reverse("appointments:mine"))],
    }


def step(booking: Booking, items: list[ServiceItem]) -> dict[str, Any]:
    """What both steps show: what is settled, and until when the place is kept."""
    words = facts(booking)
    asked = Asked.like(booking, items)
    return {
        "booking": booking,
        "until": moments.clock(booking.held_until),
        "minutes": rules.of(booking.line).hold_minutes,
        "seconds": max(0, int((booking.held_until - timezone.now()).total_seconds())),
        "facts": [
            wording.Fact(_("For"), wording.items([item.name for item in items]), asked.address("choose_hall")),
            wording.Fact(_("Hall and counter"), words["where"], asked.address("choose_hall")),
            wording.Fact(_("When"), words["when"], _days(booking, items)),
        ],
        "crumbs": [(_("Choose a hall"), asked.address("choose_hall")), (_("Choose a day"), _days(booking, items))],
    }


def _days(booking: Booking, items: list[ServiceItem]) -> str:
    return Asked.like(booking, items).address("choose_day", booking.line.code)


def _summary(booking: Booking) -> dict[str, Any]:
    """Everything on one page, each with the way to change it."""
    context = step(booking, list_items(booking))
    change = reverse("appointments:who", args=[booking.key])
    people = [wording.Fact(label, text, change) for label, text in wording.people(booking)]
    return context | {"facts": [*context["facts"], *people]}
