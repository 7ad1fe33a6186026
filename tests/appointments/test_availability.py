"""Which times can be booked now."""

from datetime import date, timedelta

import pytest

from appointments import availability, offering, window
from appointments.models import BookingRules
from appointments.refusals import SlotNotOnSale
from tests.factories import NOON, TODAY, TOMORROW_NINE, make_booking, make_item_at, make_line, make_slot

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


def times_at(line, items=1, **asked):
    offered = offering.at(line, [make_item_at(line) for _ in range(items)], TODAY)
    return [time for day in availability.days(offered, NOON, **asked) for time in day.times]


def test_a_time_tells_how_many_places_are_left():
    slot = make_slot(capacity_online=3, withheld_online=1)
    make_booking(slot=slot)

    [time] = times_at(slot.line)

    assert (time.slot, time.starts_at, time.places) == (slot.pk, slot.starts_at, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity_online": 0},
        {"capacity_online": 1, "withheld_online": 1},
        {"state": "closed"},
        {"starts_at": NOON},
        {"starts_at": TOMORROW_NINE + timedelta(days=20)},
    ],
)
def test_what_cannot_be_booked_is_not_shown(fields):
    assert times_at(make_slot(**fields).line) == []


def test_the_last_day_of_the_window_comes_on_sale_in_the_course_of_the_day():
    line = make_line()
    last = TOMORROW_NINE + timedelta(days=8)  # The seventh working day after the 24th.
    early = make_slot(line=line, starts_at=last, release_minute=720)
    make_slot(line=line, starts_at=last + HALF_HOUR, release_minute=721)
    make_slot(line=line, starts_at=last + timedelta(days=1))

    assert [time.slot for time in times_at(line)] == [early.pk]


FRIDAY_NOON = NOON + timedelta(days=3)


@pytest.mark.parametrize(
    ("now", "workdays", "whole", "new"),
    [
        (NOON, 3, date(2026, 11, 26), date(2026, 11, 27)),
        (NOON, 4, date(2026, 11, 27), date(2026, 11, 30)),  # The weekend is new together with the Monday.
        (FRIDAY_NOON, 1, date(2026, 11, 27), date(2026, 11, 30)),
        (FRIDAY_NOON + timedelta(days=1), 1, date(2026, 11, 30), date(2026, 11, 30)),
        (FRIDAY_NOON + timedelta(days=2), 1, date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_what_is_new_in_the_window_today(now, workdays, whole, new):
    found = window.of(workdays, now)

    assert (found.before, found.last) == (whole, new)


def test_a_weekend_in_the_last_stretch_of_the_window_comes_on_sale_in_the_course_of_the_day():
    line = make_line()
    BookingRules.objects.create(line=line, window_workdays=4, decided_by="test")
    days = [TOMORROW_NINE + timedelta(days=number) for number in range(2, 6)]  # From Friday to Monday.
    late = [make_slot(line=line, starts_at=day, release_minute=721) for day in days]
    released = [make_slot(line=line, starts_at=day + HALF_HOUR, release_minute=720) for day in days]

    shown = {time.slot for time in times_at(line)}

    assert shown == {late[0].pk, *(slot.pk for slot in released)}
    with pytest.raises(SlotNotOnSale):
        make_booking(slot=late[1])


def test_what_was_released_on_friday_stays_on_sale_on_saturday():
    line = make_line()
    BookingRules.objects.create(line=line, window_workdays=1, decided_by="test")
    monday = make_slot(line=line, starts_at=FRIDAY_NOON + timedelta(days=3), release_minute=721)
    offered = offering.at(line, [make_item_at(line)], TODAY)

    shown = [availability.days(offered, FRIDAY_NOON + timedelta(minutes=late)) for late in (0, 1, 14 * 60)]

    assert [[time.slot for day in days for time in day.times] for days in shown] == [[], [monday.pk], [monday.pk]]


def test_a_hall_may_open_a_longer_window():
    line = make_line()
    far = make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=30))
    BookingRules.objects.create(hall=line.hall, window_workdays=40, decided_by="test")

    assert [time.slot for time in times_at(line)] == [far.pk]


def test_a_long_visit_needs_free_slots_in_a_row():
    line = make_line()
    for number, capacity in enumerate([1, 0, 2, 5, 1]):
        make_slot(line=line, starts_at=TOMORROW_NINE + number * HALF_HOUR, capacity_online=capacity)

    found = times_at(line, items=3)

    assert [(time.starts_at, time.ends_at, time.places) for time in found] == [
        (TOMORROW_NINE + 2 * HALF_HOUR, TOMORROW_NINE + 4 * HALF_HOUR, 2),
        (TOMORROW_NINE + 3 * HALF_HOUR, TOMORROW_NINE + 5 * HALF_HOUR, 1),
    ]


def test_a_lunch_break_parts_two_slots():
    line = make_line()
    make_slot(line=line, starts_at=TOMORROW_NINE)
    make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(hours=2))

    assert times_at(line, items=3) == []


def test_staff_give_places_of_their_own_on_any_day():
    slot = make_slot(capacity_online=0, capacity_staff=2, starts_at=TOMORROW_NINE + timedelta(days=40))

    assert [time.places for time in times_at(slot.line, pool="staff")] == [2]


def test_days_are_those_asked_for():
    line = make_line()
    for number in range(3):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=number))
    offered = offering.at(line, [make_item_at(line)], TODAY)

    found = availability.days(offered, NOON, first=date(2026, 11, 26), last=date(2026, 11, 26))

    assert [day.day for day in found] == [date(2026, 11, 26)]


def test_the_first_time_of_every_line_in_few_queries(django_assert_num_queries):
    lines = [make_line() for _ in range(5)]
    for line in lines[1:]:
        make_slot(line=line)
    offerings = [offering.Offering(line, {}, {1: 15}) for line in lines]

    with django_assert_num_queries(3):
        found = availability.first_times(offerings, NOON)

    assert [found[line.pk] is None for line in lines] == [True, False, False, False, False]


def test_staff_have_first_and_nearest_times_of_their_own_places():
    line = make_line()
    make_slot(line=line, starts_at=TOMORROW_NINE - HALF_HOUR)
    slot = make_slot(line=line, capacity_online=0, capacity_staff=1)
    offered = offering.at(line, [make_item_at(line)], TODAY)

    first = availability.first_times([offered], NOON, pool="staff")[line.pk]
    near = availability.nearest(offered, TOMORROW_NINE + HALF_HOUR, NOON, pool="staff")

    assert (first.slot, [time.slot for time in near]) == (slot.pk, [slot.pk])


def test_what_is_offered_instead_is_nearest():
    line = make_line()
    for number in range(6):
        make_slot(line=line, starts_at=TOMORROW_NINE + number * HALF_HOUR)
    offered = offering.at(line, [make_item_at(line)], TODAY)

    found = availability.nearest(offered, TOMORROW_NINE + 3 * HALF_HOUR, NOON)

    assert [time.starts_at for time in found] == [TOMORROW_NINE + n * HALF_HOUR for n in (1, 2, 4)]
