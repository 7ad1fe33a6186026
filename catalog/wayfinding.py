"""One item and all a citizen told, in; the way, out: what the page and the interface both show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from . import advice, directions, office_days, places, routing
from .advice import Advice
from .directions import Directions
from .models import CircumstanceAnswer, Hall, ServiceItem
from .office_days import OfficeDays
from .places import Place
from .route_form import RouteForm
from .routing import LOCAL, Destination, Route, Surroundings

Choice = Mapping[int, CircumstanceAnswer | None]


@dataclass(frozen=True)
class Way:
    """The whole answer. `advice` comes before the cards: what saves the way, what is not here but there."""

    item: ServiceItem
    route: Route
    destinations: list[Destination]
    where: Directions
    advice: list[Advice]
    around: Surroundings
    days: OfficeDays
    halls: list[Hall]

    @property
    def cards(self) -> list[tuple[Destination, Place]]:
        """Every destination with its card, also those that the page only lists."""
        return [
            (each, directions.card(each, self.item, self.destinations, self.around, self.days))
            for each in self.destinations
        ]


def find(
    item: ServiceItem, *, answers: Sequence[CircumstanceAnswer], chosen: Choice, asked: RouteForm, day: date
) -> Way:
    """The way for somebody who chose these answers and told this of themselves: three queries."""
    placements = item.placements.select_related("hall__district", "counter_group").order_by("position", "pk")
    found = routing.route(item, list(placements.in_force(day)), answers, chosen)
    halls, days = places.halls_in_service(day), office_days.look_ahead(day)
    around = Surroundings([hall for hall in halls if hall.kind in LOCAL], day, asked.standpoint)
    destinations = routing.destinations(found, around)
    where = directions.give(item, found, destinations, around, days)
    told = [*where.first, *_told(item, found, destinations, asked, day)]
    return Way(item, found, destinations, where, told, around, days, halls)


def _told(
    item: ServiceItem, found: Route, destinations: list[Destination], asked: RouteForm, day: date
) -> list[Advice]:
    told = []
    if asked.here:
        told.append(advice.for_somebody_at(asked.here, item, found, destinations, day))
    if asked.residence and not asked.here:
        told.append(advice.not_in_your_district(item, found, destinations, asked.residence.district))
    return [each for each in told if each]
