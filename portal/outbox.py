"""The one schedule without a broker: a loop that runs its entries in this process when they are due.

Nothing is lost when it dies: what is due stands in the database, and the next loop begins with every entry.
"""

import logging
from datetime import datetime
from threading import Event

from celery import Celery
from celery.schedules import maybe_schedule
from django.db import close_old_connections

logger = logging.getLogger(__name__)

LONGEST_NAP = 5.0  # Seconds; so that a clock that was set is noticed.


def run(app: Celery, stop: Event) -> None:
    """Every entry runs at the start and then when its schedule says so, until `stop` is set."""
    last_runs: dict[str, datetime] = {}
    while not stop.is_set():
        stop.wait(min([LONGEST_NAP, *(_run_if_due(app, name, last_runs) for name in app.conf.beat_schedule)]))


def _run_if_due(app: Celery, name: str, last_runs: dict[str, datetime]) -> float:
    """Seconds until the entry is due next. One that fails is logged, and is due again like any other."""
    entry = app.conf.beat_schedule[name]
    schedule = maybe_schedule(entry["schedule"], app=app)
    if name in last_runs:
        is_due, seconds = schedule.is_due(last_runs[name])
        if not is_due:
            return seconds
    last_runs[name] = app.now()
    close_old_connections()  # As between requests: a database that was restarted is found again.
    try:
        app.tasks[entry["task"]].apply(entry.get("args"), entry.get("kwargs"), throw=True)
    except Exception:
        logger.exception("%s failed and will run again when it is due", name)
    finally:
        close_old_connections()
    return schedule.is_due(last_runs[name]).next
