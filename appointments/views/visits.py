"""The page of one booking, on paper, in a calendar and as the square to show at the hall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments import calendars, passes, summary
from appointments.models import Booking

from .owned import own_booking, signed_in

State = Booking.State


@require_safe
@signed_in
def booking(request: HttpRequest, key: str) -> HttpResponse:
    """What was booked and what became of it. One that is not confirmed yet leads to where it goes on."""
    found, now = own_booking(request, key), timezone.now()
    if found.state == State.HELD and found.held_until > now:
        return redirect("appointments:check" if found.applicant_id else "appointments:who", key)
    if found.state in Booking.PROVISIONAL:
        return redirect("appointments:mine")
    return render(request, "appointments/booking.html", _page(found, now))


@require_safe
@signed_in
def on_paper(request: HttpRequest, key: str) -> HttpResponse:
    """A visit to come, as it is printed. Raises Http404 for others."""
    found = _open(request, key)
    return render(request, "appointments/booking_print.html", _page(found, timezone.now()))


@require_safe
@signed_in
def square(request: HttpRequest, key: str) -> HttpResponse:
    """The signed reference as a picture. Raises Http404 where there is nothing to show at the hall."""
    return HttpResponse(passes.picture(_open(request, key).reference), content_type="image/svg+xml")


@require_safe
@signed_in
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The visit as a calendar file; also one that was cancelled, so that it can be taken out again."""
    found = own_booking(request, key)
    if not found.confirmed_at:
        raise Http404
    file = calendars.write(found, timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


def _open(request: HttpRequest, key: str) -> Booking:
    found = own_booking(request, key)
    if found.state not in Booking.OPEN:
        raise Http404
    return found


def _page(found: Booking, now) -> dict[str, object]:
    return {
        "section": "mine",
        "summary": summary.of(found, now),
        "booking": found,
        "hall": found.line.hall,
        "crumbs": [(_("My bookings"), reverse("appointments:mine"))],
    }
