"""The citizen's way in pages, from the choice of the hall to the page of the booking: each shown, each form sent."""

from collections.abc import Sequence
from functools import partial
from itertools import cycle

from django.urls import reverse
from django.utils import timezone

from appointments import moments
from appointments.models import Citizen, Slot
from bench.booking import attempts, people
from bench.booking.client import Maker
from bench.booking.driver import Visitor, shared
from bench.booking.figures import compared
from bench.booking.rounds import numbers, take_turns
from bench.booking.sides.bound import Bound
from bench.booking.sides.ours import Ours
from bench.booking.stage import Stage
from portal.accounts.citizen_sessions import COOKIE, Session

REQUESTS = 9
"""Six pages, and three forms that are sent."""

JOURNEYS = 300
CLIENTS = 20
PLACES = 30_000


def journeys(bound: Bound, ours: Ours, rounds: int = 3) -> str:
    """300 journeys by 20 clients in each round; beside them as many requests to the bare view."""

    def plan(side: Bound | Ours, slots: Sequence[int]) -> Sequence[Visitor]:
        if isinstance(side, Bound):
            makers = [_bare(side, slots[0], number) for number in numbers(JOURNEYS)]
        else:
            makers = _journeys(side.stage, slots)
        return shared(makers, CLIENTS)

    found = take_turns([bound, ours], rounds, slots=40, places=PLACES, plan=plan)
    title = (
        f"Whole journeys in pages, {JOURNEYS} by {CLIENTS} clients, {rounds} rounds; bound: {REQUESTS} bare requests"
    )
    return compared(title, found)


def _bare(side: Bound, slot: int, number: int) -> Maker:
    return partial(attempts.in_turn, [side.request(slot, number) for _ in range(REQUESTS)])


def _journeys(stage: Stage, slots: Sequence[int]) -> list[Maker]:
    at = cycle(Slot.objects.filter(pk__in=slots))
    return [partial(attempts.journey, _mind(stage, next(at), person)) for person in _signed_in(JOURNEYS)]


def _signed_in(count: int) -> list[tuple[Citizen, people.Citizen]]:
    """So many citizens who have just proved their phones."""
    now, typed = timezone.now(), [people.citizen(number) for number in numbers(count)]
    rows = Citizen.objects.bulk_create(Citizen(phone=each.phone, made_at=now, seen_at=now) for each in typed)
    return list(zip(rows, typed, strict=True))


def _mind(stage: Stage, slot: Slot, person: tuple[Citizen, people.Citizen]) -> attempts.Journey:
    citizen, typed = person
    now = timezone.now()
    query = {"item": stage.item.code}
    day = timezone.localdate(slot.starts_at)
    return attempts.Journey(
        choose_hall=reverse("appointments:choose_hall", query=query),
        choose_day=reverse("appointments:choose_day", args=[stage.line.code], query=query),
        choose_time=reverse("appointments:choose_time", args=[stage.line.code, day], query=query),
        time=moments.clock(slot.starts_at),
        name=typed.name,
        document=typed.document,
        cookies={COOKIE: str(Session(citizen.pk, citizen.epoch, now, now))},
    )
