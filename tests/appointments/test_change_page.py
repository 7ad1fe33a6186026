"""The pages that move a visit, by the citizen's choice of a time."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appointments import bookings
from appointments.models import Booking
from tests.citizens import signed_in_citizen
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_citizen,
    make_hall,
    make_item,
    make_line,
    make_number,
    make_party,
    make_slot,
    placement_content,
)

pytestmark = pytest.mark.django_db

DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
THURSDAY = "2026-11-26"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def browser() -> Client:
    return signed_in_citizen()


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def booking(browser, line) -> Booking:
    """Tomorrow at nine, with times on Thursday too."""
    made = make_booking(slot=make_slot(line=line), citizen=browser.citizen)
    for number in range(5):
        make_slot(line=line, starts_at=TOMORROW_NINE + DAY + number * HALF_HOUR, capacity_online=5)
    return made


def days(booking: Booking, **query) -> str:
    return reverse("appointments:change", args=[booking.key], query=query)


def times(booking: Booking, day: str = THURSDAY, **query) -> str:
    return f"{days(booking)}{day}/" + (f"?line={query['line']}" if query else "")


def test_the_days_with_free_times_are_offered_with_their_weekday(browser, booking):
    shown = browser.get(days(booking)).context

    assert [day.text for day in shown["days"]] == ["11月25日（周三）", "11月26日（周四）"]
    assert [day.value for day in shown["days"]] == [times(booking, "2026-11-25"), times(booking)]


def test_the_times_of_a_day_leave_out_the_one_the_visit_has(browser, booking):
    make_slot(line=booking.line, starts_at=TOMORROW_NINE + 5 * 2 * HALF_HOUR)
    shown = browser.get(times(booking, "2026-11-25")).context

    assert [(half, [time.text for time in found]) for half, found in shown["halves"]] == [
        ("下午", ["14:00—14:30"]),
    ]


def test_the_visit_moves_to_the_time_that_is_sent(browser, booking):
    answer = browser.post(times(booking), {"time": "2026-11-26T10:00"})

    booking.refresh_from_db()
    assert answer.url == reverse("appointments:mine", query={"moved": booking.key})
    assert (booking.starts_at, booking.state) == (TOMORROW_NINE + DAY + 2 * HALF_HOUR, "confirmed")
    assert "新的时间：11月26日（周四）10:00—10:30" in browser.get(answer.url).content.decode()


def test_sent_twice_it_moves_once(browser, booking):
    answers = [browser.post(times(booking), {"time": "2026-11-26T10:00"}) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert booking.reminders.filter(kind="changed").count() == 1


def test_a_time_that_has_just_gone_leaves_the_visit_as_it_is_and_offers_the_three_nearest(browser, booking, line):
    line.slots.filter(starts_at=TOMORROW_NINE + DAY + 2 * HALF_HOUR).update(capacity_online=0)

    answer = browser.post(times(booking), {"time": "2026-11-26T10:00"})

    booking.refresh_from_db()
    assert (answer.status_code, booking.starts_at) == (200, TOMORROW_NINE)
    assert [time.text for time in answer.context["near"]] == [
        "11月26日（周四）09:00—09:30",
        "11月26日（周四）09:30—10:00",
        "11月26日（周四）10:30—11:00",
    ]
    assert answer.content.decode().count("<title>错误：") == 1


def test_one_of_the_nearest_on_another_day_is_taken_from_the_same_page(browser, booking, line):
    make_slot(line=line, starts_at=TOMORROW_NINE + 2 * DAY)

    browser.post(times(booking), {"time": "2026-11-27T09:00"})

    booking.refresh_from_db()
    assert booking.starts_at == TOMORROW_NINE + 2 * DAY


@pytest.mark.parametrize(
    "sent", ["", "10:00", "2026-13-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "<b>", "\x00"]
)
def test_what_is_no_time_is_asked_for_again(browser, booking, sent):
    answer = browser.post(times(booking), {"time": sent} if sent else {})

    booking.refresh_from_db()
    assert (answer.status_code, booking.starts_at) == (200, TOMORROW_NINE)
    assert answer.context["form"].errors["time"] == ["请选择一个时间。"]


def test_a_time_that_no_slot_has_is_refused(browser, booking):
    answer = browser.post(times(booking), {"time": "2026-11-26T10:07"})

    assert [error.code for error in answer.context["form"].errors.as_data()["time"]] == ["slot-closed"]


def test_a_limit_is_said_and_the_visit_stays(browser, line):
    number = make_number()
    booking, _other = [
        make_booking(
            slot=make_slot(line=line, starts_at=TOMORROW_NINE + days_later * DAY),
            citizen=browser.citizen,
            party=make_party(number=number),
        )
        for days_later in range(2)
    ]
    make_slot(line=line, starts_at=TOMORROW_NINE + DAY + HALF_HOUR)

    answer = browser.post(times(booking), {"time": "2026-11-26T09:30"})

    booking.refresh_from_db()
    assert [error.code for error in answer.context["form"].errors.as_data()["time"]] == ["hall-booked-that-day"]
    assert booking.starts_at == TOMORROW_NINE


@pytest.fixture
def two_halls(browser):
    """One item at two halls, booked at the first."""
    here, there = make_line(), make_line(hall=make_hall(short_name="另一大厅", name="另一大厅"))
    place = {"kind": "municipal_hall", "hall_class": ""}
    item = make_item(
        code="T-TWO",
        placements=[
            placement_content("T-TWO-P1", hall=here.hall.code, **place),
            placement_content("T-TWO-P2", hall=there.hall.code, **place),
        ],
    )
    make_slot(line=there, starts_at=TOMORROW_NINE + DAY)
    return make_booking(slot=make_slot(line=here), items=[item], citizen=browser.citizen), there


def test_other_halls_that_take_it_are_offered_with_their_earliest_time(browser, two_halls):
    booking, there = two_halls

    assert browser.get(days(booking)).context["others"] == [
        ("另一大厅", days(booking, line=there.code), "11月26日（周四）09:00")
    ]


def test_a_visit_staff_booked_is_shown_the_places_of_staff_at_other_halls_too(browser, two_halls):
    booking, there = two_halls
    Booking.objects.filter(pk=booking.pk).update(pool="staff")
    make_slot(line=there, starts_at=TOMORROW_NINE + 2 * DAY, capacity_staff=1)

    assert [time for _name, _address, time in browser.get(days(booking)).context["others"]] == ["11月27日（周五）09:00"]


def test_the_visit_moves_to_another_hall(browser, two_halls):
    booking, there = two_halls
    shown = browser.get(days(booking, line=there.code)).context

    browser.post(shown["days"][0].value, {"time": "2026-11-26T09:00"})

    booking.refresh_from_db()
    assert (booking.line, booking.starts_at) == (there, TOMORROW_NINE + DAY)


def test_a_hall_that_does_not_take_it_is_not_found(browser, booking):
    answers = [
        browser.get(address).status_code for address in (days(booking, line="NONE"), times(booking, line="NONE"))
    ]

    assert answers == [404, 404]


def test_a_day_that_the_calendar_has_not_is_not_found(browser, booking):
    assert browser.get(times(booking, "2026-02-30")).status_code == 404


def test_a_day_without_free_times_says_so(browser, booking):
    html = browser.get(times(booking, "2026-11-28")).content.decode()

    assert "这一天已没有可约的时间。您的预约不变，请另选日期。" in html


def test_a_visit_that_was_cancelled_is_moved_no_more(browser, booking):
    bookings.cancel(booking=booking, by="citizen", now=NOON)

    answers = [browser.get(days(booking)), browser.post(times(booking), {"time": "2026-11-26T10:00"})]

    booking.refresh_from_db()
    assert booking.starts_at == TOMORROW_NINE
    assert all("这次预约不能再更改了" in answer.content.decode() for answer in answers)


def test_the_times_of_somebody_elses_booking_are_not_found(booking):
    stranger = signed_in_citizen(make_citizen())

    answers = [stranger.get(times(booking)), stranger.post(times(booking), {"time": "2026-11-26T10:00"})]

    booking.refresh_from_db()
    assert ([answer.status_code for answer in answers], booking.starts_at) == ([404, 404], TOMORROW_NINE)
