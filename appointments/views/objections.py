"""What a citizen says against a missed visit of theirs."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments import moments, objections, rules, standing
from appointments.models import Booking, Objection
from appointments.refusals import Refusal

from .owned import own_booking, signed_in


class ObjectionForm(forms.Form):
    """Why the visit should not count."""

    text = forms.CharField(
        label=_("Why should this visit not count?"),
        max_length=Objection._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "text-hint", "autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what happened.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def objection(request: HttpRequest, key: str) -> HttpResponse:
    """Why the visit counts, until when, and the way to object; afterwards what was said and what the hall answered."""
    now, booking = timezone.now(), own_booking(request, key)
    if booking.missed_at is None:
        raise Http404
    said = Objection.objects.filter(booking=booking).first()
    form = ObjectionForm(request.POST if request.method == "POST" and not said else None, label_suffix="")
    if form.is_valid():
        try:
            objections.lodge(booking=booking, text=form.cleaned_data["text"], now=now)
            return redirect("appointments:objection", key)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return render(request, "appointments/objection.html", page(booking, said, form, now))


def page(booking: Booking, said: Objection | None, form: ObjectionForm, now: datetime) -> dict[str, Any]:
    """What the template shows."""
    until = standing.until(booking, now)
    return {
        "booking": booking,
        "hall": booking.line.hall,
        "when": moments.span(booking.starts_at, booking.ends_at),
        "noted": moments.in_words(booking.missed_at),
        "until": until and moments.in_words(until),
        "rules": rules.of_city(),
        "said": said,
        "form": form,
        "crumbs": [(_("My bookings"), reverse("appointments:mine"))],
    }
