"""Several items at once: the basket and its plan."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog import basket, checklists, together
from catalog.basket import Basket
from catalog.models import LifeEvent, ServiceItem

from .checklists import offer
from .private import private


@require_safe
@private
def overview(request: HttpRequest) -> HttpResponse:
    """The items in the basket, the fewest visits for them, and what to bring."""
    return _page(request, Basket.of(request))


@require_POST
@private
def add(request: HttpRequest) -> HttpResponse:
    """The items sent are in the basket, in place of another one where that is named."""
    chosen = Basket.of(request).without(request.POST.get("instead", ""))
    return add_items(request, chosen, request.POST.getlist("code"))


def add_items(request: HttpRequest, chosen: Basket, codes: Sequence[str]) -> HttpResponse:
    """The answer to a form that adds items: on to the basket, or at once the basket with what did not fit."""
    sent = [code for code in dict.fromkeys(codes) if basket.CODE.fullmatch(code)]
    known = set(ServiceItem.objects.filter(code__in=sent, version__gt=0).values_list("code", flat=True))
    chosen, refused = chosen.with_codes(code for code in sent if code in known)
    response = _page(request, chosen, refused) if refused else redirect("catalog:together")
    return chosen.keep(request, response)


@require_POST
@private
def remove(request: HttpRequest) -> HttpResponse:
    """The item sent is not in the basket; nothing is where all are to go."""
    chosen = Basket() if "all" in request.POST else Basket.of(request).without(request.POST.get("code", ""))
    return chosen.keep(request, redirect("catalog:together"))


def _page(request: HttpRequest, chosen: Basket, refused: Sequence[str] = ()) -> HttpResponse:
    """`refused` are the codes of known items that did not fit."""
    found = together.of_codes(chosen.codes, timezone.localdate())
    context = {
        "section": "together",
        "basket": chosen,
        "limit": basket.LIMIT,
        "together": found,
        "groups": together.grouped(checklists.unticked(found.lines)),
        "refused": ServiceItem.objects.filter(code__in=refused),
        "offer": offer() if found.items else "",
        "events": [] if found.items else LifeEvent.objects.public(),
        "deleted": "deleted" in request.GET,
        "refusal": checklists.TooManyLists().message if "full" in request.GET else "",
    }
    return render(request, "catalog/together.html", context)
