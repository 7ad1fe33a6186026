"""The sides take turns."""

from collections.abc import Callable, Sequence

from bench.booking import people
from bench.booking.driver import Visitor, drive, shared
from bench.booking.figures import Measured
from bench.booking.sides import Side

Plan = Callable[[Side, Sequence[int]], Sequence[Visitor]]
"""Who comes for these slots of a side."""

WARMING_UP = 40

_numbers = iter(range(people.MOST))


def numbers(count: int) -> list[int]:
    """So many citizens who have not been there in this run."""
    return [next(_numbers) for _ in range(count)]


def warm_up(side: Side, attempts: int = WARMING_UP) -> None:
    """Its workers have loaded and remembered what the first requests need. Raises RuntimeError where they fail."""
    [slot] = side.open_slots(1, places=attempts)
    found = drive(side.server.port, shared([side.attempt(slot, number) for number in numbers(attempts)], clients=4))
    if found.reached < attempts:
        raise RuntimeError(f"{side.name} took {found.reached} of {attempts} bookings: {dict(found.statuses)}")


def take_turns(sides: Sequence[Side], rounds: int, slots: int, places: int, plan: Plan) -> list[Measured]:
    """Every side in every round, with slots of its own; the figures of all rounds together, by side."""
    found = [Measured(side.name) for side in sides]
    for number in range(rounds):
        turn = list(zip(sides, found, strict=True))
        for side, measured in turn[number % len(turn) :] + turn[: number % len(turn)]:
            opened = side.open_slots(slots, places)
            visitors = plan(side, opened)
            used = side.server.cpu()
            measured.drive += drive(side.server.port, visitors)
            measured.cpu += side.server.cpu() - used
            measured.sold += side.sold(opened)
    return found
