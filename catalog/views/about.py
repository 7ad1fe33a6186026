"""The page that says what the data is, and how far to trust it."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import ServiceItem


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What “demonstration data” means, with how the name of each item is known."""
    counts = dict(ServiceItem.objects.in_force().order_by().values_list("evidence").annotate(Count("pk")))
    evidence = [(kind.label, counts[kind]) for kind in ServiceItem.Evidence if kind in counts]
    return render(request, "catalog/about.html", {"evidence": evidence, "total": sum(counts.values())})
