"""What the log of the server says while people book: nothing about who they are."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as project
from django.test import Client
from django.utils.module_loading import import_string

from appointments.models import Booking, Citizen
from portal.accounts.models import PhoneCode
from tests.appointments.journey import address, confirm, held, hold, myself, name
from tests.factories import NOON, TOMORROW_NINE, make_item_at, make_line, make_number, make_slot
from tests.portal.codes import PHONE, newest_code
from tests.secrets import tables_with

pytestmark = pytest.mark.django_db

NAME, AGENT = "欧阳测试", "司徒代办"


class Lines(logging.Handler):
    """All that is logged, as the handler of the settings would write it, and whatever hangs on the record."""

    def __init__(self) -> None:
        super().__init__()
        kind, words = (project.LOGGING["formatters"]["line"][key] for key in ("()", "format"))
        self.setFormatter(import_string(kind)(words))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {vars(record)}")


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line, at the levels of the settings, also of the logger that passes nothing on to the root."""
    handler, loggers = Lines(), [logging.getLogger(), logging.getLogger("django")]
    for each in loggers:
        each.addHandler(handler)
    yield handler.lines
    for each in loggers:
        each.removeHandler(handler)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def line():
    """Places tomorrow; one that is full."""
    line = make_line()
    for number in range(4):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(minutes=30 * number))
    make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(hours=3), capacity_online=1, taken_online=1)
    return line


def sign_in(client: Client) -> str:
    """By the phone, typed with a mistake, and the code, typed wrong once. Returns the code."""
    client.post("/sign-in/", {"phone": f"{PHONE}0"})
    client.post("/sign-in/", {"phone": PHONE})
    code = newest_code()
    client.post("/sign-in/code/", {"code": f"{(int(code) + 1) % 1000000:06}"})
    client.post("/sign-in/code/", {"code": code})
    client.citizen = Citizen.objects.get(phone=PHONE)
    return code


def test_no_line_says_who_books_whatever_goes_right_or_wrong(log, client, clock, line):
    item, number, wrong, agent = make_item_at(line), make_number(), f"{make_number()[:-1]}*", make_number()
    code = sign_in(client)

    assert hold(client, line, item, "12:00").status_code == 200  # Full.
    hold(client, line, item)
    name(client, held(client), name=f"<{NAME}>", number=wrong)
    other = myself(who="other", name=NAME, number=number, relation="family")
    client.post(f"/bookings/{held(client).key}/who/", other | {"agent_name": AGENT, "agent_number": agent})
    booking = held(client)
    for _time in range(2):
        confirm(client, booking)
    for page in ("", "who/", "print/", "qr.svg", "calendar.ics", "change/", "cancel/", "objection/", "new-time/"):
        client.get(f"/bookings/{booking.key}/{page}")
    client.post(f"/bookings/{booking.key}/change/2026-11-25/", {"time": "2026-11-25T09:30"})
    hold(client, line, item, "10:00", again=booking.key)
    confirm(client, held(client))  # Refused: the item is booked already.
    Client(enforce_csrf_checks=True).post(f"/bookings/{booking.key}/who/", myself(name=NAME, number=number))
    client.post(f"/bookings/{booking.key}/cancel/")
    clock.shift(timedelta(minutes=6))
    confirm(client, Booking.objects.get(state="held"))  # Refused: it was kept no longer.
    client.get(f"/nowhere/{line.code}/")
    client.get(address(line, item, day="2026-11-25"))
    client.post("/sign-out/")

    secrets = [NAME, NAME[:2], AGENT, PHONE, code, number, number[:17], wrong[:17], agent, agent[:17]]
    assert [(secret, each) for secret in secrets for each in log if secret in each] == []
    assert any("Forbidden (CSRF" in each for each in log)  # It does listen.
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["cancelled", "held"]
    assert [tables_with(each) for each in (number, agent, wrong[:17])] == [[], [], []]
    assert PhoneCode.objects.count() == 1
