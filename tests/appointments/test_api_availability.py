"""Free times as programs read them."""

from datetime import timedelta

import pytest
import time_machine

from appointments.models import BookingRules, VisitLength
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_counter_group,
    make_hall,
    make_item,
    make_item_at,
    make_line,
    make_slot,
    placement_content,
)
from tests.partners import AVAILABILITY, Partner, refusal

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def noon():
    """It is noon of the day before."""
    with time_machine.travel(NOON, tick=False):
        yield


def ask(client, **query):
    """The lines of the answer."""
    return client.get(AVAILABILITY, query).json()["lines"]


def item_at_both(*lines):
    """An item that is handled in the halls of these lines."""
    places = [
        placement_content(f"T-BOTH-P{number}", kind="municipal_hall", hall=line.hall.code, hall_class="")
        for number, line in enumerate(lines)
    ]
    return make_item(code="T-BOTH", placements=places)


def test_the_times_of_one_hall(client):
    hall = make_hall()
    line = make_line(hall=hall, counter_group=make_counter_group(hall=hall))
    item = make_item_at(line)
    first = make_slot(line=line, capacity_online=3, taken_online=1)
    make_slot(line=line, starts_at=first.ends_at, capacity_online=1, taken_online=1)
    next_day = make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=1))

    answer = client.get(AVAILABILITY, {"item": item.code, "hall": hall.code})

    nine = {
        "slot": str(first.pk),
        "starts_at": "2026-11-25T09:00:00+08:00",
        "ends_at": "2026-11-25T09:30:00+08:00",
        "places": 2,
    }
    thursday = {
        "slot": str(next_day.pk),
        "starts_at": "2026-11-26T09:00:00+08:00",
        "ends_at": "2026-11-26T09:30:00+08:00",
        "places": 10,
    }
    assert answer.json() == {
        "items": [item.code],
        "first_day": "2026-11-24",
        "last_day": "2027-01-22",
        "lines": [
            {
                "line": line.code,
                "hall": {"code": hall.code, "name": "测试大厅", "short_name": "测试大厅"},
                "counter_group": "综合窗口",
                "minutes": 15,
                "first": nine,
                "days": [
                    {"day": "2026-11-25", "places": 2, "times": [nine]},
                    {"day": "2026-11-26", "places": 10, "times": [thursday]},
                ],
            }
        ],
    }
    assert answer["Cache-Control"] == "public, max-age=5"


def test_every_hall_that_takes_the_item_with_its_first_time(client):
    lines = [make_line(), make_line()]
    item = item_at_both(*lines)
    slot = make_slot(line=lines[0], starts_at=TOMORROW_NINE + HALF_HOUR)
    make_slot(line=lines[0], starts_at=TOMORROW_NINE + timedelta(days=1))

    found = {line["line"]: line for line in ask(client, item=item.code)}

    assert found.keys() == {line.code for line in lines}
    assert found[lines[0].code]["first"]["slot"] == str(slot.pk)
    assert found[lines[1].code]["first"] is None
    assert [line["days"] for line in found.values()] == [None, None]


def test_times_are_narrowed_to_days(client):
    line = make_line()
    item = make_item_at(line)
    slots = [make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=days)) for days in range(3)]
    days = {"from": "2026-11-26", "to": "2026-11-26"}

    [of_hall] = ask(client, item=item.code, hall=line.hall.code, **days)
    [of_all] = ask(client, item=item.code, **days)

    assert [day["day"] for day in of_hall["days"]] == ["2026-11-26"]
    assert of_all["first"]["slot"] == str(slots[1].pk)


def test_a_visit_for_several_items_needs_slots_in_a_row(client):
    line = make_line()
    items = [make_item_at(line), make_item_at(line)]
    VisitLength.objects.create(item=items[0], minutes=40, source="test")
    starts = [TOMORROW_NINE + HALF_HOUR * number for number in (0, 1, 3)]
    slots = [make_slot(line=line, starts_at=start) for start in starts]

    [found] = ask(client, item=[item.code for item in items], hall=line.hall.code)

    assert found["minutes"] == 55
    assert [time["slot"] for time in found["days"][0]["times"]] == [str(slots[0].pk)]
    assert found["first"]["ends_at"] == "2026-11-25T10:00:00+08:00"


def test_an_item_that_is_handled_elsewhere_has_no_line_there(client):
    assert ask(client, item=make_item_at(make_line()).code, hall=make_hall().code) == []
    assert ask(client, item=make_item().code) == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, ["item"]),
        ({"item": "NONE"}, ["item"]),
        ({"item": ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"]}, ["item"]),
        ({"item": "", "hall": "M"}, ["item"]),
        ({"item": "D13-080", "hall": "NONE"}, ["hall"]),
        ({"item": "D13-080", "hall": ["M", "RCY"]}, ["hall"]),
        ({"item": "D13-080", "from": "tomorrow"}, ["from"]),
        ({"item": "D13-080", "to": "2026-11-31"}, ["to"]),
        ({"item": "D13-080", "from": "9999-12-31"}, ["from"]),
        ({"item": "D13-080", "from": "2026-11-25", "to": "2026-11-24"}, ["to"]),
        ({"item": "D13-080", "from": "2026-11-25", "to": "2027-01-24"}, ["to"]),
        ({"item": "D13-080", "page": "1"}, ["page"]),
    ],
)
def test_what_cannot_be_used_is_named(client, query, named):
    assert refusal(client.get(AVAILABILITY, query)) == (400, "invalid-parameter", named)


def test_a_wrong_token_is_told_rather_than_passed_over(client):
    answer = client.get(AVAILABILITY, {"item": "D13-080"}, headers={"Authorization": "Bearer wrong"})

    assert refusal(answer) == (401, "invalid-token", [])
    assert Partner().get(f"{AVAILABILITY}?item=D13-080").status_code == 200


@pytest.mark.parametrize("bookings", [0, 12])
def test_a_month_of_one_item_at_one_hall_costs_six_queries(client, django_assert_num_queries, bookings):
    BookingRules.objects.create(window_workdays=60, decided_by="test")
    line = make_line()
    item = make_item_at(line)
    slots = [
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=day) + HALF_HOUR * number, capacity_online=20)
        for day in range(30)
        for number in range(14)
    ]
    for _ in range(bookings):
        make_booking(slot=slots[0], items=[item])

    with django_assert_num_queries(6):
        [found] = ask(client, item=item.code, hall=line.hall.code)

    assert sum(len(day["times"]) for day in found["days"]) == len(slots)


@pytest.mark.parametrize("count", [1, 30])
def test_every_hall_costs_no_more_queries_than_one(client, django_assert_num_queries, count):
    item = item_at_both(*[make_line() for _ in range(count)])

    with django_assert_num_queries(6):
        assert len(ask(client, item=item.code)) == count
