"""Many clients at once in a process of their own, each with a connection that it keeps."""

import multiprocessing
import selectors
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import perf_counter
from typing import NamedTuple

from bench.booking.client import Client, Script

PATIENCE = 60.0
"""Seconds an answer is waited for; then the request counts as not answered."""

LOOK_EVERY = 1.0  # Seconds.


class Exchange(NamedTuple):
    """One request: which of its script, the status of the answer, and how long that took from when it was wanted."""

    step: int
    status: int
    milliseconds: float


@dataclass(frozen=True)
class Visitor:
    """A client, and after how many seconds it comes. `script` is called in the driver, so it must be picklable."""

    script: Callable[[], Script]
    comes_after: float = 0.0


@dataclass
class Drive:
    """What the visitors saw, from when the first came until the last was answered. `reached` scripts met their end."""

    seconds: float = 0.0
    reached: int = 0
    exchanges: list[Exchange] = field(default_factory=list)

    def __add__(self, other: "Drive") -> "Drive":
        return Drive(self.seconds + other.seconds, self.reached + other.reached, self.exchanges + other.exchanges)

    def note(self, step: int, status: int, milliseconds: float) -> None:
        """One more exchange is over."""
        self.exchanges.append(Exchange(step, status, milliseconds))

    @property
    def milliseconds(self) -> list[float]:
        """Of every request."""
        return [each.milliseconds for each in self.exchanges]

    @property
    def failed(self) -> int:
        """Answers 5xx, and requests that got none."""
        return sum(each.status >= 500 or not each.status for each in self.exchanges)

    def count(self, status: int) -> int:
        """How many answers had that status."""
        return sum(each.status == status for each in self.exchanges)


def drive(port: int, visitors: Sequence[Visitor]) -> Drive:
    """All visitors have been there, driven by another process. Raises what went wrong in it."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_report, args=(theirs, port, visitors), daemon=True)
    process.start()
    theirs.close()
    found = ours.recv()
    process.join()
    if isinstance(found, Exception):
        raise found
    return found


def _report(pipe: Connection, port: int, visitors: Sequence[Visitor]) -> None:
    try:
        found = run(port, visitors)
    except Exception as error:  # Raised where the drive was asked for.
        found = error
    pipe.send(found)


def run(port: int, visitors: Sequence[Visitor]) -> Drive:
    """All visitors have been there, driven by this process."""
    done, selector, begun = Drive(), selectors.DefaultSelector(), perf_counter()
    coming = deque(sorted(visitors, key=lambda visitor: visitor.comes_after))
    here: set[Client] = set()
    look_at = begun + LOOK_EVERY
    while coming or here:
        now = perf_counter()
        while coming and begun + coming[0].comes_after <= now:
            visitor = coming.popleft()
            here.add(Client(selector, port, visitor.script(), begun + visitor.comes_after, done.note))
        until = begun + coming[0].comes_after if coming else now + LOOK_EVERY
        for key, _events in selector.select(max(0.0, min(LOOK_EVERY, until - now))):
            client = key.data
            client.proceed()
            if client.is_gone:
                here.remove(client)
                done.reached += client.reached
        if now >= look_at:
            look_at = now + LOOK_EVERY
            for client in [each for each in here if now - each.wanted_at > PATIENCE]:
                client.give_up()
                here.remove(client)
    done.seconds = perf_counter() - begun
    return done
