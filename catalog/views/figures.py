"""The published figures against what is held."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import reconcile, sources
from catalog.forms import AsOfForm
from catalog.models import PublishedTotal


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The reconciliation of a day, today's unless ?as_of= names another."""
    form = AsOfForm(request.GET or None)
    day = timezone.localdate()
    report = None
    if not form.is_bound or form.is_valid():
        report = reconcile.run(form.cleaned_data["as_of"] or day if form.is_bound else day)
    published = [(total, sources.in_words(total.source)) for total in PublishedTotal.objects.all()]
    return render(request, "catalog/figures.html", {"form": form, "report": report, "published": published})
