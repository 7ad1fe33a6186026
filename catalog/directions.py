"""“Where to go” on an item's page: the cards of its route, and why they are these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import places, sources
from .contacts import SERVICE_LINE
from .models import Hall, Placement, ServiceItem
from .places import Place
from .routing import Ground, Level, Route, Stop

LEVEL_TITLES = {
    Level.MUNICIPAL: gettext_lazy("Handled by the city"),
    Level.DISTRICT: gettext_lazy("Handled by the district"),
}


@dataclass(frozen=True)
class LevelPlaces:
    """The places of one level. Where another level is named too, `answers` are the answers that lead to this one."""

    title: str
    answers: list[str]
    places: list[Place]


@dataclass(frozen=True)
class Directions:
    """“Where to go”: why, then the places, divided by level where the level matters."""

    explanation: str
    places: list[Place]
    levels: list[LevelPlaces]
    sources: list[str]

    @property
    def held(self) -> list[Place]:
        """The cards that stand for a placement of the list."""
        cards = [*self.places, *(place for level in self.levels for place in level.places)]
        return [place for place in cards if place.placement]


def give(item: ServiceItem, placements: Sequence[Placement], route: Route, day: date) -> Directions:
    """The cards of a route in the order it leads; one query for the halls where somebody may pick one."""
    halls = places.local_halls(day) if _offers_a_choice(route) else []
    return Directions(
        explanation=_explanation(route),
        places=[places.place_of(placement, item, halls, day) for placement in route.listed],
        levels=[_level(stop, item, halls, day, several=len(route.stops) > 1) for stop in route.stops],
        sources=sorted({sources.in_words(placement.source) for placement in placements if placement.source}),
    )


def _offers_a_choice(route: Route) -> bool:
    """Whether any card lets one pick a district: those of a class of halls, and the district level itself."""
    return any(stop.level == Level.DISTRICT for stop in route.stops) or any(
        placement.hall_class == Placement.HallClass.DISTRICT_OR_STREET for placement in route.listed
    )


def _level(stop: Stop, item: ServiceItem, halls: Iterable[Hall], day: date, *, several: bool) -> LevelPlaces:
    cards = [places.place_of(placement, item, halls, day) for placement in stop.placements]
    if stop.level == Level.DISTRICT and not cards:
        cards = [places.district_place(halls)]
    answers = [answer.label for answer in stop.answers] if several else []
    return LevelPlaces(str(LEVEL_TITLES[stop.level]), answers, cards)


def _explanation(route: Route) -> str:
    line = {"line": SERVICE_LINE}
    match route.ground:
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
        case Ground.DECIDED if route.stops[0].level == Level.MUNICIPAL:
            return _("By your answers the city handles this item.")
        case Ground.DECIDED:
            return _("By your answers the district handles this item.")
    return ""


def in_short(item: ServiceItem, route: Route) -> str:
    """The answer to “where” in a few words; empty where no place is held."""
    if route.ground == Ground.LISTED:
        return _first_of(item, route.listed)
    if route.ground == Ground.ALIKE:
        held = [placement for stop in route.stops for placement in stop.placements]
        return _("%(place)s; the city or your district, as you like") % {"place": _name(item, held[0])} if held else ""
    if route.ground == Ground.DECIDED:
        [stop] = route.stops
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
