"""Several callers at the same moment, each with a database connection of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from typing import Any

from django.db import connection, transaction
from django.db.models import Model


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned, or the exception it raised, in the order of the calls. They start together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return call()
        except Exception as error:  # The exception is the answer the test looks at.
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@contextmanager
def locked(row: Model) -> Iterator[None]:
    """Somebody else is changing the row all the while, and nobody here waits for it for long."""
    held, release = Event(), Event()

    def keep() -> None:
        with transaction.atomic():
            type(row).objects.select_for_update().get(pk=row.pk)
            held.set()
            release.wait(30)
        connection.close()

    keeper = Thread(target=keep)
    keeper.start()
    held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        yield
    finally:
        release.set()
        keeper.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
