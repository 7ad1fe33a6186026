"""The page of one item, its print view and its history."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import guide, history, linked_data
from catalog.forms import CircumstanceForm
from catalog.models import ServiceItem

GONE = 410


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one item, for the circumstances the reader chose."""
    found = ServiceItem.objects.select_related("department", "successor").filter(code=code, version__gt=0).first()
    if found is None:
        return elsewhere(request, code)
    if found.retired_on:
        context = {"item": found, "crumbs": crumbs(found)}
        return render(request, "catalog/item_retired.html", context, status=GONE)
    answers = guide.answers_of(found)
    form = CircumstanceForm(request.GET, answers=answers)
    page = guide.read(found, day=timezone.localdate(), answers=answers, chosen=form.chosen())
    data = linked_data.as_script(linked_data.government_service(page))
    context = {"item": found, "guide": page, "form": form, "linked_data": data, "crumbs": crumbs(found)}
    return render(request, "catalog/item.html", context | {"address": _address(found)})


@require_safe
def item_print(request: HttpRequest, code: str) -> HttpResponse:
    """The guide on at most two sheets of paper: what to bring and where to go first."""
    found = ServiceItem.objects.select_related("department").filter(code=code, version__gt=0).first()
    if found is None:
        return elsewhere(request, code)
    if found.retired_on:
        return redirect(found)
    answers = guide.answers_of(found)
    chosen = CircumstanceForm(request.GET, answers=answers).chosen()
    page = guide.read(found, day=timezone.localdate(), answers=answers, chosen=chosen)
    context = {
        "item": found,
        "guide": page,
        "crumbs": [*crumbs(found), (found.name, found.get_absolute_url())],
        "address": _address(found),
    }
    return render(request, "catalog/item_print.html", context)


@require_safe
def item_history(request: HttpRequest, code: str) -> HttpResponse:
    """All versions of one item, also of one that was retired."""
    found = ServiceItem.objects.select_related("department").filter(code=code, version__gt=0).first()
    if found is None:
        return elsewhere(request, code)
    context = {
        "item": found,
        "versions": history.versions(found, today=timezone.localdate()),
        "crumbs": [*crumbs(found), (found.name, found.get_absolute_url())],
    }
    return render(request, "catalog/item_history.html", context)


def crumbs(item: ServiceItem) -> list[tuple[str, str]]:
    """The way to an item: all departments, then its own."""
    department = item.department
    return [(_("Departments"), reverse("catalog:departments")), (department.short_name, department.get_absolute_url())]


def _address(item: ServiceItem) -> str:
    return f"{settings.SITE_URL}{item.get_absolute_url()}"


def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """The same page under the item's own code, where another spelling or a national code was given.

    A code that several items share leads to the list of them. Raises Http404.
    """
    same = Q(code__iexact=code) | Q(catalog_code__iexact=code) | Q(task_code__iexact=code) | Q(handle_code__iexact=code)
    known = ServiceItem.objects.filter(same, version__gt=0).exclude(code=code)
    codes = known.in_force().values_list("code", flat=True)[:2] or known.values_list("code", flat=True)[:2]
    match list(codes):
        case []:
            raise Http404
        case [only]:
            return redirect(reverse(f"catalog:{request.resolver_match.url_name}", args=[only], query=request.GET))
    return redirect(f"{reverse('catalog:results')}?{urlencode({'q': code})}")
