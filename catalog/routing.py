"""An item and a few answers in, the levels and places that handle it out.

Nothing here is added to the list: a level is worked out from the tier, the way it is shared and the answers; a place is
a placement the list holds. Where a level is known and the list holds no place for it, the route says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .models import CircumstanceAnswer, Placement, ServiceItem

Level = CircumstanceAnswer.Level

UNSURE = "unsure"  # The answer of somebody who does not know; it leads to both levels.

BOTH = (Level.MUNICIPAL, Level.DISTRICT)


class Ground(Enum):
    """Why a route leads where it leads."""

    LISTED = auto()  # The item is not shared: the places the list names.
    ALIKE = auto()  # City and districts handle it alike.
    UNPUBLISHED = auto()  # It depends, and the threshold is not published.
    UNASKED = auto()  # It depends, and no question is answered yet.
    DECIDED = auto()  # The answers lead to one level.
    UNDECIDED = auto()  # The answers do not settle the level.


@dataclass(frozen=True)
class Stop:
    """One level, the answers that lead to it, and the placements held there; none held is an empty tuple."""

    level: Level
    answers: tuple[CircumstanceAnswer, ...]
    placements: tuple[Placement, ...]


@dataclass(frozen=True)
class Route:
    """Where one citizen goes with one item. `listed` is filled where levels play no part, `stops` where they do."""

    ground: Ground
    listed: tuple[Placement, ...] = ()
    stops: tuple[Stop, ...] = ()


def level_of(placement: Placement) -> Level:
    """The level whose people sit there. Only items shared by both levels are divided by it."""
    if placement.kind == Placement.Kind.DISTRICT_OR_STREET:
        return Level.DISTRICT
    return Level.MUNICIPAL


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
