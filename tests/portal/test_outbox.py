"""The schedule without a broker: when entries run, what a failure does, and what a kill loses."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from catalog.models import Revision, ServiceItem
from portal import outbox, processes
from portal.celery import app as portal_app
from tests.factories import make_content, make_revision

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30  # Seconds.


def wait_until(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


class Schedule:
    """A Celery app with one entry that notes its runs and, if asked, one that fails before it."""

    def __init__(self, every: float, failing: bool = False) -> None:
        self.runs: list[float] = []
        self.app = Celery("schedule", set_as_current=False)
        self.app.task(self.note, name="note", shared=False)
        self.app.task(self.fail, name="fail", shared=False)
        entries = {"fail": {"task": "fail", "schedule": every}} if failing else {}
        self.app.conf.beat_schedule = entries | {"note": {"task": "note", "schedule": every}}

    def note(self) -> None:
        self.runs.append(time.monotonic())

    def fail(self) -> None:
        raise RuntimeError("as the test asked")

    def __enter__(self) -> "Schedule":
        self.stop = Event()
        self.thread = Thread(target=outbox.run, args=(self.app, self.stop))
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        self.thread.join(PATIENCE)


@pytest.mark.django_db
def test_an_entry_runs_at_the_start_and_then_as_often_as_the_schedule_says():
    begun = time.monotonic()
    with Schedule(every=0.2) as schedule:
        assert wait_until(lambda: len(schedule.runs) >= 4)

    assert len(schedule.runs) <= 1 + (time.monotonic() - begun) / 0.2


@pytest.mark.django_db
def test_an_entry_that_is_not_due_does_not_run_again():
    with Schedule(every=60) as schedule:
        assert wait_until(lambda: len(schedule.runs) == 1)
        time.sleep(0.5)

    assert len(schedule.runs) == 1


@pytest.mark.django_db
def test_an_entry_that_fails_is_logged_and_holds_up_nothing(caplog):
    with Schedule(every=0.1, failing=True) as schedule:
        assert wait_until(lambda: len(schedule.runs) >= 3)

    failures = [record.message for record in caplog.records if record.name == "portal.outbox"]
    assert set(failures) == {"fail failed and will run again when it is due"}
    assert len(failures) >= 3


@pytest.mark.django_db
def test_it_stops_at_once_while_it_waits():
    with Schedule(every=60) as schedule:
        assert wait_until(lambda: len(schedule.runs) == 1)
        asked = time.monotonic()
    assert not schedule.thread.is_alive()
    assert time.monotonic() - asked < 1


def test_every_entry_of_the_schedule_names_a_task_that_is_there():
    portal_app.loader.import_default_modules()

    assert {entry["task"] for entry in portal_app.conf.beat_schedule.values()} - set(portal_app.tasks) == set()


@pytest.fixture
def start_outbox(transactional_db, tmp_path):
    """Starts `manage.py outbox` on the database of the test; whatever still runs at the end is ended."""
    database = connection.settings_dict["NAME"]
    environ = os.environ | {
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")),
        "DATA_DIR": str(tmp_path),
        "PORTAL_NO_VENV": "1",
    }
    started = []

    def start():
        started.append(processes.start([sys.executable, BASE_DIR / "manage.py", "outbox"], environ=environ))
        return started[-1]

    yield start
    processes.end(started)


def make_due_revision() -> Revision:
    """A revision of today, recorded yesterday, that nobody has applied yet."""
    yesterday = timezone.now() - timedelta(days=1)
    return make_revision(
        make_content(name="今天生效"), effective_from=timezone.localdate(), now=yesterday, origin=Revision.Origin.IMPORT
    )


def is_applied(revision: Revision) -> bool:
    return ServiceItem.objects.get(pk=revision.item_id).version == revision.number


def test_it_applies_what_is_due_and_ends_by_itself_when_asked(start_outbox):
    revision = make_due_revision()
    process = start_outbox()

    assert wait_until(lambda: is_applied(revision))
    process.send_signal(signal.SIGTERM)

    assert process.wait(5) == 0


def test_what_becomes_due_around_a_kill_is_done_by_the_next_one(start_outbox):
    first = make_due_revision()
    process = start_outbox()
    assert wait_until(lambda: is_applied(first))

    process.kill()
    process.wait()
    second = make_due_revision()
    start_outbox()

    assert wait_until(lambda: is_applied(second))
    assert Revision.objects.filter(item__in=[first.item_id, second.item_id]).count() == 2
