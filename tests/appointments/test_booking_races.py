"""Many people at one slot, and one person twice. Each race is shown to happen where its guard is off."""

from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from appointments import asking, bookings, counts, limits, places
from appointments.asking import Visit
from appointments.models import Booking, Person, Slot
from appointments.refusals import NotForThisDocument, SlotFull
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_citizen,
    make_hold,
    make_item_at,
    make_line,
    make_number,
    make_party,
    make_request,
    make_slot,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PLACES, PEOPLE = 5, 20


def holds(slot, count=PEOPLE):
    """As many calls by as many citizens, each for a place of the slot."""
    visit = Visit(slot.line, slot.starts_at, [make_item_at(slot.line)])
    return [
        partial(bookings.hold, visit=visit, citizen=make_citizen(), request=make_request(), now=NOON)
        for _ in range(count)
    ]


def books(slot, count=PEOPLE):
    """As many calls by as many people, each for a confirmed visit in the slot."""
    visit = Visit(slot.line, slot.starts_at, [make_item_at(slot.line)])
    return [
        partial(
            bookings.book, visit=visit, citizen=make_citizen(), party=make_party(), request=make_request(), now=NOON
        )
        for _ in range(count)
    ]


def kinds(answers):
    """What came of the calls, in an order of their own."""
    return sorted(type(answer).__name__ for answer in answers)


@pytest.mark.parametrize("calls", [holds, books])
def test_no_more_places_are_sold_than_there_are(calls):
    slot = make_slot(capacity_online=PLACES)

    answers = at_once(calls(slot))

    slot.refresh_from_db()
    assert kinds(answers) == ["Booking"] * PLACES + ["SlotFull"] * (PEOPLE - PLACES)
    assert (slot.taken_online, list(counts.drifts())) == (PLACES, [])


def look_then_take(count):
    """How it must not be done: what was looked at may be old when it is changed. Here it is, for as many callers."""
    looked = Barrier(count)

    def take(slots, pool, now):
        for slot in slots:
            is_free = Slot.objects.get(pk=slot.pk).free(pool) > 0
            looked.wait(timeout=30)
            if not is_free:
                raise SlotFull
            Slot.objects.filter(pk=slot.pk).update(taken_online=F("taken_online") + 1)

    return take


def test_looking_first_and_taking_then_oversells(monkeypatch):
    slot = make_slot(capacity_online=PLACES)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_slot DROP CONSTRAINT slot_taken_online_within_capacity")
    monkeypatch.setattr(places, "take", look_then_take(PEOPLE))

    at_once(holds(slot))

    slot.refresh_from_db()
    assert slot.taken_online > PLACES


def test_the_database_refuses_even_those_who_look_first(monkeypatch):
    slot = make_slot(capacity_online=PLACES)
    monkeypatch.setattr(places, "take", look_then_take(PEOPLE))

    at_once(holds(slot))

    slot.refresh_from_db()
    assert slot.taken_online <= PLACES


def test_long_visits_across_each_other_take_whole_rows_of_slots():
    line = make_line()
    first = make_slot(line=line, capacity_online=PLACES)
    second = make_slot(line=line, starts_at=first.ends_at, capacity_online=PLACES)
    make_slot(line=line, starts_at=second.ends_at, capacity_online=PLACES)
    items = [make_item_at(line) for _ in range(3)]
    calls = [
        partial(
            bookings.hold,
            visit=Visit(line, start, items),
            citizen=make_citizen(),
            request=make_request(),
            now=NOON,
        )
        for start in [first.starts_at, second.starts_at] * 6
    ]

    answers = at_once(calls)

    assert kinds(answers) == ["Booking"] * PLACES + ["SlotFull"] * (len(calls) - PLACES)
    assert list(counts.drifts()) == []


def test_a_lapsed_hold_is_taken_over_by_one_of_those_who_want_it():
    slot = make_slot(capacity_online=1)
    lapsed = make_hold(slot=slot, now=NOON - 6 * (slot.ends_at - slot.starts_at))

    answers = at_once(holds(slot, 6))

    lapsed.refresh_from_db()
    assert kinds(answers) == ["Booking"] + ["SlotFull"] * 5
    assert (lapsed.state, list(counts.drifts())) == ("expired", [])


def two_visits(number):
    """Two calls for one person to one hall on one day, which is one too many."""
    line = make_line()
    return [
        partial(
            bookings.book,
            visit=Visit(line, make_slot(line=line, starts_at=start).starts_at, [make_item_at(line)]),
            citizen=make_citizen(),
            party=make_party(number=number),
            request=make_request(),
            now=NOON,
        )
        for start in (TOMORROW_NINE, TOMORROW_NINE.replace(hour=3))
    ]


def test_one_person_at_two_doors_books_once():
    assert kinds(at_once(two_visits(make_number()))) == ["Booking", NotForThisDocument.__name__]


def test_without_the_lock_on_the_person_both_doors_open(monkeypatch):
    number = make_number()
    calls = two_visits(number)
    [applicant, _] = asking.people(make_party(number=number), NOON)
    monkeypatch.setattr(bookings, "people", lambda party, now: (Person.objects.get(pk=applicant.pk), None))
    checked, check = Barrier(2), limits.check

    def check_at_once(*asked, **more):
        check(*asked, **more)
        checked.wait(timeout=30)

    monkeypatch.setattr(limits, "check", check_at_once)

    assert kinds(at_once(calls)) == ["Booking", "Booking"]


def repeated(count=4):
    """One request that is sent again and again."""
    slot = make_slot()
    visit = Visit(slot.line, slot.starts_at, [make_item_at(slot.line)])
    request, citizen, party = make_request(), make_citizen(), make_party()
    hold = partial(bookings.hold, visit=visit, citizen=citizen, request=request, now=NOON)
    book = partial(bookings.book, visit=visit, citizen=citizen, party=party, request=request, now=NOON)
    return [hold] * count, [book] * count


@pytest.mark.parametrize("verb", [0, 1])
def test_a_request_sent_again_makes_one_booking(verb):
    answers = at_once(repeated()[verb])

    assert len({answer.pk for answer in answers}) == 1
    assert (Booking.objects.count(), list(counts.drifts())) == (1, [])


def test_without_a_unique_key_it_makes_several():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'appointments_booking'::regclass"
            " AND contype = 'u' AND conname LIKE '%request_key%'"
        )
        [[name]] = cursor.fetchall()
        cursor.execute(f"ALTER TABLE appointments_booking DROP CONSTRAINT {name}")
    calls, _ = repeated()

    at_once(calls)

    assert Booking.objects.count() == len(calls)
