"""The package django-appointment by the pages of its own: a time is asked for, then who comes is said."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench.booking import attempts, databases, people, servers
from bench.booking.client import Maker
from bench.booking.sides import Missing, Sold

PACKAGE = "appointment"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "bench.booking.django_appointment.settings"}
PEOPLE = 5000
A_DAY = 20  # Slots.
OPENS_AT = time(8)
LASTS = timedelta(minutes=30)

SOLD = """
    SELECT request.date, request.start_time, count(*) FROM appointment_appointment appointment
    JOIN appointment_appointmentrequest request ON request.id = appointment.appointment_request_id
    GROUP BY 1, 2
"""


@dataclass
class DjangoAppointment:
    """A slot is a time of the one member of staff: the package knows no places. What is taken it only does not show."""

    server: servers.Server
    database: str
    prepared: dict[str, Any]
    name: str = "django-appointment"
    slots: Iterator[int] = field(default_factory=count)
    visitors: Iterator[int] = field(default_factory=count)
    places: dict[int, int] = field(default_factory=dict)

    def open_slots(self, count: int, places: int) -> list[int]:
        found = [next(self.slots) for _ in range(count)]
        self.places |= dict.fromkeys(found, places)
        return found

    def attempt(self, slot: int, number: int) -> Maker:
        day, starts_at, ends_at = _when(slot)
        citizen, visitor = people.citizen(number), next(self.visitors)
        asked = {
            "date": day.isoformat(),
            "start_time": starts_at.isoformat(),
            "end_time": ends_at.isoformat(),
            "service": self.prepared["service"],
            "staff_member": self.prepared["staff"],
        }
        told = {
            "name": citizen.name,
            "email": f"p{visitor}@example.org",
            "phone_0": "CN",
            "phone_1": citizen.phone,
            "payment_type": "full",
        }
        cookies = {"sessionid": self.prepared["sessions"][visitor]}
        return partial(attempts.forms, "/request-submit/", [asked, told], cookies)

    def sold(self, slots: Sequence[int]) -> list[Sold]:
        with databases.asked(self.database) as cursor:
            cursor.execute(SOLD)
            found = {(day, starts_at): bookings for day, starts_at, bookings in cursor.fetchall()}
        bookings = {slot: found.get(_when(slot)[:2], 0) for slot in slots}
        return [Sold(self.places[slot], bookings[slot], bookings[slot]) for slot in slots]


def _when(slot: int) -> tuple[date, time, time]:
    day = timezone.localdate() + timedelta(days=2 + slot // A_DAY)
    starts_at = datetime.combine(day, OPENS_AT) + slot % A_DAY * LASTS
    return day, starts_at.time(), (starts_at + LASTS).time()


@contextmanager
def django_appointment(server: str, python: str) -> Iterator[DjangoAppointment]:
    """The package, served by that Python, with a database of its own. Raises Missing where it is not installed."""
    if subprocess.run([python, "-c", f"import {PACKAGE}, granian, psycopg2"], capture_output=True).returncode:
        raise Missing(f"{python} has no django-appointment, granian and psycopg2")
    with databases.throwaway(server, "peer") as database:
        environ = SETTINGS | {"DATABASE_URL": database, "PEER_SECRET_KEY": secrets.token_urlsafe(50)}
        command = [python, "-m", "bench.booking.django_appointment.prepare", str(PEOPLE)]
        told = subprocess.run(
            command, check=True, env={**os.environ, **environ}, cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        prepared = json.loads(told.stdout.splitlines()[-1])
        application = "bench.booking.django_appointment.wsgi:application"
        with servers.running(application, environ, ready="/ready/", python=python) as running:
            yield DjangoAppointment(running, database, prepared)
