"""The whole comparison in one run."""

import argparse
from collections.abc import Callable
from contextlib import ExitStack

from django.utils import timezone

from appointments import api_clients
from appointments.models import ApiClient
from bench.booking import stage
from bench.booking.scenarios import availability, journeys, slots
from bench.booking.sides.bound import bound
from bench.booking.sides.ours import ours


def compare(options: argparse.Namespace) -> None:
    """Print a table for each of the scenarios."""
    booked, looked_at = stage.stages()
    _client, token = api_clients.create(name="bench", scopes=ApiClient.SCOPES, now=timezone.now())
    with ExitStack() as stack:
        bare = stack.enter_context(bound(options.server))
        portal = stack.enter_context(ours(booked, token))
        sides = [bare, portal]
        scenarios: dict[str, Callable[[], str]] = {
            "A": lambda: slots.one_slot(sides, options.runs),
            "B": lambda: slots.many_slots(sides, options.rounds),
            "hot": lambda: slots.hot_slot(sides, options.rounds),
            "journey": lambda: journeys.journeys(bare, portal, options.rounds),
            "C": lambda: availability.availability(portal, looked_at, options.bookings),
            "D": lambda: slots.rush(sides),
        }
        for name, scenario in scenarios.items():
            if name in options.scenarios:
                print(scenario(), end="\n\n", flush=True)
