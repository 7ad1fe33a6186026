"""Clients at slots: one slot that fills, many slots, one slot that never fills, and the minute a window opens."""

import math
from collections.abc import Sequence
from itertools import cycle

from bench.booking.driver import Visitor, shared
from bench.booking.figures import compared
from bench.booking.rounds import numbers, take_turns
from bench.booking.sides import Side

MOST_PLACES = 32_000
"""No slot of the portal can have more than a little over this."""

RUSH_HALF = 5.0
"""Seconds in which half of those who are still to come arrive."""

RUSH_LASTS = 60.0  # Seconds.


def one_slot(sides: Sequence[Side], runs: int = 20) -> str:
    """A: 400 attempts by 50 clients at one slot of 50, and what the database holds after each run."""

    def plan(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        return shared([side.attempt(slots[0], number) for number in numbers(400)], clients=50)

    found = take_turns(sides, runs, slots=1, places=50, plan=plan)
    exact = ", ".join(f"{each.name} {sum(slot.bookings == 50 for slot in each.sold)}" for each in found)
    return f"{compared(f'A: one slot of 50, 400 attempts by 50 clients, {runs} runs', found)}\n\nExactly 50: {exact}."


def many_slots(sides: Sequence[Side], rounds: int = 3) -> str:
    """B: 2,000 bookings over 200 slots by 20 clients, in each round."""

    def plan(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        at = cycle(slots)
        return shared([side.attempt(next(at), number) for number in numbers(2000)], clients=20)

    found = take_turns(sides, rounds, slots=200, places=10, plan=plan)
    return compared(f"B: 2,000 bookings over 200 slots by 20 clients, {rounds} rounds", found)


def hot_slot(sides: Sequence[Side], rounds: int = 3) -> str:
    """1,000 bookings by 20 clients at one slot that never fills, in each round."""

    def plan(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        return shared([side.attempt(slots[0], number) for number in numbers(1000)], clients=20)

    found = take_turns(sides, rounds, slots=1, places=MOST_PLACES, plan=plan)
    return compared(f"One slot that never fills, 1,000 bookings by 20 clients, {rounds} rounds", found)


def beside_peers(sides: Sequence[Side], rounds: int = 3) -> str:
    """What A and B do, with fewer attempts: the peers need long, and lose count."""

    def at_one(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        return shared([side.attempt(slots[0], number) for number in numbers(400)], clients=50)

    def at_many(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        at = cycle(slots)
        return shared([side.attempt(next(at), number) for number in numbers(200)], clients=20)

    one = take_turns(sides, 1, slots=1, places=50, plan=at_one)
    many = take_turns(sides, rounds, slots=200, places=1, plan=at_many)
    return "\n\n".join(
        [
            compared("Beside peers: one slot of 50, 400 attempts by 50 clients, once", one),
            compared(f"Beside peers: 200 bookings over 200 slots by 20 clients, {rounds} rounds", many),
        ]
    )


def rush(sides: Sequence[Side]) -> str:
    """D: 5,000 people for 500 places, each with a connection of their own; most come at the beginning."""

    def plan(side: Side, slots: Sequence[int]) -> Sequence[Visitor]:
        at = cycle(slots)
        people = numbers(5000)
        moments = arrivals(len(people))
        return [Visitor([side.attempt(next(at), one)], when) for one, when in zip(people, moments, strict=True)]

    found = take_turns(sides, rounds=1, slots=10, places=50, plan=plan)
    return compared("D: 5,000 people for 500 places within a minute, half of them in the first 5 seconds", found)


def arrivals(count: int) -> list[float]:
    """When so many people come, in seconds: fewer and fewer, and the last within RUSH_LASTS."""
    all_of_them = 1 - math.exp2(-RUSH_LASTS / RUSH_HALF)
    return [-RUSH_HALF * math.log2(1 - all_of_them * number / count) for number in range(count)]
