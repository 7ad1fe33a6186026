"""One generation answers while the next is built beside it."""

import time
from threading import Event

import pytest

from catalog.search.analysis import Doc
from catalog.search.backend import InProcessBackend
from catalog.search.documents import Corpus
from catalog.search.engine import LOOK_EVERY, RETRY_AFTER, Engine
from catalog.search.query import analyse
from tests.threads import at_once


class Catalogue:
    """A catalogue whose generation, contents and clock the test sets. `may_load` holds a build back."""

    def __init__(self) -> None:
        self.generation = 1
        self.docs = [Doc("X-1", "护照签发")]
        self.now = 1000.0
        self.looks = self.loads = self.threads_ended = 0
        self.may_load = Event()
        self.may_load.set()
        self.failure: Exception | None = None
        self.engine = Engine(
            stamp=self.look,
            load=self.load,
            make_backend=InProcessBackend,
            after_thread=self.end_thread,
            clock=lambda: self.now,
        )

    def look(self) -> int:
        self.looks += 1
        return self.generation

    def load(self) -> Corpus:
        self.loads += 1
        assert self.may_load.wait(timeout=10)
        if self.failure:
            raise self.failure
        return Corpus(self.docs)

    def end_thread(self) -> None:
        self.threads_ended += 1

    def change(self, *docs: Doc) -> None:
        self.docs, self.generation = list(docs), self.generation + 1

    def found(self, typed: str = "护照") -> tuple[str, ...]:
        snapshot = self.engine.snapshot()
        return snapshot.backend.search(analyse(typed, snapshot.vocabulary), {}, 10).codes

    def wait_for_threads(self, number: int) -> None:
        deadline = time.monotonic() + 10
        while self.threads_ended < number:
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.fixture
def catalogue():
    return Catalogue()


def test_the_first_question_builds_the_index_once_for_all_threads(catalogue):
    assert at_once([catalogue.found] * 4) == [("X-1",)] * 4
    assert catalogue.loads == 1


def test_a_new_generation_is_built_beside_the_old_one_and_swapped_in(catalogue):
    catalogue.found()
    catalogue.may_load.clear()
    catalogue.change(Doc("X-2", "护照换发"))
    catalogue.now += LOOK_EVERY

    during = at_once([catalogue.found] * 4)
    catalogue.may_load.set()
    catalogue.wait_for_threads(1)

    assert during == [("X-1",)] * 4
    assert catalogue.found() == ("X-2",)
    assert catalogue.loads == 2


def test_no_answer_is_mixed_from_two_generations(catalogue):
    """Each generation has its own item, name and code: an answer belongs to one of them."""
    pairs = {f"X-{n}": f"护照{n}号" for n in range(1, 9)}
    catalogue.change(Doc("X-1", pairs["X-1"]))
    catalogue.found()

    def ask() -> set[tuple[str, str]]:
        seen = set()
        for _ in range(200):
            snapshot = catalogue.engine.snapshot()
            [code] = snapshot.backend.search(analyse("护照", snapshot.vocabulary), {}, 10).codes
            seen.add((code, snapshot.suggester.suggest("护照", 1)[0].name))
        return seen

    def change() -> set[tuple[str, str]]:
        for number, (code, name) in enumerate(pairs.items(), start=1):
            catalogue.change(Doc(code, name))
            catalogue.now += LOOK_EVERY
            catalogue.found()
            catalogue.wait_for_threads(number)
        return {(catalogue.found()[0], name)}

    answers = at_once([ask, ask, change])

    assert set.union(*answers) <= set(pairs.items())
    assert answers[2] == {("X-8", "护照8号")}


def test_the_generation_is_looked_at_once_a_second(catalogue):
    catalogue.found()
    looks = catalogue.looks

    catalogue.now += LOOK_EVERY / 2
    catalogue.found()
    assert catalogue.looks == looks

    catalogue.now += LOOK_EVERY
    catalogue.found()
    catalogue.found()
    assert catalogue.looks == looks + 1


def test_a_failed_rebuild_keeps_the_old_index_and_says_so(catalogue, caplog):
    catalogue.found()
    catalogue.failure = ValueError("a broken row")
    catalogue.change(Doc("X-2", "护照换发"))
    catalogue.now += LOOK_EVERY
    catalogue.found()
    catalogue.wait_for_threads(1)

    assert catalogue.found() == ("X-1",)
    assert catalogue.engine.last_error == "ValueError"
    assert "a broken row" in caplog.text


def test_a_failed_rebuild_is_tried_again_later_or_when_the_catalogue_changes(catalogue):
    catalogue.found()
    catalogue.failure = ValueError()
    catalogue.change(Doc("X-2", "护照换发"))
    catalogue.now += LOOK_EVERY
    catalogue.found()
    catalogue.wait_for_threads(1)

    catalogue.now += LOOK_EVERY
    catalogue.found()
    assert catalogue.loads == 2

    catalogue.failure = None
    catalogue.now += RETRY_AFTER
    catalogue.found()
    catalogue.wait_for_threads(2)
    assert catalogue.found() == ("X-2",)
    assert catalogue.engine.last_error == ""


def test_what_changes_during_a_build_is_built_afterwards(catalogue):
    catalogue.found()
    catalogue.may_load.clear()
    catalogue.change(Doc("X-2", "护照换发"))
    catalogue.now += LOOK_EVERY
    catalogue.found()
    catalogue.generation += 1
    catalogue.may_load.set()
    catalogue.wait_for_threads(1)

    catalogue.now += LOOK_EVERY
    catalogue.found()
    catalogue.wait_for_threads(2)

    assert catalogue.engine.snapshot().stamp == catalogue.generation


def test_a_first_build_that_fails_is_told_to_whoever_asks_and_tried_again(catalogue):
    catalogue.failure = ValueError("no table")
    with pytest.raises(ValueError, match="no table"):
        catalogue.found()

    catalogue.failure = None
    assert catalogue.found() == ("X-1",)


def test_a_refresh_is_seen_at_once(catalogue):
    catalogue.found()
    catalogue.docs = [Doc("X-9", "护照注销")]

    catalogue.engine.refresh()

    assert catalogue.found() == ("X-9",)
