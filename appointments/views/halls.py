"""The first step to a booking: at which hall. Anybody may look."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments import moments, whereto, wording
from appointments.offering import MOST_ITEMS
from appointments.whereto import Offer, Part, Unbookable, Whereto
from catalog import advice, directions, guide, places, routing
from catalog.forms import CircumstanceForm
from catalog.models import Placement, ServiceItem
from catalog.places import PlaceFact
from catalog.routing import Route

from .asked import Asked

NOT_FOUND = 404


@dataclass(frozen=True)
class HallChoice:
    """One place to book as it reads."""

    title: str
    counter: str
    first: str
    facts: list[PlaceFact]
    address: str


@dataclass(frozen=True)
class HallWithout:
    """One place that cannot be booked now, why, and what to do."""

    title: str
    address: str
    reason: str
    instead: str


@dataclass(frozen=True)
class VisitChoice:
    """Some of the items, which can be booked as one visit."""

    title: str
    items: Sequence[ServiceItem]
    address: str


@require_safe
def choose_hall(request: HttpRequest) -> HttpResponse:
    """The halls that take the items, each with its earliest free time; why others cannot be booked, and what to do."""
    now, asked = timezone.now(), Asked.of(request.GET)
    wanted, today = asked.wanted, timezone.localdate(now)
    placements = whereto.placements_of(wanted.items, today) if wanted.items else ()
    kept = [item for item in wanted.items if _is_kept(item, placements)]
    items = [item for item in wanted.items if item not in kept]
    context = {
        "asked": asked,
        "wanted": wanted,
        "items": items,
        "kept": [_kept(item) for item in kept],
        "refused": "refused" in request.GET,
        "most": MOST_ITEMS,
        "crumbs": [(_("Service guide"), wanted.items[0].get_absolute_url())] if wanted.items else [],
        "facts": [wording.Fact(_("For"), wording.items([item.name for item in items]))],
    }
    if len(items) == 1:
        context |= _question(request, items[0], placements)
        placements = context["route"].placements
    if items and not ("form" in context and context["form"].is_open):
        context |= _found(asked, items, whereto.find(items, placements, now))
    status = NOT_FOUND if asked.codes and not wanted.items and not wanted.retired else None
    return render(request, "appointments/choose_hall.html", context, status=status)


def _is_kept(item: ServiceItem, placements: Sequence[Placement]) -> bool:
    """Whether no hall handles the item: it has places, and all of them are offices of its department."""
    held = [each for each in placements if each.item_id == item.pk]
    return bool(held) and not any(each.can_be_booked for each in held)


def _kept(item: ServiceItem) -> dict[str, object]:
    return {"item": item, "phone": item.consult_phone, "dial": places.dial(item.consult_phone)}


def _question(request: HttpRequest, item: ServiceItem, placements: Sequence[Placement]) -> dict[str, object]:
    """The question that decides where one item is handled, and where the answers lead."""
    answers = guide.answers_of(item)
    form = CircumstanceForm(request.GET, answers=answers)
    route = routing.route(item, [each for each in placements if each.item_id == item.pk], answers, form.chosen())
    return {
        "form": form,
        "route": route,
        "first": advice.before_going(item, route),
        "explanation": "" if form.is_open else directions.explanation(route),
        "unplaced": _unplaced_levels(route),
        "address": reverse("appointments:choose_hall"),
        "keep": {"item": item.code},
        "answer_again": Asked((item.code,)).address("choose_hall"),
    }


def _unplaced_levels(route: Route) -> list[str]:
    """The levels that handle it, and for which the list names no place."""
    return [str(directions.LEVEL_TITLES[stop.level]) for stop in route.stops if not stop.placements]


def _found(asked: Asked, items: Sequence[ServiceItem], found: Whereto) -> dict[str, object]:
    return {
        "halls": [_hall(asked, offer) for offer in found.offers],
        "without": [_without(each, found) for each in found.unbookable],
        "visits": [_visit(part) for part in found.parts],
        "depends": [item for item in items if len(items) > 1 and item.sharing == ServiceItem.Sharing.BY_CIRCUMSTANCE],
    }


def _hall(asked: Asked, offer: Offer) -> HallChoice:
    line = offer.line
    return HallChoice(
        title=line.hall.name,
        counter=line.counter_group.name if line.counter_group else "",
        first=moments.in_words(offer.first.starts_at),
        facts=places.hall_facts(line.hall),
        address=asked.address("choose_day", line.code),
    )


def _without(each: Unbookable, found: Whereto) -> HallWithout:
    hall = each.hall
    several = _("Other district and street halls") if found.offers else _("Any district or street hall")
    return HallWithout(
        title=hall.name if hall else several,
        address=hall.get_absolute_url() if hall else reverse("catalog:halls"),
        reason=wording.lack(each.lack),
        instead=wording.instead(hall),
    )


def _visit(part: Part) -> VisitChoice:
    counter = f" {part.counter.name}" if part.counter else ""
    hall = part.hall.name if part.hall else _("Any district or street hall")
    address = Asked(tuple(item.code for item in part.items)).address("choose_hall")
    return VisitChoice(f"{hall}{counter}", part.items, address)
