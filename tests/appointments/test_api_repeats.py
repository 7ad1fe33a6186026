"""Requests of partners that arrive more than once, one after the other or at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection

from appointments import counts
from appointments.models import Booking
from tests.factories import NOON, TOMORROW_NINE, make_item_at, make_slot
from tests.partners import BOOKINGS, HOLDS, Partner, booked, held, person, phone, refusal
from tests.threads import at_once

REPEATED = "Idempotency-Replayed"
TIMES = 6


@pytest.fixture(autouse=True)
def noon():
    """It is noon of the day before."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "body"), [(HOLDS, held), (BOOKINGS, booked)])
def test_the_same_request_gets_the_same_answer(address, body):
    partner, sent = Partner(), body(make_slot())

    first = partner.post(address, sent, key="one")
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        again = partner.post(address, sent, key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), REPEATED in first, again[REPEATED]) == (again.json(), False, "true")
    assert (Booking.objects.count(), list(counts.drifts())) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "body"), [(HOLDS, held), (BOOKINGS, booked)])
def test_another_request_with_the_key_is_refused(address, body):
    partner, slot = Partner(), make_slot()
    partner.post(address, body(slot), key="one")

    answer = partner.post(address, body(slot), key="one")

    assert refusal(answer) == (422, "key-reused", [])
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_the_key_of_one_partner_is_not_that_of_another():
    slot = make_slot()

    answers = [Partner().post(BOOKINGS, booked(slot), key="one") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "照", "a" * 129, "a\tb"])
def test_a_request_that_makes_something_needs_a_key(key):
    slot = make_slot()

    for address, body in ((HOLDS, held(slot)), (BOOKINGS, booked(slot))):
        answer = Partner().post(address, body, key=key)
        assert refusal(answer) == (400, "invalid-parameter", ["Idempotency-Key"])


@pytest.mark.django_db
def test_a_request_that_was_refused_may_be_sent_again():
    partner, slot = Partner(), make_slot(capacity_online=0)
    body = booked(slot)
    assert partner.post(BOOKINGS, body, key="one").status_code == 409
    type(slot).objects.update(capacity_online=1)

    answer = partner.post(BOOKINGS, body, key="one")

    assert (answer.status_code, REPEATED in answer) == (201, False)


@pytest.fixture
def hold_and_body(db):
    """A partner, a hold of it, and the body that confirms it."""
    partner, number, slot = Partner(), phone(), make_slot()
    wanted = held(slot, phone=number)
    key = partner.post(HOLDS, wanted, key="hold").json()["key"]
    return partner, wanted, {"hold": key, "citizen": person(phone=number)}


def test_a_confirmation_sent_again_gets_the_same_answer(hold_and_body):
    partner, _, body = hold_and_body

    first, again = [partner.post(BOOKINGS, body, key="one") for _ in range(2)]

    assert (first.status_code, again.status_code, again[REPEATED]) == (201, 201, "true")
    assert (first.json(), REPEATED in first) == (again.json(), False)


def test_a_confirmation_with_a_key_that_was_used_is_refused(hold_and_body):
    partner, _, body = hold_and_body
    partner.post(BOOKINGS, booked(make_slot()), key="one")

    assert refusal(partner.post(BOOKINGS, body, key="one")) == (422, "key-reused", [])
    assert Booking.objects.get(key=body["hold"]).state == "held"


def test_a_booking_with_the_key_of_a_confirmation_is_refused(hold_and_body):
    partner, _, body = hold_and_body
    partner.post(BOOKINGS, body, key="one")

    assert refusal(partner.post(BOOKINGS, booked(make_slot()), key="one")) == (422, "key-reused", [])


def test_what_is_booked_is_not_booked_by_another_request(hold_and_body):
    partner, _, body = hold_and_body
    partner.post(BOOKINGS, body)

    assert refusal(partner.post(BOOKINGS, body)) == (409, "hold-confirmed", [])


def test_a_hold_sent_again_after_it_was_confirmed_holds_nothing_more(hold_and_body):
    partner, wanted, body = hold_and_body
    partner.post(BOOKINGS, body)

    again, other = partner.post(HOLDS, wanted, key="hold"), partner.post(HOLDS, held(make_slot()), key="hold")

    assert (again.status_code, again[REPEATED], again.json()["state"]) == (201, "true", "confirmed")
    assert refusal(other) == (422, "key-reused", [])
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_the_document_does_not_show_in_what_is_kept_of_a_request():
    partner, slot = Partner(), make_slot()
    one, other = person(), person()
    other = one | {"document": other["document"]}

    bodies = [held(slot) | {"citizen": each} for each in (one, other)]
    partner.post(BOOKINGS, bodies[0], key="one")

    assert refusal(partner.post(BOOKINGS, bodies[0] | {"citizen": other}, key="one")) == (422, "key-reused", [])


def requests_at_once(address, body):
    """One request that arrives several times at the same moment."""
    partner = Partner()
    return [partial(partner.post, address, body, key="one")] * TIMES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "body"), [(HOLDS, held), (BOOKINGS, booked)])
def test_requests_at_the_same_moment_make_one_booking(address, body):
    answers = at_once(requests_at_once(address, body(make_slot())))

    assert [answer.status_code for answer in answers] == [201] * TIMES
    assert sorted(answer.get(REPEATED, "false") for answer in answers) == ["false"] + ["true"] * (TIMES - 1)
    assert len({answer.json()["key"] for answer in answers}) == 1
    assert (Booking.objects.count(), list(counts.drifts())) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_confirmations_at_the_same_moment_make_one_booking():
    partner, number = Partner(), phone()
    key = partner.hold(make_slot(), phone=number).json()["key"]
    body = {"hold": key, "citizen": person(phone=number)}

    answers = at_once([partial(partner.post, BOOKINGS, body, key="one")] * TIMES)

    assert [answer.status_code for answer in answers] == [201] * TIMES
    assert sorted(answer.get(REPEATED, "false") for answer in answers) == ["false"] + ["true"] * (TIMES - 1)
    assert list(counts.drifts()) == []


@pytest.mark.django_db(transaction=True)
def test_without_a_unique_key_they_would_make_several():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'appointments_booking'::regclass"
            " AND contype = 'u' AND conname LIKE '%request_key%'"
        )
        [[name]] = cursor.fetchall()
        cursor.execute(f"ALTER TABLE appointments_booking DROP CONSTRAINT {name}")
    slot = make_slot()
    make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=1))

    at_once(requests_at_once(HOLDS, held(slot, make_item_at(slot.line))))

    assert Booking.objects.count() == TIMES
