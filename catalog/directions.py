"""“Where to go” on an item's page: the cards of its route in order, and why they are these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import advice, opening, places, routing, sources
from .advice import Advice
from .contacts import SERVICE_LINE
from .models import Placement, ServiceItem
from .nearness import Nearness
from .office_days import OfficeDays
from .places import Place
from .routing import Destination, Ground, Level, Route, Surroundings

LEVEL_TITLES = {
    Level.MUNICIPAL: gettext_lazy("Handled by the city"),
    Level.DISTRICT: gettext_lazy("Handled by the district"),
}

NEARNESS = {
    Nearness.OWN_STREET: gettext_lazy(" It is the hall of your street."),
    Nearness.OWN_DISTRICT: gettext_lazy(" It is the hall of your district."),
    Nearness.IN_OWN_DISTRICT: gettext_lazy(" It stands in your district."),
}

STRANGE_CARDS = 2
"""Cards for halls of a class where none is known to be one's own; the others stand in the list to pick from."""


@dataclass(frozen=True)
class LevelPlaces:
    """The places of one level. Where another level is named too, `answers` are the answers that lead to this one."""

    title: str
    answers: list[str]
    places: list[Place]


@dataclass(frozen=True)
class Directions:
    """“Where to go”: what to know first, why, then the places, divided by level where the level matters."""

    first: list[Advice]
    explanation: str
    places: list[Place]
    levels: list[LevelPlaces]
    sources: list[str]

    @property
    def held(self) -> list[Place]:
        """The cards that stand for a placement of the list."""
        cards = [*self.places, *(place for level in self.levels for place in level.places)]
        return [place for place in cards if place.placement]


def offers_a_choice(found: Route) -> bool:
    """Whether any card lets one pick a district: those of a class of halls, and the district level itself."""
    return any(stop.level == Level.DISTRICT for stop in found.stops) or any(
        placement.hall_class == Placement.HallClass.DISTRICT_OR_STREET for placement in found.listed
    )


def give(
    item: ServiceItem,
    found: Route,
    destinations: Sequence[Destination],
    around: Surroundings,
    days: OfficeDays,
) -> Directions:
    """The cards of a route in the order it leads, with what is known of each hall today."""
    shown = _without_what_the_list_offers(destinations)
    cards = [card(each, item, destinations, around, days) for each in shown]
    if found.ground.is_settled and around.standpoint.is_told and len(cards) > 1:
        cards = [replace(each, order=number) for number, each in enumerate(cards, 1)]
    together = found.ground == Ground.LISTED or routing.goes_by_nearness(found, around)
    return Directions(
        first=advice.before_going(item, found),
        explanation=explanation(found),
        places=cards if together else [],
        levels=[] if together else _levels(found, shown, cards),
        sources=sorted({sources.in_words(placement.source) for placement in found.placements if placement.source}),
    )


def _levels(found: Route, shown: Sequence[Destination], cards: Sequence[Place]) -> list[LevelPlaces]:
    """The cards under their levels; where both will do, one without a place comes last."""
    stops = sorted(found.stops, key=lambda stop: not stop.placements) if found.ground == Ground.ALIKE else found.stops
    return [
        LevelPlaces(
            title=str(LEVEL_TITLES[stop.level]),
            answers=[answer.label for answer in stop.answers] if len(stops) > 1 else [],
            places=[place for each, place in zip(shown, cards, strict=True) if each.level == stop.level],
        )
        for stop in stops
    ]


def _without_what_the_list_offers(destinations: Sequence[Destination]) -> list[Destination]:
    """Of a class of halls only one's own, or the first few, have a card; the card for all others lists the rest."""
    own = [each for each in destinations if each.is_any_local and each.nearness < Nearness.ELSEWHERE]
    strange = [each for each in destinations if each.is_any_local and each.hall and each not in own]
    kept = [] if own else strange[:STRANGE_CARDS]
    return [each for each in destinations if each not in strange or each in kept]


def card(
    destination: Destination,
    item: ServiceItem,
    destinations: Sequence[Destination],
    around: Surroundings,
    days: OfficeDays,
) -> Place:
    """The card of one destination of a route; `destinations` are all of them, for one that is closed to send on to."""
    if destination.hall is None:
        return _card_without_hall(destination, item, around)
    place = places.hall_place(destination)
    if not destination.is_open:
        return replace(place, explanation=_closed(destinations, item))
    return replace(place, why=_why(destination), today=opening.today(destination.hall, days))


def _card_without_hall(destination: Destination, item: ServiceItem, around: Surroundings) -> Place:
    if destination.placement is None:
        return places.district_place(around.local_halls, around.standpoint)
    if destination.is_any_local:
        return places.any_local_place(destination, around.local_halls, around.standpoint)
    return places.department_place(destination, item)


def _why(destination: Destination) -> str:
    """Why this hall is there at all, and why before the next."""
    if destination.placement is None:
        reason = _("The list does not say which place in the district handles this item. Call %(line)s first.") % {
            "line": SERVICE_LINE
        }
    elif destination.is_any_local:
        reason = _("Every district or street hall handles this item.")
    else:
        reason = _("The list names this hall for the item.")
    return "".join([reason, str(NEARNESS.get(destination.nearness, ""))])


def _closed(destinations: Sequence[Destination], item: ServiceItem) -> str:
    """Never a dead end: a hall that does not serve the public sends on to one that does."""
    instead = routing.first_open(destinations)
    if instead is None:
        return _("This hall is closed. Call %(line)s before you go.") % {"line": SERVICE_LINE}
    return _("This hall is closed. Go to %(place)s instead.") % {"place": places.name_of(instead, item)}


def explanation(found: Route) -> str:
    line = {"line": SERVICE_LINE}
    match found.ground:
        case Ground.ALIKE:
            return _("City and districts handle this item alike. Either place will do; choose the nearer one.")
        case Ground.UNPUBLISHED:
            return (
                _(
                    "Whether the city or the district handles this item depends on your case, and where the line is "
                    "drawn is not published. Both are named below. Call %(line)s before you go."
                )
                % line
            )
        case Ground.UNASKED:
            return _("Whether the city or the district handles this item depends on your case. Answer to see where.")
        case Ground.UNDECIDED:
            return (
                _(
                    "Your answers do not settle whether the city or the district handles it, so both are named below. "
                    "Call %(line)s, tell them about your case, and go to the place they name."
                )
                % line
            )
        case Ground.DECIDED if found.stops[0].level == Level.MUNICIPAL:
            return _("By your answers the city handles this item.")
        case Ground.DECIDED:
            return _("By your answers the district handles this item.")
    return ""


def in_short(item: ServiceItem, found: Route) -> str:
    """The answer to “where” in a few words; empty where no place is held."""
    if found.ground == Ground.LISTED:
        return _first_of(item, found.listed)
    if found.ground == Ground.ALIKE:
        held = [placement for stop in found.stops for placement in stop.placements]
        return _("%(place)s; the city or your district, as you like") % {"place": _name(item, held[0])} if held else ""
    if found.ground == Ground.DECIDED:
        [stop] = found.stops
        return _first_of(item, stop.placements) or (
            _("The hall of your district") if stop.level == Level.DISTRICT else ""
        )
    return _("City or district, depending on your case")


def _first_of(item: ServiceItem, placements: Sequence[Placement]) -> str:
    if not placements:
        return ""
    first, more = _name(item, placements[0]), len(placements) - 1
    if not more:
        return first
    return ngettext("%(place)s and %(more)d more", "%(place)s and %(more)d more", more) % {"place": first, "more": more}


def _name(item: ServiceItem, placement: Placement) -> str:
    if placement.kind == Placement.Kind.RETAINED:
        return _("Office of %(department)s") % {"department": item.department.short_name}
    return str(placement.place_name)
