"""What partners may send, and what they are told of what they may not."""

import json
import logging

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments.models import Booking, Citizen, Person
from tests.factories import NOON, make_hall, make_item_at, make_line, make_number, make_slot
from tests.partners import BOOKINGS, HOLDS, Partner, booked, held, person, refusal

pytestmark = pytest.mark.django_db

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


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


def wrong(number):
    """The number with another check digit."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"slot": "0"}, ["slot"]),
        ({"slot": "9" * 18}, ["slot"]),
        ({"slot": "9" * 40}, ["slot"]),
        ({"slot": 7}, ["slot"]),
        ({"slot": True}, ["slot"]),
        ({"slot": None}, ["line", "starts_at"]),
        ({"hall": "NONE"}, ["hall"]),
        ({"line": "NONE"}, ["line"]),
        ({"starts_at": "2026-11-25T09:30:00+08:00"}, ["starts_at"]),
        ({"starts_at": "2026-11-25T09:00:00"}, ["starts_at"]),
        ({"starts_at": "9999-12-31T23:59:59-14:00"}, ["starts_at"]),
        ({"starts_at": "2026-13-25T09:00:00+08:00"}, ["starts_at"]),
        ({"items": []}, ["items"]),
        ({"items": "T-1"}, ["items"]),
        ({"items": [1]}, ["items"]),
        ({"items": ["NONE"]}, ["items.0"]),
        ({"items": ["a\0b"]}, ["items"]),
        ({"citizen": None}, ["citizen"]),
        ({"citizen": []}, ["citizen"]),
        ({"colour": "red"}, ["colour"]),
        ({"440305199001010000": 1}, ["?"]),
    ],
)
def test_what_cannot_be_used_is_named(partner, slot, change, named):
    answer = partner.post(BOOKINGS, booked(slot) | change)

    status, kind, parameters = refusal(answer)
    assert (status, kind, sorted(parameters)) == (400, "invalid-parameter", named)
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": ""}, "citizen.name"),
        ({"name": "   "}, "citizen.name"),
        ({"name": "测" * 61}, "citizen.name"),
        ({"name": "测\0试"}, "citizen.name"),
        ({"name": "\ud800"}, "citizen.name"),
        ({"phone": "12345"}, "citizen.phone"),
        ({"phone": "23800138000"}, "citizen.phone"),
        ({"phone": 13800138000}, "citizen.phone"),
        ({"document": None}, "citizen.document"),
        ({"document": {"kind": "club_card", "number": "1"}}, "citizen.document.kind"),
        ({"document": {"kind": ["id_card"], "number": "1"}}, "citizen.document.kind"),
        ({"document": {"kind": "passport", "number": "!!"}}, "citizen.document.number"),
        ({"document": {"kind": "id_card"}}, "citizen.document.number"),
        ({"document": {"kind": "id_card", "number": wrong(make_number())}}, "citizen.document.number"),
        ({"agent": "somebody"}, "citizen.agent"),
        ({"email": "a@example.org"}, "citizen.email"),
    ],
)
def test_what_is_wrong_with_the_citizen_is_named_by_its_path(partner, slot, change, named):
    answer = partner.post(BOOKINGS, booked(slot, **change))

    assert refusal(answer) == (400, "invalid-parameter", [named])
    assert (Booking.objects.count(), Citizen.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_all_that_is_wrong_is_told_at_once(partner, slot):
    body = booked(slot, name="", phone="1") | {"items": ["NONE"]}

    assert sorted(refusal(partner.post(BOOKINGS, body))[2]) == ["citizen.name", "citizen.phone", "items.0"]


def test_an_agent_needs_a_relation_and_a_document_of_their_own(partner, slot):
    someone = person()
    agent = {"name": "代办人", "document": someone["document"], "relation": "friend"}

    answer = partner.book(slot, **someone, agent=agent)

    named = ["citizen.agent.document.number", "citizen.agent.relation"]
    assert sorted(refusal(answer)[2]) == named


def test_the_slot_of_another_hall_is_refused(partner, slot):
    body = booked(slot) | {"hall": make_hall().code, "line": make_line().code}

    assert refusal(partner.post(BOOKINGS, body)) == (400, "invalid-parameter", ["hall", "line"])


def test_more_than_five_items_do_not_fit_into_one_visit(partner, slot):
    body = booked(slot) | {"items": [f"T-{number}" for number in range(6)]}

    assert refusal(partner.post(BOOKINGS, body)) == (409, "too-many-items", [])


def test_an_item_that_is_handled_elsewhere_is_refused(partner, slot):
    assert refusal(partner.book(slot, make_item_at(make_line()))) == (409, "not-handled-there", [])


@pytest.mark.parametrize("typed", ["+86 138-0013-8000", "008613800138000", "１３８００１３８０００", "138 0013 8000"])
def test_phones_are_understood_as_people_type_them(partner, slot, typed):
    answer = partner.book(slot, phone=typed)

    assert (answer.status_code, answer.json()["phone"]) == (201, "138****8000")


def test_numbers_of_documents_are_understood_in_full_width(partner, slot):
    number = make_number()
    first = partner.book(slot, document={"kind": "id_card", "number": number})
    later = make_slot(line=slot.line, starts_at=slot.ends_at)

    answer = partner.book(later, document={"kind": "id_card", "number": f" {number.translate(FULL_WIDTH).lower()}"})

    assert (first.status_code, refusal(answer)) == (201, (409, "not-for-this-document", []))


def test_the_number_of_a_document_is_in_no_answer_no_line_of_the_log_and_no_row(partner, slot, caplog):
    caplog.set_level(logging.DEBUG)
    number, wrong_number = make_number(), wrong(make_number())
    body = booked(slot, document={"kind": "id_card", "number": number})
    with CaptureQueriesContext(connection) as queries:
        answers = [
            partner.post(BOOKINGS, body, key="one"),
            partner.post(BOOKINGS, body, key="one"),
            partner.post(BOOKINGS, body),
            partner.post(BOOKINGS, body | {"citizen": body["citizen"] | {"name": ""}}),
            partner.book(slot, document={"kind": "id_card", "number": wrong_number}),
            partner.book(slot, document={"kind": number, "number": number, number: number}),
            partner.post(BOOKINGS, json.dumps(body) + "}"),
        ]

    assert [answer.status_code for answer in answers] == [201, 201, 409, 400, 400, 400, 400]
    said = "".join(answer.content.decode() for answer in answers) + caplog.text
    asked = "".join(query["sql"] for query in queries.captured_queries)
    for each in (number, wrong_number):
        assert each[:-1] not in said + asked


@pytest.mark.parametrize("body", ["", "[]", "null", "7", "{", "[" * 10_000, b"\xff", '{"slot": NaN', "{}}"])
def test_what_is_no_object_of_json_is_refused(partner, body):
    status, kind, _ = refusal(partner.post(BOOKINGS, body))

    assert (status, kind) in {(400, "bad-request"), (400, "invalid-parameter")}


def test_a_body_has_a_bounded_size(partner):
    assert refusal(partner.post(BOOKINGS, '{"a": "' + "x" * 20_000 + '"}')) == (413, "too-large", [])


def test_only_json_is_read(client, partner):
    headers = {"Authorization": f"Bearer {partner.token}", "Idempotency-Key": "one"}

    answer = client.post(BOOKINGS, {"slot": "1"}, headers=headers)

    assert refusal(answer) == (415, "unsupported-media-type", [])


def test_an_address_takes_its_own_methods_and_no_parameters(client, partner):
    headers = {"Authorization": f"Bearer {partner.token}"}

    answer = client.get(BOOKINGS, headers=headers)
    assert (refusal(answer), answer["Allow"]) == ((405, "method-not-allowed", []), "POST")
    assert refusal(partner.post(f"{HOLDS}?x=1", {})) == (400, "invalid-parameter", ["x"])


TEXTS = st.text() | st.sampled_from(["\0", "\ud800", "9" * 30, "2026-11-25T09:00:00+08:00", "13800138000", "id_card"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
MEMBERS = ["slot", "hall", "line", "starts_at", "items", "citizen", "hold"]


@pytest.mark.parametrize("address", [HOLDS, BOOKINGS, "move", "extend", "cancel"])
def test_nothing_that_is_sent_is_a_fault_of_ours(partner, slot, address):
    booking = partner.book(slot).json()["key"]
    path = {"extend": f"{HOLDS}{booking}/extend/"}.get(address, address)
    path = path if path.startswith("/") else f"{BOOKINGS}{booking}/{address}/"
    good = booked(slot) if address == BOOKINGS else held(slot)

    @settings(max_examples=60, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, JSON)), st.data())
    def send(said, data):
        bodies = [said]
        if isinstance(said, dict):
            citizen = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(["name", "phone", "document"], JSON)))
            bodies += [good | said, good | {"citizen": good["citizen"] | citizen}]
        for body in bodies:
            assert partner.post(path, body).status_code < 500
        assert partner.post(path, json.dumps(good), data.draw(st.text(max_size=5))).status_code < 500

    send()
