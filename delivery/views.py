"""What would have been sent to phones, on a machine from which nothing is sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.private import private

from .gateways import console

SHOWN = 30


@require_safe
@private
def messages(request: HttpRequest) -> HttpResponse:
    """The last messages, newest first. Nowhere but on this machine itself: they hold codes."""
    if not console.is_shown(request):
        raise Http404
    return render(request, "delivery/messages.html", {"sent": console.latest(SHOWN)})
