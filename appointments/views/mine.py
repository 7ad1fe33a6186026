"""All bookings of a citizen."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments import cards, standing
from catalog import paging

from .owned import signed_in

PER_PAGE = 20


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the visits to come, and on pages those that were; and how the citizen stands."""
    now, citizen = timezone.now(), request.citizen
    coming = list(cards.coming(citizen))
    past = Paginator(cards.past(citizen), PER_PAGE).get_page(paging.asked_page(request.GET) or 1)
    context = {
        "section": "mine",
        "asks": cards.asks(citizen, coming, now),
        "coming": [cards.of(booking, now) for booking in coming],
        "past": [cards.of(booking, now) for booking in past],
        "paging": paging.paging(past, request.GET),
        "standing": standing.of(citizen, now),
        "moved": next((cards.of(each, now) for each in coming if each.key == request.GET.get("moved")), None),
    }
    return render(request, "appointments/mine.html", context)
