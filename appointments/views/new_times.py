"""The answer to a visit the hall had to cancel: a new time, or none."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments import displacements, moments
from appointments.models import Booking, Displacement, Slot
from appointments.refusals import Refusal, SlotFull

from .owned import own_booking, signed_in


class NewTimeForm(forms.Form):
    """Which of the times the citizen takes. Whether any slot can be had is decided when it is taken."""

    time = forms.ModelChoiceField(
        Slot.objects.select_related("line__hall"),
        label=_("Which time suits you?"),
        error_messages={"required": _("Choose one of the times."), "invalid_choice": SlotFull.sentence},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_time(request: HttpRequest, key: str) -> HttpResponse:
    """Why the visit was cancelled, and three other times. Once one is taken, the page of the new booking."""
    now, booking = timezone.now(), own_booking(request, key)
    displacement = get_object_or_404(Displacement.objects.select_related("new_booking"), booking=booking)
    if displacement.new_booking:
        return redirect(displacement.new_booking)
    declines, refusal = "decline" in request.POST, None
    if declines:
        try:
            displacements.decline(displacement=displacement, now=now)
        except Refusal as found:
            refusal = found
        else:
            return redirect("appointments:new_time", key)
    form = NewTimeForm(request.POST if request.method == "POST" and not declines else None)
    if form.is_valid():
        try:
            return redirect(displacements.choose(displacement=displacement, slot=form.cleaned_data["time"], now=now))
        except Refusal as found:
            form.add_error("time", found)
    displacement.booking = booking
    slots = displacements.options(displacement=displacement, now=now)
    context = page(displacement, booking, form, slots) | {"refusal": refusal and refusal.text}
    return render(request, "appointments/new_time.html", context)


def page(displacement: Displacement, booking: Booking, form: NewTimeForm, slots: Sequence[Slot]) -> dict[str, Any]:
    """What the template shows."""
    items = [each.item for each in booking.booking_items.select_related("item")]
    halls = {slot.line.hall_id for slot in slots} | {booking.line.hall_id}
    return {
        "booking": booking,
        "displacement": displacement,
        "when": moments.span(booking.starts_at, booking.ends_at),
        "hall": booking.line.hall,
        "items": items,
        "form": form,
        "chosen": form["time"].value(),
        "options": [(str(slot.pk), moments.in_words(slot.starts_at), slot.line.hall) for slot in slots],
        "several_halls": len(halls) > 1,
        "other_times": reverse("appointments:choose_hall", query={"item": [item.code for item in items]}),
        "crumbs": [(_("My bookings"), reverse("appointments:mine"))],
    }
