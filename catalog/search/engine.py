"""One searchable generation of the catalogue in this process, and the next one built beside it."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from django.utils import timezone

from .backend import SearchBackend
from .documents import Corpus
from .suggest import Suggester
from .vocabulary import Vocabulary

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the generation."""
RETRY_AFTER = 60.0
"""Seconds before a build that failed is tried again, unless the catalogue changes before."""

Stamp = TypeVar("Stamp")


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[Stamp]):
    """Everything that was built from one reading of the catalogue."""

    stamp: Stamp
    built_at: datetime
    items: int
    by_meaning: bool
    vocabulary: Vocabulary
    backend: SearchBackend
    suggester: Suggester


def build(stamp: Stamp, corpus: Corpus, make_backend: Callable[[], SearchBackend]) -> Snapshot[Stamp]:
    """Everything that answers a search over that corpus."""
    docs = corpus.docs
    with _no_collection():
        backend = make_backend()
        backend.rebuild(docs)
        return Snapshot(
            stamp=stamp,
            built_at=timezone.now(),
            items=len(docs),
            by_meaning=bool(docs) and all(doc.vector for doc in docs),
            vocabulary=Vocabulary(docs, corpus.synonyms),
            backend=backend,
            suggester=Suggester(docs, [(rule.term, meant) for rule in corpus.synonyms for meant in rule.expansions]),
        )


@contextmanager
def _no_collection() -> Iterator[None]:
    """A build makes a million objects and no garbage; looking for some all the while takes a third of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Engine(Generic[Stamp]):
    """Answers from the latest snapshot that was built whole. Safe to share between threads.

    The first build happens in the thread that asks first, and raises what the build raises. Later ones happen in a
    thread of their own; one that fails leaves the old snapshot in place and its name in `last_error`.
    """

    def __init__(
        self,
        *,
        stamp: Callable[[], Stamp],
        load: Callable[[], Corpus],
        make_backend: Callable[[], SearchBackend],
        after_thread: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._stamp, self._load, self._make_backend = stamp, load, make_backend
        self._after_thread, self._clock = after_thread, clock
        self._building = Lock()
        self._snapshot: Snapshot[Stamp] | None = None
        self._looked_at = 0.0
        self._failed: tuple[Stamp, float] | None = None
        self.last_error = ""

    def snapshot(self) -> Snapshot[Stamp]:
        """The latest snapshot; looks at the stamp at most once in LOOK_EVERY seconds and never waits for a rebuild."""
        if self._snapshot is None:
            return self._first()
        now = self._clock()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._look(self._stamp(), now)
        return self._snapshot

    def refresh(self) -> None:
        """The snapshot is of the catalogue as this thread sees it now. Raises what the build raises."""
        with self._building:
            self._build()

    def forget(self) -> None:
        """The next question builds the index anew, in its own thread."""
        with self._building:
            self._snapshot = self._failed = None
            self.last_error = ""

    def _first(self) -> Snapshot[Stamp]:
        with self._building:
            return self._snapshot or self._build()

    def _look(self, stamp: Stamp, now: float) -> None:
        if self._snapshot is None or stamp == self._snapshot.stamp:
            return
        if self._failed and self._failed[0] == stamp and now - self._failed[1] < RETRY_AFTER:
            return
        if self._building.acquire(blocking=False):  # Released by the thread, which may end after this one.
            Thread(target=self._rebuild, name="search-index", args=(stamp,), daemon=True).start()

    def _rebuild(self, stamp: Stamp) -> None:
        try:
            self._build()
        except Exception as error:  # Whatever it is, answers from the old index are better than none.
            logger.exception("The search index was not rebuilt; the old one stays in use")
            self._failed = stamp, self._clock()
            self.last_error = type(error).__name__
        finally:
            self._building.release()
            self._after_thread()

    def _build(self) -> Snapshot[Stamp]:
        """Reads the stamp first: what changes during the reading is read again at the next look."""
        stamp = self._stamp()
        snapshot = build(stamp, self._load(), self._make_backend)
        self._snapshot, self._looked_at = snapshot, self._clock()
        self._failed, self.last_error = None, ""
        return snapshot
