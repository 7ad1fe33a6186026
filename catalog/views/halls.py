"""The pages of the halls: all of them, and what one hall does."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog import hall_items, office_days, paging, places, rows, sources
from catalog.models import Hall, PublishedTotal

PER_PAGE = 30

BRANCHES = {
    Hall.Kind.MUNICIPAL: gettext_lazy("Branch halls, service points and district halls"),
    Hall.Kind.DISTRICT: gettext_lazy("Street halls of the district"),
}


@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """All halls in service, by kind, and those of districts and streets by district."""
    in_service = Hall.objects.in_service(timezone.localdate()).select_related("district", "street")
    listed = list(in_service)
    context = {
        "section": "halls",
        "kinds": [
            (title, group)
            for kind, title in places.KIND_TITLES.items()
            if kind not in places.LOCAL and (group := [hall for hall in listed if hall.kind == kind])
        ],
        "districts": places.by_district([hall for hall in listed if hall.kind in places.LOCAL], with_streets=True),
        "count": len(listed),
        "communities": PublishedTotal.objects.filter(key="halls_community").last(),
    }
    return render(request, "catalog/halls.html", context)


@require_safe
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """One hall: where it is, when it is open, its counters and the items it handles."""
    found = get_object_or_404(Hall.objects.select_related("parent", "district"), code=code)
    today = timezone.localdate()
    handled = hall_items.handled_at(found, today)
    chosen = hall_items.Choice.of(request.GET)
    items = rows.with_row_facts(hall_items.narrowed(handled, chosen), today)
    shown = Paginator(items, PER_PAGE).get_page(paging.asked_page(request.GET) or 1)
    context = {
        "section": "halls",
        "crumbs": [(_("Halls"), reverse("catalog:halls"))],
        "hall": found,
        "is_closed": found.closed_on is not None and found.closed_on <= today,
        "facts": places.hall_facts(found),
        "name_trust": places.trust_note(found.name_confidence),
        "source": sources.in_words(found.source),
        "days": office_days.look_ahead(today),
        "counter_groups": found.counter_groups.all(),
        "branches": found.branches.in_service(today),
        "branches_title": BRANCHES.get(found.kind, ""),
        "total": handled.count(),
        "is_local": found.kind in places.LOCAL,
        "departments": hall_items.departments(handled),
        "initials": hall_items.initials(handled),
        "chosen": chosen,
        "count": shown.paginator.count,
        "rows": rows.rows(shown),
        "paging": paging.paging(shown, request.GET),
    }
    return render(request, "catalog/hall.html", context)
