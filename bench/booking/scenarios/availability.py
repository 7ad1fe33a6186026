"""C: 30 days of one item at one hall, asked for with no booking and with many."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appointments import remembering
from bench.booking import attempts, history, wire
from bench.booking.driver import Visitor, drive
from bench.booking.sides.ours import Ours
from bench.booking.stage import Stage
from bench.search.figures import p50_p99, short, table

DAYS = 30
SLOTS_A_DAY = 16
PLACES = 50
TIMES = 200
"""How often each address is asked, by one client."""

HEAD = ("p50 / p99 ms", "queries", "0 bookings", "ratio of p50")


class Way(NamedTuple):
    """One way to ask for the free times."""

    name: str
    path: str
    headers: Mapping[str, str]


def availability(ours: Ours, stage: Stage, bookings: int) -> str:
    """Both ways before and after so many bookings of that line are written."""
    stage.open_days(DAYS, SLOTS_A_DAY, PLACES)
    ways = _ways(stage, ours.token)
    before = [_ask(ours, way) for way in ways]
    written = history.write(bookings, line=stage.line, item=stage.item)
    after = [_ask(ours, way) for way in ways]
    rows = [
        [way.name, str(_queries(way)), _short(few), _short(many), f"{many[0] / few[0]:.2f}"]
        for way, few, many in zip(ways, before, after, strict=True)
    ]
    *head, ratio = HEAD
    head = [*head, f"{written:,} bookings".replace(",", " "), ratio]
    return f"#### C: {DAYS} days of one item at one hall, {DAYS * SLOTS_A_DAY} slots\n\n{table(head, rows)}"


def _ways(stage: Stage, token: str) -> list[Way]:
    today = timezone.localdate()
    span = {"from": today.isoformat(), "to": (today + timedelta(days=DAYS)).isoformat()}
    query = {"item": stage.item.code}
    return [
        Way(
            "JSON",
            reverse("booking_api:availability", query={**query, "hall": stage.line.hall.code, **span}),
            {"Authorization": f"Bearer {token}"},
        ),
        Way("page", reverse("appointments:choose_day", args=[stage.line.code], query=query), {}),
    ]


def _ask(ours: Ours, way: Way) -> tuple[float, float]:
    """The middle time and the one that a hundredth exceeds, in milliseconds."""
    requests = [partial(attempts.in_turn, [wire.get(way.path, way.headers)], 200)] * TIMES
    found = drive(ours.server.port, [Visitor(requests)])
    if found.reached < TIMES:
        raise RuntimeError(f"{way.path} answered {dict(found.statuses)}")
    return p50_p99(found.milliseconds)


def _queries(way: Way) -> int:
    """How many statements one request without a token makes where nothing is remembered."""
    client = Client(SERVER_NAME="127.0.0.1")
    remembering.forget()
    with CaptureQueriesContext(connection) as queries:
        client.get(way.path)
    return len(queries)


def _short(times: tuple[float, float]) -> str:
    return " / ".join(map(short, times))
