"""Two members of staff, or two workers, at the same moment. Each race is shown once with its guard switched off."""

import time
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from catalog import contents, revisions
from catalog.models import Draft, Revision, ServiceItem
from tests.factories import NOON, TODAY, make_item, make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def propose(item: ServiceItem, name: str) -> Draft:
    content = contents.describe(contents.with_neighbours(ServiceItem.objects.filter(pk=item.pk)).get())
    return revisions.draft(
        content={**content, "name": name}, effective_from=TODAY, by=make_user(), reason="test", now=NOON
    )


@pytest.fixture
def slow_record(monkeypatch):
    """Time for the other caller to arrive between the look at the draft and the writing of the revision."""
    record = revisions.record

    def later(*args, **kwargs):
        time.sleep(0.3)
        return record(*args, **kwargs)

    monkeypatch.setattr(revisions, "record", later)


@pytest.fixture
def without_row_locks(monkeypatch):
    """The guard switched off."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())


def meet(monkeypatch, module, name: str) -> None:
    """Both callers come out of that function before either goes on. With the guard on, the second never gets there."""
    function, both = getattr(module, name), Barrier(2)

    def and_wait(*args):
        found = function(*args)
        both.wait(timeout=10)
        return found

    monkeypatch.setattr(module, name, and_wait)


def approve_twice_at_once(draft: Draft) -> list:
    return at_once([partial(revisions.approve, draft=draft, by=make_user(), now=NOON) for _each in range(2)])


def test_two_approvers_of_one_draft_get_the_same_revision(slow_record):
    item = make_item()

    first, second = approve_twice_at_once(propose(item, "新名称"))

    assert first == second
    assert item.revisions.count() == 2


def test_without_the_lock_the_second_approver_runs_into_the_first(without_row_locks, monkeypatch):
    item = make_item()
    draft = propose(item, "新名称")
    meet(monkeypatch, revisions, "_latest")

    answers = approve_twice_at_once(draft)

    assert {type(answer) for answer in answers} == {Revision, IntegrityError}
    assert item.revisions.count() == 2, "the unique version number is the last guard"


def approve_at_once(drafts: list[Draft]) -> list:
    return at_once([partial(revisions.approve, draft=draft, by=make_user(), now=NOON) for draft in drafts])


def test_of_two_drafts_of_one_item_approved_at_once_the_second_is_stale():
    item = make_item()

    answers = approve_at_once([propose(item, "甲"), propose(item, "乙")])

    assert {type(answer) for answer in answers} == {Revision, revisions.StaleDraft}
    assert item.revisions.count() == 2


def test_without_the_lock_two_drafts_both_think_they_are_current(without_row_locks, monkeypatch):
    item = make_item()
    drafts = [propose(item, "甲"), propose(item, "乙")]
    meet(monkeypatch, revisions, "_latest")

    answers = approve_at_once(drafts)

    assert {type(answer) for answer in answers} == {Revision, IntegrityError}


def test_two_workers_apply_a_due_revision_once():
    item = make_item()
    waiting = revisions.approve(draft=propose(item, "新名称"), by=make_user(), now=NOON)
    ServiceItem.objects.filter(pk=item.pk).update(version=1, effective_from="2017-11-06")

    written = at_once([partial(revisions.apply_due, now=NOON) for _each in range(4)])

    item.refresh_from_db()
    assert sorted(written) == [0, 0, 0, 1]
    assert (item.version, item.name) == (waiting.number, "新名称")


def test_without_the_lock_both_workers_write_it(without_row_locks, monkeypatch):
    item = make_item()
    revisions.approve(draft=propose(item, "新名称"), by=make_user(), now=NOON)
    ServiceItem.objects.filter(pk=item.pk).update(version=1, effective_from="2017-11-06")
    written, write = [], revisions.writing.write

    def counted(pairs, neighbours):
        written.append(len(pairs))
        write(pairs, neighbours)

    monkeypatch.setattr(revisions.writing, "write", counted)
    meet(monkeypatch, revisions, "first_of_each")

    at_once([partial(revisions.apply_due, now=NOON) for _each in range(2)])

    assert written == [1, 1]
