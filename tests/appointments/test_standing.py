"""How a citizen stands, in words."""

import pytest
import time_machine
from django.utils import translation

from appointments import attendance, objections, standing
from tests.appointments.missing import missed_visits
from tests.citizens import signed_in_citizen
from tests.factories import NOON, make_booking, make_citizen, make_number, make_party, make_user

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

    assert (len(found.missed), [each.objection_text for each in found.paused]) == (3, [""])
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
    assert [(each.count, each.elsewhere) for each in found.paused] == [(3, 2)]


def test_a_pause_from_visits_booked_with_another_phone_is_told_with_the_way_to_object():
    citizen, number = make_citizen(), make_number()
    make_booking(citizen=citizen, party=make_party(number=number))
    missed_visits(number, make_citizen(), 3)

    found = standing.of(citizen, NOON)

    [paused] = found.paused
    assert (found.missed, paused.count) == ([], 3)
    assert paused.objection_text == (
        "3 of these visits were not booked with this phone and are not listed here. "
        "To object to them, call 12345 or ask at the hall."
    )


def test_whoever_booked_for_themselves_long_ago_is_told_of_their_pause():
    number = make_number()
    [*_before, last] = missed_visits(number, make_citizen(), 3)
    citizen = make_citizen(person=last.applicant, name="测试人")

    [paused] = standing.of(citizen, NOON).paused

    assert (paused.name, paused.last_four, paused.elsewhere) == ("测*", number[-4:], 3)


def test_nobody_else_is_told_of_a_pause():
    missed_visits(make_number(), make_citizen(), 3)
    citizen = make_citizen()
    make_booking(citizen=citizen)

    assert standing.of(citizen, NOON).paused == []


def test_the_page_says_how_to_object_to_visits_booked_elsewhere():
    number = make_number()
    browser = signed_in_citizen()
    make_booking(citizen=browser.citizen, party=make_party(number=number))
    missed_visits(number, make_citizen(), 3)

    with translation.override("zh-hans"), time_machine.travel(NOON):
        text = browser.get("/bookings/").content.decode()

    assert "其中 3 次不是用这个手机号预约的，这里不列出。如有异议，请拨打 12345 或到大厅反映。" in text


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


@pytest.mark.parametrize(("count", "queries"), [(1, 4), (3, 5)])
def test_asking_costs_four_queries_and_one_for_pauses(django_assert_num_queries, count, queries):
    citizen = make_citizen()
    missed_visits(make_number(), citizen, count)

    with django_assert_num_queries(queries):
        standing.of(citizen, NOON)
