"""A visit that is given up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appointments import bookings, moments, rules
from appointments.models import Booking
from appointments.refusals import Refusal, TooLateToChange

from .changes import facts, too_late
from .owned import own_booking, signed_in

State = Booking.State


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Whether cancelling is free or late, before it is done; once it is done, what to do next."""
    now, booking, refusal = timezone.now(), own_booking(request, key), None
    if request.method == "POST":
        try:
            bookings.cancel(booking=booking, by=Booking.Side.CITIZEN, now=now)
        except TooLateToChange:
            return too_late(request, booking)
        except Refusal as found:
            refusal = found
        else:
            return redirect("appointments:cancel", key)
    if booking.state in (State.CANCELLED, State.EXPIRED):
        return render(request, "appointments/cancelled.html", {**facts(booking), "again": _book_again(booking)})
    if booking.starts_at <= now or booking.state not in (State.HELD, State.CONFIRMED):
        return too_late(request, booking)
    kept = rules.of(booking.line)
    free_until = kept.free_until(booking.starts_at)
    context = {
        **facts(booking),
        "refusal": refusal and refusal.text,
        "is_late": booking.state == State.CONFIRMED and now > free_until,
        "free_until": moments.in_words(free_until),
        "minutes": kept.cancel_minutes,
        "may_move": booking.state == State.CONFIRMED,
    }
    return render(request, "appointments/cancel.html", context)


def _book_again(booking: Booking) -> str:
    """Where the same items are booked anew."""
    codes = [each.item.code for each in booking.booking_items.select_related("item")]
    return reverse("appointments:choose_hall", query={"item": codes})
