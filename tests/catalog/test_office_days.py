"""Workdays and the days that differ from the ordinary week."""

from datetime import date

import pytest
from django.utils import translation

from catalog import office_days
from catalog.models import CalendarDay

pytestmark = pytest.mark.django_db

TUESDAY = date(2031, 3, 4)  # A year the reference data says nothing of.


def make_day(day: date, kind: str = "holiday", festival: str = "测试节", status: str = "announced") -> CalendarDay:
    return CalendarDay.objects.create(day=day, kind=kind, festival=festival, status=status, source="test")


@pytest.mark.parametrize(("day", "works"), [(date(2031, 3, 4), True), (date(2031, 3, 8), False)])
def test_without_an_entry_the_week_decides(day, works):
    assert office_days.look_ahead(day).is_workday == works


def test_a_holiday_on_a_weekday_is_no_workday_and_is_named():
    make_day(TUESDAY)

    days = office_days.look_ahead(TUESDAY)

    assert (days.is_workday, days.festival, days.coming) == (False, "测试节", [])


def test_a_make_up_day_on_a_weekend_is_a_workday():
    make_day(date(2031, 3, 8), kind="adjusted_workday")

    assert office_days.look_ahead(date(2031, 3, 8)).is_workday


def test_days_in_a_row_for_one_reason_are_one_span():
    for number in (10, 11, 12, 14):
        make_day(date(2031, 3, number))
    make_day(date(2031, 3, 13), kind="adjusted_workday")

    spans = office_days.look_ahead(TUESDAY).coming

    assert [(span.first.day, span.last.day, span.is_holiday) for span in spans] == [
        (10, 12, True),
        (13, 13, False),
        (14, 14, True),
    ]


def test_a_provisional_day_says_so():
    make_day(date(2031, 3, 10), status="provisional")

    assert [span.provisional for span in office_days.look_ahead(TUESDAY).coming] == [True]


@pytest.mark.parametrize(("ahead", "shown"), [(date(2031, 5, 3), 1), (date(2031, 5, 4), 0)])
def test_it_looks_sixty_days_ahead(ahead, shown):
    make_day(ahead)

    assert len(office_days.look_ahead(TUESDAY).coming) == shown


def test_it_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        office_days.look_ahead(TUESDAY)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "3月4日 周二"), ("en", "Tue 4 March")])
def test_a_day_is_named_with_its_weekday(language, words):
    with translation.override(language):
        assert office_days.in_words(TUESDAY) == words
