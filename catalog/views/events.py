"""Life events: what people and firms have to do on one occasion, to be chosen at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog import life_events
from catalog.basket import Basket
from catalog.models import LifeEvent

from .together import add_items


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All life events, those of people and those of companies."""
    listed = list(LifeEvent.objects.public())
    kinds = [
        (audience, label, [event for event in listed if event.audience == audience])
        for audience, label in life_events.AUDIENCES.items()
    ]
    return render(request, "catalog/events.html", {"kinds": [kind for kind in kinds if kind[2]]})


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event and its items; those that are sent go into the basket."""
    found = get_object_or_404(LifeEvent.objects.public(), slug=slug)
    codes = request.POST.getlist("code")
    if codes:
        return add_items(request, Basket.of(request), codes)
    context = {
        "event": found,
        "rows": life_events.rows(found, timezone.localdate()),
        "crumbs": [(_("Life events"), reverse("catalog:events"))],
        "nothing_chosen": request.method == "POST",
    }
    return render(request, "catalog/event.html", context)
