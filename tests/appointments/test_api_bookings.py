"""Holds and bookings that partner front ends make for citizens."""

from datetime import timedelta

import pytest
import time_machine

from appointments import counts, remembering
from appointments.models import Booking, Citizen
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_item_at,
    make_line,
    make_slot,
)
from tests.partners import BOOKINGS, HOLDS, Partner, booked, held, person, phone, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    """It is noon of the day before."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def partner():
    return Partner()


@pytest.fixture
def slot():
    return make_slot()


def test_a_visit_is_booked_in_one_step(partner, slot):
    item = make_item_at(slot.line, name="护照申领")

    answer = partner.book(slot, item, name="欧阳测试", phone="13800138000")

    body = answer.json()
    booking = Booking.objects.get()
    assert answer.status_code == 201
    assert body == {
        "key": booking.key,
        "reference": booking.reference,
        "state": "confirmed",
        "line": slot.line.code,
        "hall": {"code": slot.line.hall.code, "name": "测试大厅", "short_name": "测试大厅"},
        "counter_group": "",
        "starts_at": "2026-11-25T09:00:00+08:00",
        "ends_at": "2026-11-25T09:30:00+08:00",
        "items": [{"code": item.code, "name": "护照申领"}],
        "phone": "138****8000",
        "applicant": "欧阳*",
        "agent": "",
        "relation": "",
        "held_until": None,
        "was_extended": False,
        "made_at": "2026-11-24T12:00:00+08:00",
        "confirmed_at": "2026-11-24T12:00:00+08:00",
        "cancelled_at": None,
        "cancelled_by": "",
        "cancelled_late": False,
        "url": f"http://testserver{BOOKINGS}{booking.key}/",
        "page_url": f"http://testserver/bookings/{booking.key}/",
    }
    assert (answer["Location"], answer["Cache-Control"]) == (body["url"], "private, no-store")
    assert (booking.channel, booking.client, booking.citizen.phone) == ("partner", partner.client, "13800138000")
    assert list(counts.drifts()) == []


def test_a_place_is_held_and_then_booked(partner, slot):
    number = phone()
    answer = partner.hold(slot, phone=number)
    key = answer.json()["key"]

    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["held_until"]) == ("held", "2026-11-24T12:05:00+08:00")

    answer = partner.post(BOOKINGS, {"hold": key, "citizen": person(phone=number)})

    assert answer.status_code == 201
    assert (answer.json()["key"], answer.json()["state"], answer.json()["applicant"]) == (key, "confirmed", "测*")
    assert list(counts.drifts()) == []


def test_somebody_comes_in_the_place_of_another(partner, slot):
    agent = {"name": "代办人", "document": {"kind": "passport", "number": "E12345678"}, "relation": "family"}

    body = partner.book(slot, agent=agent).json()

    assert (body["applicant"], body["agent"], body["relation"]) == ("测*", "代*", "family")


def test_a_time_is_named_by_its_line_and_beginning(partner, slot):
    place = {"hall": slot.line.hall.code, "line": slot.line.code, "starts_at": "2026-11-25T09:00:00+08:00"}
    body = booked(slot) | place
    del body["slot"]

    assert partner.post(BOOKINGS, body).json()["starts_at"] == "2026-11-25T09:00:00+08:00"


def test_a_hold_is_extended_once(partner, slot):
    key = partner.hold(slot).json()["key"]

    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        first, second = partner.post(f"{HOLDS}{key}/extend/"), partner.post(f"{HOLDS}{key}/extend/")

    assert (first.status_code, first.json()["held_until"]) == (200, "2026-11-24T12:09:00+08:00")
    assert first.json()["was_extended"]
    assert refusal(second) == (409, "already-extended", [])


def test_a_hold_that_is_over_cannot_be_booked(partner, slot):
    number = phone()
    key = partner.hold(slot, phone=number).json()["key"]

    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        answer = partner.post(BOOKINGS, {"hold": key, "citizen": person(phone=number)})

    assert refusal(answer) == (409, "hold-over", [])


def test_a_hold_is_given_back(partner, slot):
    key = partner.hold(slot).json()["key"]

    assert [partner.delete(f"{HOLDS}{key}/").status_code for _ in range(2)] == [204, 204]
    slot.refresh_from_db()
    assert slot.taken_online == 0
    assert partner.get(f"{BOOKINGS}{key}/").json()["state"] == "expired"


def test_a_booking_is_not_given_back_like_a_hold(partner, slot):
    key = partner.book(slot).json()["key"]

    assert refusal(partner.delete(f"{HOLDS}{key}/")) == (409, "hold-confirmed", [])
    assert partner.get(f"{BOOKINGS}{key}/").json()["state"] == "confirmed"


def test_a_refused_confirmation_leaves_the_place_held_and_nobody_named(partner, slot):
    someone, item = person(), make_item_at(slot.line)
    afternoon = make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=5))
    partner.post(BOOKINGS, held(slot, item) | {"citizen": someone})
    key = partner.hold(afternoon, item, phone=someone["phone"]).json()["key"]

    answer = partner.post(BOOKINGS, {"hold": key, "citizen": someone})

    assert refusal(answer) == (409, "item-booked-already", [])
    hold = Booking.objects.get(key=key)
    assert (hold.state, hold.applicant, hold.applicant_name) == ("held", None, "")


def test_a_booking_is_cancelled_once(partner, slot):
    key = partner.book(slot).json()["key"]

    first, second = [partner.post(f"{BOOKINGS}{key}/cancel/") for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert (first.json()["state"], first.json()["cancelled_by"]) == ("cancelled", "citizen")
    assert list(counts.drifts()) == []


def test_a_visit_that_has_begun_is_not_cancelled(partner, slot):
    key = partner.book(slot).json()["key"]

    with time_machine.travel(TOMORROW_NINE, tick=False):
        assert refusal(partner.post(f"{BOOKINGS}{key}/cancel/")) == (409, "too-late", [])


def test_a_booking_is_moved(partner, slot):
    later = make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=1))
    key = partner.book(slot).json()["key"]

    first, second = [partner.post(f"{BOOKINGS}{key}/move/", {"slot": str(later.pk)}) for _ in range(2)]

    assert first.json()["starts_at"] == "2026-11-25T10:00:00+08:00"
    assert (first.status_code, second.json()) == (200, first.json())
    assert list(counts.drifts()) == []


def test_a_hold_is_not_moved(partner, slot):
    key = partner.hold(slot).json()["key"]

    assert refusal(partner.post(f"{BOOKINGS}{key}/move/", {"slot": str(slot.pk)})) == (409, "not-named", [])


def test_a_full_time_names_the_three_that_are_nearest(partner):
    line = make_line()
    slots = [make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(minutes=30 * number)) for number in range(5)]
    full = make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(hours=3), capacity_online=0)
    item = make_item_at(line)

    answer = partner.book(full, item)

    assert refusal(answer) == (409, "slot-full", [])
    assert answer.json()["alternatives"] == [
        {
            "line": line.code,
            "slot": str(slot.pk),
            "starts_at": f"2026-11-25T{hour}:00+08:00",
            "ends_at": f"2026-11-25T{end}:00+08:00",
            "places": 10,
        }
        for slot, hour, end in zip(slots[2:], ["10:00", "10:30", "11:00"], ["10:30", "11:00", "11:30"], strict=True)
    ]
    assert (Booking.objects.count(), Citizen.objects.count()) == (0, 0)


def test_a_time_that_is_over_is_refused(partner, slot):
    make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=2))
    body = booked(slot)

    with time_machine.travel(TOMORROW_NINE + timedelta(minutes=1), tick=False):
        answer = partner.post(BOOKINGS, body)

    assert refusal(answer) == (409, "slot-past", [])
    assert [each["starts_at"] for each in answer.json()["alternatives"]] == ["2026-11-25T11:00:00+08:00"]


def test_a_line_that_is_not_bookable_sells_nothing(partner):
    slot = make_slot(line=make_line(is_bookable=False))

    assert refusal(partner.book(slot)) == (409, "slot-closed", [])


def test_the_rules_for_people_hold_for_partners(partner):
    someone = person()
    for day in (0, 1):
        line = make_line()
        slot = make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=day))
        answer = partner.post(BOOKINGS, held(slot) | {"citizen": someone})
        assert answer.status_code == 201
    same_day = make_slot(line=line, starts_at=slot.starts_at + timedelta(hours=1))

    answer = partner.post(BOOKINGS, held(same_day) | {"citizen": someone})

    assert refusal(answer) == (409, "hall-booked-that-day", [])


@pytest.mark.parametrize("address", ["", "cancel/", "move/", "extend/", "hold"])
def test_what_others_made_is_not_there(partner, slot, address):
    theirs, web = Partner().book(slot).json()["key"], make_booking(slot=slot).key
    later = make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=1))
    before = list(Booking.objects.order_by("pk").values_list())

    for key in (theirs, web, "A" * 22):
        answer = {
            "": lambda key=key: partner.get(f"{BOOKINGS}{key}/"),
            "extend/": lambda key=key: partner.post(f"{HOLDS}{key}/extend/"),
            "hold": lambda key=key: partner.post(BOOKINGS, {"hold": key, "citizen": person()}),
        }.get(address, lambda key=key: partner.post(f"{BOOKINGS}{key}/{address}", {"slot": str(later.pk)}))()
        assert refusal(answer) == (404, "not-found", [])
        assert refusal(partner.delete(f"{HOLDS}{key}/")) == (404, "not-found", [])
    assert list(Booking.objects.order_by("pk").values_list()) == before


def test_a_place_held_for_one_phone_is_not_booked_for_another(partner, slot):
    key = partner.hold(slot).json()["key"]

    answer = partner.post(BOOKINGS, {"hold": key, "citizen": person()})

    assert refusal(answer) == (400, "invalid-parameter", ["citizen.phone"])


def test_sentences_are_in_the_language_asked_for(partner, slot):
    body = booked(slot, name="")

    chinese, english = partner.post(BOOKINGS, body), partner.post(BOOKINGS, body, **{"Accept-Language": "en"})

    assert english.json()["detail"] == "“citizen.name” must be a text of 1 to 60 characters."
    assert (english["Content-Language"], chinese["Content-Language"]) == ("en", "zh-hans")
    assert chinese.json()["detail"] != english.json()["detail"]


def test_in_a_rush_those_who_are_too_late_write_nothing(partner, slot, settings, django_assert_num_queries):
    settings.REMEMBER_SECONDS = 3
    type(slot).objects.update(capacity_online=1)
    item = make_item_at(slot.line)
    partner.book(slot, item)
    remembering.forget()
    assert refusal(partner.book(slot, item)) == (409, "slot-full", [])

    with django_assert_num_queries(6) as queries:  # Three of them begin and undo the transaction.
        assert refusal(partner.book(slot, item)) == (409, "slot-full", [])

    assert [query["sql"] for query in queries.captured_queries if "INSERT" in query["sql"]] == []
    remembering.forget()


def test_a_place_that_a_lapsed_hold_keeps_is_booked(partner, slot):
    type(slot).objects.update(capacity_online=1)
    partner.hold(slot)

    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        assert partner.book(slot).status_code == 201


def test_a_booking_costs_eleven_queries_and_no_more(partner, slot, settings, django_assert_max_num_queries):
    settings.REMEMBER_SECONDS = 3
    remembering.forget()
    item = make_item_at(slot.line)
    partner.book(slot, item)

    with django_assert_max_num_queries(11):
        assert partner.book(slot, item).status_code == 201
    remembering.forget()
