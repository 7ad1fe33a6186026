"""What is written to the log, and what is not."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.module_loading import import_string

from tests.factories import make_citizen

KEY = "AbCdEfGhIjKlMnOpQr_-22"


def written(record: logging.LogRecord) -> str:
    """The line, with its traceback, as the handler of the settings would write it."""
    formatter = settings.LOGGING["formatters"]["line"]
    return import_string(formatter["()"])(formatter["format"]).format(record)


def line(message: str, *args: object) -> str:
    """What is written of a message, without the time."""
    record = logging.LogRecord("a", logging.INFO, "b", 1, message, args, None)
    return written(record).split(" INFO a ", 1)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/together/{}/", "/bookings/{}/who/"])
def test_the_key_of_a_link_is_in_no_line(caplog, address):
    answer = Client(enforce_csrf_checks=True).post(address.format(KEY), {"ticked": "甲"})

    assert answer.status_code == 403
    lines = [written(record) for record in caplog.records]
    assert any(address.format("***") in line for line in lines)
    assert [line for line in lines if KEY in line] == []


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/bookings/{KEY}/cancel/", "/bookings/***/cancel/"),
        (f"/bookings/{KEY}", "/bookings/***"),
        (f"/bookings/?moved={KEY}", "/bookings/?moved=***"),
        (f"/api/v1/bookings/{KEY}/move/", "/api/v1/bookings/***/move/"),
        (f"/api/v1/holds/{KEY}/", "/api/v1/holds/***/"),
        ("/bookings/", "/bookings/"),
    ],
)
def test_the_key_of_a_booking_is_in_no_line(path, kept):
    assert line("Not Found: %s", path) == f"Not Found: {kept}"


def test_other_lines_stay_as_they_are():
    assert line("%s of %d", "/together/add/", 2) == "/together/add/ of 2"


needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL says which values")


@needs_postgresql
@pytest.mark.django_db
def test_of_what_the_database_refused_the_line_says_why_and_not_what(caplog):
    taken, other = make_citizen(), make_citizen(name="两行\n姓名\n\n末行")
    logger = logging.getLogger("tests")

    for values in ({"phone": taken.phone}, {"phone": "1380000"}):
        try:
            with transaction.atomic():
                type(other).objects.filter(pk=other.pk).update(**values)
        except IntegrityError as error:
            logger.exception("It failed: %s", error)

    lines = [written(record) for record in caplog.records]
    assert [line.count("DETAIL: ***") for line in lines] == [3, 3], "the message and both exceptions"
    assert ["citizen_phone" in line for line in lines] == [True, True]
    assert [line.count("The above exception was") for line in lines] == [1, 1]
    personal = (taken.phone, other.phone, "1380000", "姓名", "末行", "Failing row", "Key (")
    assert [value for value in personal for line in lines if value in line] == []


def test_a_detail_within_one_line_is_cut():
    error = IntegrityError("duplicate key\nDETAIL:  Key (phone)=(13800000000) already exists.")

    assert line("Task failed: %r", error) == r"Task failed: IntegrityError('duplicate key\nDETAIL: ***"


WORKER = """
import logging, django
django.setup()
from portal.celery import app
app.log.setup(loglevel="INFO")
for name in ("celery.app.trace", "appointments.sweeping"):
    logging.getLogger(name).error("Failed\\nDETAIL:  Key (phone)=(13800000000)")
"""


def test_the_lines_of_a_worker_are_cut_too():
    ran = subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert (ran.stderr.count("DETAIL: ***"), ran.stderr.count("13800000000")) == (2, 0)
