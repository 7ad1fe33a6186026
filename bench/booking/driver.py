"""Many clients at once in a process of their own."""

import multiprocessing
import selectors
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import perf_counter

from bench.booking.client import Client, Maker

PATIENCE = 60.0
"""Seconds an answer is waited for; then the request counts as not answered."""

LOOK_EVERY = 1.0  # Seconds.


@dataclass(frozen=True)
class Visitor:
    """A client: what it tries, one after the other, and after how many seconds it comes."""

    attempts: Sequence[Maker]
    comes_after: float = 0.0


@dataclass
class Drive:
    """What all visitors saw, from when the first came until the last was answered.

    `milliseconds` are those of whole attempts, whether they reached what they came for or not.
    """

    seconds: float = 0.0
    reached: int = 0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: "Drive") -> "Drive":
        return Drive(
            self.seconds + other.seconds,
            self.reached + other.reached,
            self.milliseconds + other.milliseconds,
            self.statuses + other.statuses,
        )

    @property
    def failed(self) -> int:
        """Answers 5xx, and requests that got none."""
        return sum(count for status, count in self.statuses.items() if status >= 500 or not status)

    def answered(self, status: int) -> None:
        """One more request has its answer."""
        self.statuses[status] += 1

    def ended(self, reached: bool, milliseconds: float) -> None:
        """One more attempt is over."""
        self.reached += reached
        self.milliseconds.append(milliseconds)


def shared(attempts: Sequence[Maker], clients: int) -> list[Visitor]:
    """The attempts dealt out to so many clients that come together."""
    return [Visitor(attempts[number::clients]) for number in range(min(clients, len(attempts)))]


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
        while coming and (comes_at := begun + coming[0].comes_after) <= now:
            attempts = iter(coming.popleft().attempts)
            here.add(Client(selector, port, attempts, comes_at, done.answered, done.ended))
        until = comes_at if coming else now + LOOK_EVERY
        for key, _events in selector.select(max(0.0, min(LOOK_EVERY, until - now))):
            key.data.proceed()
            if key.data.is_gone:
                here.remove(key.data)
        if now >= look_at:
            look_at = now + LOOK_EVERY
            for client in [each for each in here if now - each.asked_at > PATIENCE]:
                client.give_up()
                here.remove(client)
    done.seconds = perf_counter() - begun
    return done
