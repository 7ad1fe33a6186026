"""Slots made twice at once, and while people book. Each race is shown once with its guard switched off."""

from datetime import time
from functools import partial
from threading import Barrier, Event

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from appointments import counts, effects, planning, slots
from appointments.models import Booking, Line, OpeningHours, Slot
from appointments.refusals import Refusal
from appointments.slots import Made
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_hours, make_item_at, make_line
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WEEKS, A_MORNING = 9, 6


@pytest.fixture
def line() -> Line:
    """A line open on Wednesdays from nine to twelve, without a slot yet."""
    line = make_line()
    make_hours(hall=line.hall, weekday=2)
    return line


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


def make_at_once(line: Line, times: int) -> list:
    return at_once([partial(slots.make, lines=[line], now=NOON) for _each in range(times)])


def close_early(line: Line) -> None:
    OpeningHours.objects.filter(hall=line.hall).update(opens_at=time(10))


def test_slots_made_at_once_are_made_once(line):
    made = make_at_once(line, 4)

    assert sorted(each.added for each in made) == [0, 0, 0, WEEKS * A_MORNING]
    assert line.slots.count() == WEEKS * A_MORNING


def test_without_the_lock_both_make_them_and_each_slot_is_there_once(line, without_row_locks, monkeypatch):
    meet(monkeypatch, planning, "plan")

    made = make_at_once(line, 2)

    assert [each.added for each in made] == [WEEKS * A_MORNING] * 2, "both thought that they were missing"
    assert line.slots.count() == WEEKS * A_MORNING, "the unique beginning is the last guard"


def test_whoever_books_while_hours_are_cut_has_a_slot_or_a_refusal(line):
    slots.make(lines=[line], now=NOON)
    item, slot = make_item_at(line), line.slots.get(starts_at=TOMORROW_NINE)
    close_early(line)

    answers = at_once(
        [
            *(partial(make_booking, slot=slot, items=[item]) for _each in range(6)),
            partial(slots.make, lines=[line], now=NOON),
            *(partial(make_booking, slot=slot, items=[item]) for _each in range(6)),
        ]
    )

    booked = [answer for answer in answers if isinstance(answer, Booking)]
    assert {type(answer) for answer in answers} <= {Booking, Made} | set(refusals())
    assert Booking.objects.live().count() == len(booked)
    if booked:
        slot.refresh_from_db()
        assert (slot.state, slot.taken_online) == ("closed", len(booked))
    else:
        assert not Slot.objects.filter(pk=slot.pk).exists()
    assert list(counts.drifts()) == []


def refusals() -> list[type[Refusal]]:
    return Refusal.__subclasses__()


def test_without_the_lock_a_slot_is_deleted_under_a_booking(line, without_row_locks, monkeypatch):
    slots.make(lines=[line], now=NOON)
    item, slot = make_item_at(line), line.slots.get(starts_at=TOMORROW_NINE)
    close_early(line)
    used = planning.used

    def book_after(found):
        kept = used(found)
        at_once([partial(make_booking, slot=slot, items=[item])])
        return kept

    monkeypatch.setattr(slots, "used", book_after)
    monkeypatch.setattr(Slot.objects.none().__class__, "delete", lambda self: self._raw_delete(self.db))

    with pytest.raises(IntegrityError):  # The key that points at the slot is the last guard.
        slots.make(lines=[line], now=NOON)
    assert Booking.objects.live().get().booking_slots.get().slot == slot


def test_fewer_places_while_people_book_never_undercut_them(line):
    slots.make(lines=[line], now=NOON)
    item, slot = make_item_at(line), line.slots.get(starts_at=TOMORROW_NINE)
    Line.objects.filter(pk=line.pk).update(places=2)

    answers = at_once(
        [
            *(partial(make_booking, slot=slot, items=[item]) for _each in range(5)),
            partial(effects.carry_out, lines=[line], now=NOON),
            *(partial(make_booking, slot=slot, items=[item]) for _each in range(5)),
        ]
    )

    booked = sum(isinstance(answer, Booking) for answer in answers)
    slot.refresh_from_db()
    assert slot.taken_online == booked
    assert slot.capacity_online == max(2, booked)
    assert list(counts.drifts()) == []


def test_hours_changed_while_slots_are_made_are_not_undone(line):
    slots.make(lines=[line], now=NOON)

    def change() -> None:
        close_early(line)
        slots.make(lines=[line], now=NOON)

    at_once([partial(slots.make, lines=[line], now=NOON), change, partial(slots.make, lines=[line], now=NOON)])

    assert {slot.starts_at.hour for slot in line.slots.all()} == {2, 3}, "ten and eleven o'clock"


def test_without_the_lock_old_hours_come_back(line, without_row_locks, monkeypatch):
    plan, has_planned, has_changed = planning.plan, Event(), Event()

    def late(*args):
        found = plan(*args)
        if not has_planned.is_set():  # The first caller writes what it planned after the other one has finished.
            has_planned.set()
            has_changed.wait(timeout=10)
        return found

    def change() -> None:
        has_planned.wait(timeout=10)
        close_early(line)
        slots.make(lines=[line], now=NOON)
        has_changed.set()

    monkeypatch.setattr(planning, "plan", late)

    at_once([partial(slots.make, lines=[line], now=NOON), change])

    assert {slot.starts_at.hour for slot in line.slots.all()} == {1, 2, 3}
