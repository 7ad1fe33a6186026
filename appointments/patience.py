"""A change that waits a little for others, and is tried again where two changes got in each other's way."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

from .references import ReferenceTaken
from .refusals import Busy

TRIES = 3
PAUSE = 0.05  # Seconds; the longest pause before the second try, twice that before the third.

P, R = ParamSpec("P"), TypeVar("R")


def patiently(change: Callable[P, R]) -> Callable[P, R]:
    """The change in one transaction of its own, tried again after a deadlock or a lock that took too long.

    How long a lock is waited for is a setting of the connection. Raises Busy after the last try. Inside another
    transaction it is tried once: what went wrong there cannot be undone here.
    """

    @wraps(change)
    def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        if transaction.get_connection().in_atomic_block:
            with transaction.atomic():
                return change(*args, **kwargs)
        for number in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return change(*args, **kwargs)
            except (OperationalError, ReferenceTaken) as error:
                if number == TRIES:
                    raise Busy from error
                time.sleep(random.uniform(0, PAUSE * number))  # noqa: S311 - Jitter needs no secret.
        raise AssertionError("unreachable")

    return patient
