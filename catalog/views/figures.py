"""The published figures against what is held."""

from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog import reconcile, sources
from catalog.forms import AsOfForm
from catalog.models import PublishedTotal, SearchState

KEPT = 60  # Seconds a report is kept: reading the whole list takes about a second, and anybody may ask.


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The reconciliation of a day, today's unless ?as_of= names another."""
    form = AsOfForm(request.GET or None)
    day = timezone.localdate()
    report = None
    if not form.is_bound or form.is_valid():
        report = _report(form.cleaned_data["as_of"] or day if form.is_bound else day)
    published = [(total, sources.in_words(total.source)) for total in PublishedTotal.objects.all()]
    return render(request, "catalog/figures.html", {"form": form, "report": report, "published": published})


def _report(day: date) -> reconcile.Report:
    """The report of that day. A change of the list shows at once, one of the published totals after a minute."""
    generation = SearchState.objects.values_list("generation", flat=True).get(pk=SearchState.ONLY)
    key = f"figures:{day}:{generation}:{get_language()}"
    return cache.get_or_set(key, lambda: reconcile.run(day), KEPT)
