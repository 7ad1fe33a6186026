"""Where one item is handled for one citizen. What they tell stands in the address only; the page is kept nowhere."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import guide, places, wayfinding
from catalog.forms import CircumstanceForm
from catalog.models import Hall, ServiceItem
from catalog.residence import Residence
from catalog.route_form import RouteForm
from catalog.wayfinding import Way

from .items import crumbs, elsewhere
from .private import private

Pairs = Mapping[str, str]


@require_safe
@private
def item_route(request: HttpRequest, code: str) -> HttpResponse:
    """The halls to go to in order, for the answers, the place and the hall in the address."""
    found = ServiceItem.objects.select_related("department").filter(code=code, version__gt=0).first()
    if found is None:
        return elsewhere(request, code)
    if found.retired_on:
        return redirect(found)
    answers = guide.answers_of(found)
    form, asked = CircumstanceForm(request.GET, answers=answers), RouteForm(request.GET)
    way = wayfinding.find(found, answers=answers, chosen=form.chosen(), asked=asked, day=timezone.localdate())
    address = reverse("catalog:item_route", args=[found.code])
    context = {
        "item": found,
        "way": way,
        "heading": _heading(way),
        "form": form,
        "asked": asked,
        "hall_kinds": _by_kind(way.halls),
        "districts": places.by_district(way.halls, with_streets=True),
        "crumbs": [*crumbs(found), (found.name, found.get_absolute_url())],
        "address": address,
        **_ways_on(address, form.kept, asked),
    }
    response = render(request, "catalog/item_route.html", context)
    response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY_WITH_LOCATION
    return response


def _heading(way: Way) -> str:
    """What stands above the cards: they are an order only for who has to go somewhere, and knows which level."""
    if any(each.is_good for each in way.advice) or not way.route.ground.is_settled:
        return _("Where it is handled")
    return _("Go here")


def _ways_on(address: str, answered: Pairs, asked: RouteForm) -> dict[str, object]:
    """What each form of the page carries on, and the addresses that take one thing back."""
    told = asked.kept
    place = {name: told[name] for name in ("place", "area", "at") if name in told}
    hall = {name: told[name] for name in ("hall",) if name in told}
    return {
        "with_place": {**place, **hall},
        "with_answers": {**answered, **hall},
        "with_both": {**answered, **place},
        "answer_again": _address(address, {**place, **hall}),
        "tell_again": _address(address, {**answered, **hall}),
        "leave_hall": _address(address, {**answered, **place}),
        "choices": [(each, _address(address, {**answered, **hall, **_picked(asked, each)})) for each in asked.choices],
    }


def _picked(asked: RouteForm, choice: Residence) -> Pairs:
    """What was typed stays beside what was picked, so that it can be corrected."""
    return {"place": asked.data["place"], "area": choice.code}


def _address(path: str, query: Pairs) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _by_kind(halls: list[Hall]) -> list[tuple[str, list[Hall]]]:
    """The halls of the city; those of districts and streets are picked by district."""
    return [
        (str(title), group)
        for kind, title in places.KIND_TITLES.items()
        if kind not in places.LOCAL and (group := [hall for hall in halls if hall.kind == kind])
    ]
