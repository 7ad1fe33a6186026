"""The least there is: a bare Django project with one conditional UPDATE and one INSERT."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from bench.booking import attempts, databases, servers, wire
from bench.booking.client import Maker
from bench.booking.sides import Sold

SETTINGS = {"DJANGO_SETTINGS_MODULE": "bench.booking.bound.settings"}

OPEN = "INSERT INTO bound_slot (capacity, taken) SELECT %s, 0 FROM generate_series(1, %s) RETURNING id"

SOLD = """
    SELECT capacity, (SELECT count(*) FROM bound_booking WHERE slot_id = bound_slot.id), taken
    FROM bound_slot WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class Bound:
    """The bare view, and its two tables."""

    server: servers.Server
    database: str
    name: str = "the bound"

    def open_slots(self, count: int, places: int) -> list[int]:
        with databases.asked(self.database) as cursor:
            cursor.execute(OPEN, [places, count])
            return [slot for (slot,) in cursor.fetchall()]

    def attempt(self, slot: int, number: int) -> Maker:
        return partial(attempts.in_turn, [self.request(slot, number)])

    def request(self, slot: int, number: int) -> bytes:
        """What takes a place."""
        return wire.post_json("/book/", {"slot": slot, "name": f"citizen {number}"})

    def sold(self, slots: Sequence[int]) -> list[Sold]:
        with databases.asked(self.database) as cursor:
            cursor.execute(SOLD, [list(slots)])
            return [Sold(*row) for row in cursor.fetchall()]


@contextmanager
def bound(server: str) -> Iterator[Bound]:
    """The bound, served, with a database of its own on that PostgreSQL server."""
    with databases.throwaway(server, "bound") as database:
        environ = SETTINGS | {"DATABASE_URL": database}
        migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(migrate, check=True, env={**os.environ, **environ}, cwd=settings.BASE_DIR)
        with servers.running("bench.booking.bound.wsgi:application", environ, ready="/ready/") as running:
            yield Bound(running, database)
