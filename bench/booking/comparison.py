"""The whole comparison in one run."""

import argparse
from collections.abc import Callable
from contextlib import ExitStack

from django.utils import timezone

from appointments import api_clients
from appointments.models import ApiClient
from bench.booking import rounds, stage
from bench.booking.scenarios import availability, journeys, slots
from bench.booking.sides import Missing, Side
from bench.booking.sides.bound import bound
from bench.booking.sides.django_appointment import django_appointment
from bench.booking.sides.ours import ours


def compare(options: argparse.Namespace) -> None:
    """Print a table for each of the scenarios."""
    booked, looked_at = stage.stages()
    _client, token = api_clients.create(name="bench", scopes=ApiClient.SCOPES, now=timezone.now())
    with ExitStack() as stack:
        bare = stack.enter_context(bound(options.server))
        portal = stack.enter_context(ours(booked, token))
        sides = [bare, portal]
        peers, missing = _peers(stack, options) if "peers" in options.scenarios else ([], [])
        for side in (*sides, *peers):
            rounds.warm_up(side)
        scenarios: dict[str, Callable[[], str]] = {
            "A": lambda: slots.one_slot(sides, options.runs),
            "B": lambda: slots.many_slots(sides, options.rounds),
            "hot": lambda: slots.hot_slot(sides, options.rounds),
            "journey": lambda: journeys.journeys(bare, portal, options.rounds),
            "peers": lambda: "\n\n".join([slots.beside_peers([*sides, *peers], options.rounds), *missing]),
            "C": lambda: availability.availability(portal, looked_at, options.bookings),
            "D": lambda: slots.rush(sides),
        }
        for name, scenario in scenarios.items():
            if name in options.scenarios:
                print(scenario(), end="\n\n", flush=True)


def _peers(stack: ExitStack, options: argparse.Namespace) -> tuple[list[Side], list[str]]:
    """The peers that this machine has, served until the stack is closed, and a sentence about each other one."""
    try:
        return [stack.enter_context(django_appointment(options.server, options.peers))], []
    except Missing as why:
        return [], [f"Not compared: {why}."]
