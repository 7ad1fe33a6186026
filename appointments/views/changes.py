"""A visit at another time, or at another hall that takes what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments import availability, cards, moments, moves, offering, window, wording
from appointments.availability import Day, Time
from appointments.models import Booking, Line
from appointments.offering import Offering
from appointments.refusals import Refusal, SlotFull

from .owned import own_booking, signed_in

MOMENT = "%Y-%m-%dT%H:%M"
NOON = 12  # O'clock.


class TimeForm(forms.Form):
    """Which time the visit moves to. Whether it can be had is decided when it is taken."""

    time = forms.DateTimeField(
        label=_("Which time suits you?"),
        input_formats=[MOMENT],
        error_messages={"required": _("Choose one of the times."), "invalid": _("Choose one of the times.")},
    )

    def clean_time(self) -> datetime:
        """The time, of a day for which there may be slots."""
        time = self.cleaned_data["time"]
        if abs(time - timezone.now()) > 2 * window.LONGEST:
            raise forms.ValidationError(self.fields["time"].error_messages["invalid"])
        return time


@dataclass(frozen=True)
class Choice:
    """One day or time to choose: its address or value, how it reads, and how many places are left."""

    value: str
    text: str
    left: str


@require_safe
@signed_in
def change(request: HttpRequest, key: str) -> HttpResponse:
    """The days on which the visit could be instead, and the other halls that take what it is for."""
    now, booking = timezone.now(), own_booking(request, key)
    if not _is_changeable(booking, now):
        return too_late(request, booking)
    offered = _offerings(booking, now)
    chosen = _chosen(request, booking, offered)
    days = availability.days(chosen, now, pool=booking.pool) if chosen else []
    others = [each for each in offered if each != chosen]
    context = {
        **facts(booking),
        "line": chosen and wording.place(chosen.line),
        "days": [_day(booking, chosen, day) for day in days],
        "others": _halls(booking, others, availability.first_times(others, now, pool=booking.pool)) if others else [],
    }
    return render(request, "appointments/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_time(request: HttpRequest, key: str, day: date) -> HttpResponse:
    """The times of that day; the visit is moved to the one that is sent, or there are others near it."""
    now, booking = timezone.now(), own_booking(request, key)
    if not _is_changeable(booking, now):
        return too_late(request, booking)
    chosen = _chosen(request, booking, _offerings(booking, now))
    if chosen is None:
        return redirect("appointments:change", key)
    form, near = TimeForm(request.POST if request.method == "POST" else None), []
    if form.is_valid():
        time = form.cleaned_data["time"]
        try:
            moved = moves.move(booking=booking, line=chosen.line, starts_at=time, now=now)
        except Refusal as refusal:
            form.add_error("time", refusal)
            is_gone = refusal.code == SlotFull.code
            near = availability.nearest(chosen, time, now, pool=booking.pool) if is_gone else []
        else:
            return redirect(reverse("appointments:mine", query={"moved": moved.key}))
    days = availability.days(chosen, now, pool=booking.pool, first=day, last=day)
    context = {
        **facts(booking),
        "form": form,
        "line": wording.place(chosen.line),
        "day": moments.day(day),
        "near": [_time(chosen, time, moments.span(time.starts_at, time.ends_at)) for time in near],
        "halves": _halves(booking, chosen, days[0].times if days else ()),
        "chosen": form["time"].value(),
        "days": _address(booking, chosen.line),
    }
    return render(request, "appointments/change_time.html", context)


def too_late(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What is said where a visit can be changed no more."""
    return render(request, "appointments/too_late.html", facts(booking))


def facts(booking: Booking) -> dict[str, Any]:
    """What every page about one booking says of it."""
    return {
        "section": "mine",
        "booking": booking,
        "when": moments.span(booking.starts_at, booking.ends_at),
        "hall": booking.line.hall,
        "who": cards.who(booking),
        "items": [each.item for each in booking.booking_items.select_related("item")],
        "crumbs": [(_("My bookings"), reverse("appointments:mine"))],
    }


def _is_changeable(booking: Booking, now: datetime) -> bool:
    return booking.state == Booking.State.CONFIRMED and booking.starts_at > now


def _offerings(booking: Booking, now: datetime) -> list[Offering]:
    """The lines that take what the visit is for, its own first."""
    items = [each.item for each in booking.booking_items.select_related("item")]
    offered = offering.lines(items, timezone.localdate(now))
    return sorted(offered, key=lambda each: each.line != booking.line)


def _chosen(request: HttpRequest, booking: Booking, offered: Sequence[Offering]) -> Offering | None:
    """The line that was asked for, or else that of the booking; None where it takes the items no more."""
    asked = request.GET.get("line", booking.line.code)
    chosen = next((each for each in offered if each.line.code == asked), None)
    if chosen is None and asked != booking.line.code:
        raise Http404
    return chosen


def _address(booking: Booking, line: Line, day: date | None = None) -> str:
    query = {"line": line.code} if line != booking.line else None
    if day is None:
        return reverse("appointments:change", args=[booking.key], query=query)
    return reverse("appointments:change_time", args=[booking.key, day], query=query)


def _day(booking: Booking, offered: Offering, day: Day) -> Choice:
    address = _address(booking, offered.line, day.day)
    return Choice(address, moments.day(day.day), wording.left(day.places, offered.slots))


def _time(offered: Offering, time: Time, text: str) -> Choice:
    value = timezone.localtime(time.starts_at).strftime(MOMENT)
    return Choice(value, text, wording.left(time.places, offered.slots))


def _halves(booking: Booking, offered: Offering, times: Sequence[Time]) -> list[tuple[str, list[Choice]]]:
    """The times before noon and after it, without the one the visit has."""
    halves: dict[bool, list[Choice]] = {True: [], False: []}
    for time in times:
        if (offered.line, time.starts_at) != (booking.line, booking.starts_at):
            is_morning = timezone.localtime(time.starts_at).hour < NOON
            halves[is_morning].append(_time(offered, time, wording.stretch(time)))
    named = [(_("Morning"), halves[True]), (_("Afternoon"), halves[False])]
    return [(half, found) for half, found in named if found]


def _halls(booking: Booking, offered: Sequence[Offering], firsts: dict[int, Time | None]) -> list[tuple[str, str, str]]:
    """Name, address and earliest time of the other halls, those with a time first."""
    found = [(each.line, firsts[each.line.pk]) for each in offered]
    found.sort(key=lambda pair: (pair[1] is None, pair[1] and pair[1].starts_at))
    return [
        (wording.place(line), _address(booking, line), time and moments.in_words(time.starts_at))
        for line, time in found
    ]
