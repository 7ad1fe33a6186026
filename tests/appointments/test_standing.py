"""How a citizen stands, in words."""

import pytest
from django.utils import translation

from appointments import attendance, objections, standing
from tests.appointments.missing import missed_visits
from tests.factories import NOON, make_booking, make_citizen, make_number, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_whoever_missed_nothing_stands_well():
    citizen = make_citizen()
    make_booking(citizen=citizen)

    found = standing.of(citizen, NOON)

    assert (found.missed, found.paused) == ([], [])


def test_a_missed_visit_counts_for_ninety_days():
    citizen = make_citizen()
    missed_visits(make_number(), citizen, 1)

    [missed] = standing.of(citizen, NOON).missed

    assert missed.text == "Sun, 22 November 09:00—09:30, 测试大厅"
    assert missed.until_text == "It counts until Sat, 20 February 10:00."
    assert (missed.may_object, missed.objection_text) == (True, "")
    assert standing.of(citizen, missed.until).missed == []


def test_three_missed_visits_pause_booking_and_say_so():
    citizen, number = make_citizen(), make_number()
    missed_visits(number, citizen, 3)

    found = standing.of(citizen, NOON)

    assert len(found.missed) == 3
    assert [each.text for each in found.paused] == [
        f"Online booking for 测* (document ending in {number[-4:]}) is paused until Tue, 22 December 10:00, "
        "because 3 visits were missed."
    ]


def test_a_waived_visit_ends_the_pause():
    citizen = make_citizen()
    booking = missed_visits(make_number(), citizen, 3)[0]

    attendance.waive(booking=booking, by=make_user(), reason="停电", now=NOON)

    found = standing.of(citizen, NOON)
    assert (len(found.missed), found.paused) == (2, [])


def test_visits_booked_with_another_phone_are_not_told_but_their_pause_is():
    citizen, number = make_citizen(), make_number()
    missed_visits(number, make_citizen(), 2)
    [own] = missed_visits(number, citizen, 1)

    found = standing.of(citizen, NOON)

    assert [each.booking for each in found.missed] == [own]
    assert [each.count for each in found.paused] == [3]


def test_an_objection_and_its_answer_are_told():
    citizen = make_citizen()
    [booking] = missed_visits(make_number(), citizen, 1)
    objection = objections.lodge(booking=booking, text="？", now=NOON)
    [waiting] = standing.of(citizen, NOON).missed
    objections.decide(objection=objection, by=make_user(), waive=False, answer="有签到记录", now=NOON)
    [answered] = standing.of(citizen, NOON).missed

    assert (waiting.may_object, answered.may_object) == (False, False)
    assert waiting.objection_text == "You objected. The hall has not decided yet."
    assert answered.objection_text == "The hall has answered: 有签到记录"


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_three_queries(django_assert_num_queries, count):
    citizen = make_citizen()
    missed_visits(make_number(), citizen, count)

    with django_assert_num_queries(3):
        standing.of(citizen, NOON)
