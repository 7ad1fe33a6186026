"""An item, a few answers and where somebody lives in; the levels and the places that handle it out, in order.

Pure: no query, no clock. Nothing here is added to the list: a level is worked out from the tier, the way it is shared
and the answers; a place is a placement the list holds. Where a level is known and the list holds no place for it, the
route says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from . import nearness
from .models import CircumstanceAnswer, Hall, Placement, ServiceItem
from .nearness import Distance, Nearness, Standpoint

Level = CircumstanceAnswer.Level

UNSURE = "unsure"  # The answer of somebody who does not know; it leads to both levels.

BOTH = (Level.MUNICIPAL, Level.DISTRICT)

LOCAL = (Hall.Kind.DISTRICT, Hall.Kind.STREET)
"""The halls that “any district or street hall” means."""

ANY_LOCAL, OFFICE = Placement.HallClass.DISTRICT_OR_STREET, Placement.HallClass.DEPARTMENT

FAR = float("inf")


class Ground(Enum):
    """Why a route leads where it leads."""

    LISTED = "listed"  # The item is not shared: the places the list names.
    ALIKE = "alike"  # City and districts handle it alike.
    UNPUBLISHED = "unpublished"  # It depends, and the threshold is not published.
    UNASKED = "unasked"  # It depends, and no question is answered yet.
    DECIDED = "decided"  # The answers lead to one level.
    UNDECIDED = "undecided"  # The answers do not settle the level.

    @property
    def is_settled(self) -> bool:
        """Whether every place of the route really handles the item for this citizen."""
        return self in (Ground.LISTED, Ground.ALIKE, Ground.DECIDED)


@dataclass(frozen=True)
class Stop:
    """One level, the answers that lead to it, and the placements held there; none held is an empty tuple."""

    level: Level
    answers: tuple[CircumstanceAnswer, ...]
    placements: tuple[Placement, ...]


@dataclass(frozen=True)
class Route:
    """The places of one item for one citizen. `listed` is filled where levels play no part, `stops` where they do."""

    ground: Ground
    listed: tuple[Placement, ...] = ()
    stops: tuple[Stop, ...] = ()

    @property
    def placements(self) -> tuple[Placement, ...]:
        """All its placements, each once."""
        return (*self.listed, *(placement for stop in self.stops for placement in stop.placements))


@dataclass(frozen=True)
class Destination:
    """One place to go.

    Without a hall it is an office of the department, or any hall of the placement's class that is not named before it.
    Without a placement it stands for the district level of an item for which the list names no place there.
    """

    level: Level | None
    placement: Placement | None
    hall: Hall | None = None
    nearness: Nearness = Nearness.ELSEWHERE
    distance: Distance | None = None
    is_open: bool = True  # False for a hall that does not serve the public on the day.

    @property
    def is_any_local(self) -> bool:
        """Whether any district or street hall would do."""
        return self.placement is not None and self.placement.hall_class == ANY_LOCAL


class Verdict(Enum):
    """What somebody who stands in a hall is told."""

    HERE = "here"
    DEPENDS = "depends"  # It is handled here at one of two levels, and which one is not settled.
    ASK_FIRST = "ask_first"  # The district handles it, and the list does not say in which place.
    NOT_HERE = "not_here"
    CLOSED = "closed"  # The hall does not serve the public that day.


def level_of(placement: Placement) -> Level:
    """The level whose people sit there. Only items shared by both levels are divided by it."""
    if placement.kind == Placement.Kind.DISTRICT_OR_STREET:
        return Level.DISTRICT
    return Level.MUNICIPAL


def serves(hall: Hall, day: date) -> bool:
    """Whether the hall is in service that day, as `Hall.objects.in_service` finds it."""
    return (hall.opened_on is None or hall.opened_on <= day) and (hall.closed_on is None or hall.closed_on > day)


def answer_for(amount: Decimal, answers: Iterable[CircumstanceAnswer]) -> CircumstanceAnswer | None:
    """The answer whose range holds the amount (from ≤ amount < to); None where none does or they lead apart."""
    holding = [
        answer
        for answer in answers
        if answer.yes is None
        and (answer.amount_from is None or answer.amount_from <= amount)
        and (answer.amount_to is None or amount < answer.amount_to)
    ]
    return holding[0] if len({answer.level for answer in holding}) == 1 else None


def route(
    item: ServiceItem,
    placements: Sequence[Placement],
    answers: Iterable[CircumstanceAnswer],
    chosen: Mapping[int, CircumstanceAnswer | None],
) -> Route:
    """Where this item is handled for somebody who chose these answers.

    `answers` are all answers of the item's questions; `chosen` maps a question's position to the answer picked, or to
    None for “not sure”. Two answers that point to different levels settle nothing, so both levels are named.
    """
    answers = list(answers)
    ground, levels = _ground(item, answers, chosen)
    if ground == Ground.LISTED:
        return Route(ground, listed=tuple(placements))
    picked = {answer.pk for answer in chosen.values() if answer}
    open_to = [p for p in placements if ground != Ground.DECIDED or p.answer_id is None or p.answer_id in picked]
    return Route(ground, stops=tuple(_stop(level, answers, open_to) for level in levels))


def _ground(
    item: ServiceItem, answers: Sequence[CircumstanceAnswer], chosen: Mapping[int, CircumstanceAnswer | None]
) -> tuple[Ground, tuple[Level, ...]]:
    if not item.sharing:
        return Ground.LISTED, ()
    if item.sharing == ServiceItem.Sharing.IDENTICAL:
        return Ground.ALIKE, BOTH
    if not answers:
        return Ground.UNPUBLISHED, BOTH
    if not chosen:
        return Ground.UNASKED, BOTH
    levels = {answer.level if answer else UNSURE for answer in chosen.values()}
    if len(levels) == 1 and UNSURE not in levels:
        return Ground.DECIDED, (Level(levels.pop()),)
    return Ground.UNDECIDED, BOTH


def _stop(level: Level, answers: Sequence[CircumstanceAnswer], placements: Sequence[Placement]) -> Stop:
    return Stop(
        level=level,
        answers=tuple(answer for answer in answers if answer.level == level),
        placements=tuple(placement for placement in placements if level_of(placement) == level),
    )


@dataclass(frozen=True)
class Surroundings:
    """What a route is walked in: the district and street halls in service, whom it is for, and the day."""

    local_halls: Sequence[Hall]
    day: date
    standpoint: Standpoint = field(default=nearness.NOWHERE)


def destinations(found: Route, around: Surroundings) -> list[Destination]:
    """Where to go, the best first: every placement of the route, a class of halls as the halls that matter here.

    Halls in service come before closed ones; then the hall of one's own street, of one's own district, another in that
    district; then by distance, and what has none in the order of the list. The city comes before the district, except
    where both handle the item alike: then what is nearer does.
    """
    if found.ground == Ground.LISTED:
        return _in_order(None, found.listed, around)
    legs = [_in_order(stop.level, stop.placements, around) for stop in found.stops]
    reached = [destination for leg in legs for destination in leg]
    return sorted(reached, key=_rank) if goes_by_nearness(found, around) else reached


def goes_by_nearness(found: Route, around: Surroundings) -> bool:
    """Whether the levels of the route stand in one order together."""
    return found.ground == Ground.ALIKE and around.standpoint.is_told


def _in_order(level: Level | None, placements: Sequence[Placement], around: Surroundings) -> list[Destination]:
    if level == Level.DISTRICT and not placements:
        return [_unnamed_district_hall(around)]
    named = {placement.hall_id for placement in placements}
    reached = [each for placement in placements for each in _reached_by(level, placement, named, around)]
    return sorted(reached, key=_rank)  # Stable: what ranks alike stays in the order of the list.


def _rank(destination: Destination) -> tuple[bool, Nearness, float]:
    kilometres = destination.distance.kilometres if destination.distance else FAR
    return not destination.is_open, destination.nearness, kilometres


def _reached_by(
    level: Level | None, placement: Placement, named: set[int | None], around: Surroundings
) -> list[Destination]:
    """The halls one placement leads to."""
    if placement.hall:
        return [_at(level, placement, placement.hall, around)]
    if placement.hall_class == OFFICE or not around.standpoint.is_told:
        return [Destination(level, placement)]
    halls = [_at(level, placement, hall, around) for hall in around.local_halls if hall.pk not in named]
    return [
        *(each for each in halls if _is_worth_naming(each)),
        Destination(level, placement, nearness=Nearness.ANY_OTHER),
    ]


def _is_worth_naming(destination: Destination) -> bool:
    """Of a whole class: one's own halls, and the halls of other districts where it is known how far they are."""
    if destination.nearness in (Nearness.OWN_STREET, Nearness.OWN_DISTRICT):
        return True
    return destination.hall.kind == Hall.Kind.DISTRICT and destination.distance is not None


def _at(level: Level | None, placement: Placement | None, hall: Hall, around: Surroundings) -> Destination:
    standpoint = around.standpoint
    return Destination(
        level=level,
        placement=placement,
        hall=hall,
        nearness=nearness.of(hall, standpoint),
        distance=nearness.between(standpoint.point, nearness.of_hall(hall)),
        is_open=serves(hall, around.day),
    )


def _unnamed_district_hall(around: Surroundings) -> Destination:
    """The district level without a placement: the hall of one's own district, where one's district is known."""
    for hall in around.local_halls:
        if nearness.of(hall, around.standpoint) == Nearness.OWN_DISTRICT:
            return _at(Level.DISTRICT, None, hall, around)
    return Destination(Level.DISTRICT, None)


def verdict(here: Hall, ground: Ground, destinations: Sequence[Destination], day: date) -> Verdict:
    """Whether somebody who stands in this hall is in the right place."""
    if not serves(here, day):
        return Verdict.CLOSED
    is_local = here.kind in LOCAL
    if any(each.placement and (each.hall == here or (is_local and each.is_any_local)) for each in destinations):
        return Verdict.HERE if ground.is_settled else Verdict.DEPENDS
    if is_local and any(each.placement is None for each in destinations):
        return Verdict.ASK_FIRST
    return Verdict.NOT_HERE


def first_open(destinations: Iterable[Destination]) -> Destination | None:
    """The first place that can be gone to; None where the list names none."""
    return next((each for each in destinations if each.is_open), None)
