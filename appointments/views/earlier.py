"""A visit that would come earlier: the wish, and the answer to an offer."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments import cards, moments, rules, waitlist, window
from appointments.models import Booking, WaitlistEntry
from appointments.refusals import Refusal

from .changes import facts, too_late
from .owned import own_booking, signed_in

ONE_DAY = timedelta(days=1)


class WindowForm(forms.Form):
    """From which day on and until which day an earlier place would do, of the days from today to that of the visit."""

    first = forms.TypedChoiceField(label=_("From"), coerce=date.fromisoformat)
    last = forms.TypedChoiceField(label=_("Until"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, today: date, visit: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [today + ONE_DAY * number for number in range((visit - today).days + 1)]
        for field in self.fields.values():
            field.choices = [(day.isoformat(), moments.day(day)) for day in days]
            field.error_messages["invalid_choice"] = _("Choose one of the days.")
            field.error_messages["required"] = _("Choose one of the days.")

    def clean(self) -> dict[str, Any]:
        """Both days, in their order."""
        found = super().clean()
        if not self.errors and found["first"] > found["last"]:
            self.add_error("last", _("This day is before the first one. Choose the same day or a later one."))
        return found

    @property
    def stretch(self) -> dict[str, datetime]:
        """The two moments between which a place may begin."""
        days = self.cleaned_data
        return {"after": window.midnight(days["first"]), "before": window.midnight(days["last"], days=1)}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def earlier(request: HttpRequest, key: str) -> HttpResponse:
    """Whether the visit waits for an earlier place, and between which days; the citizen may change that, or leave."""
    now, booking = timezone.now(), own_booking(request, key)
    today, visit = timezone.localdate(now), timezone.localdate(booking.starts_at)
    if booking.state != Booking.State.CONFIRMED or visit <= today:
        return too_late(request, booking)
    leaves, refusal = "leave" in request.POST, None
    if leaves:
        try:
            waitlist.leave(booking=booking, now=now)
        except Refusal as found:
            refusal = found
        else:
            return redirect(reverse("appointments:earlier", args=[key], query={"left": 1}))
    entry = _entry(booking)
    sent = request.POST if request.method == "POST" and not leaves else None
    form = WindowForm(sent, today=today, visit=visit, initial=_days(entry, today, visit))
    if form.is_valid():
        try:
            waitlist.join(booking=booking, **form.stretch, now=now)
        except Refusal as found:
            form.add_error("last", found)
        else:
            return redirect(reverse("appointments:earlier", args=[key], query={"joined": 1}))
    context = {
        **facts(booking),
        "refusal": refusal and refusal.text,
        "form": form,
        "entry": entry,
        "window": cards.window(entry) if entry else "",
        "offer": entry and cards.is_live(entry, now),
        "minutes": rules.of(booking.line).offer_minutes,
        "joined": "joined" in request.GET and entry,
        "left": "left" in request.GET and not entry,
        "declined": "declined" in request.GET and entry,
    }
    return render(request, "appointments/earlier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """The earlier place that is kept for the visit, beside the one it has; taken, or left to others."""
    now, booking = timezone.now(), own_booking(request, key)
    entry = booking.waitlist_entries.select_related("offer", "booking").order_by("-pk").first()
    refusal = None
    if request.method == "POST" and entry:
        try:
            if "decline" in request.POST:
                waitlist.decline(entry=entry, now=now)
                return redirect(reverse("appointments:earlier", args=[key], query={"declined": 1}))
            moved = waitlist.accept(entry=entry, now=now)
        except Refusal as found:
            refusal = found
        else:
            return redirect(reverse("appointments:mine", query={"moved": moved.key}))
    live = entry.offer if entry and entry.ended_at is None and cards.is_live(entry, now) else None
    context = {
        **facts(booking),
        "refusal": refusal and refusal.text,
        "declines": "decline" in request.POST,
        "offer": live,
        "offered": live and moments.span(live.starts_at, live.ends_at),
        "until": live and moments.in_words(live.held_until),
        "waits": bool(entry and entry.ended_at is None),
        "minutes": rules.of(booking.line).offer_minutes,
    }
    return render(request, "appointments/offer.html", context)


def _entry(booking: Booking) -> WaitlistEntry | None:
    return booking.waitlist_entries.waiting().select_related("offer").first()


def _days(entry: WaitlistEntry | None, today: date, visit: date) -> dict[str, str]:
    """What the form says before anything is chosen: from tomorrow on, or what was chosen before."""
    first = max(timezone.localdate(entry.after), today) if entry else min(today + ONE_DAY, visit)
    last = timezone.localdate(entry.before - timedelta(seconds=1)) if entry else visit
    return {"first": first.isoformat(), "last": last.isoformat()}
