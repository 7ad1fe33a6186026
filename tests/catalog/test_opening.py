"""Whether a hall opens today: only as far as its hours and the calendar tell."""

from datetime import date

import pytest

from catalog import office_days, opening
from catalog.models import Hall
from catalog.opening import Opening

pytestmark = pytest.mark.django_db

WEEKDAYS = "周一至周五 9:00-12:00、14:00-17:45"
WORKDAYS = "工作日 9:00-18:00"
TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
HOLIDAY = date(2026, 10, 1)  # A Thursday, National Day.
WORKED = date(2026, 2, 14)  # A Saturday that is worked for the Spring Festival.


def today(hours: str, day: date) -> opening.Today:
    return opening.today(Hall(hours=hours), office_days.look_ahead(day))


@pytest.mark.parametrize(
    ("hours", "day", "state"),
    [
        ("", TUESDAY, Opening.UNKNOWN),
        ("", SATURDAY, Opening.UNKNOWN),
        (WEEKDAYS, TUESDAY, Opening.OPEN),
        (WEEKDAYS, SATURDAY, Opening.CLOSED),
        (WEEKDAYS, HOLIDAY, Opening.UNSAID),
        (f"{WEEKDAYS}（法定节假日除外）", HOLIDAY, Opening.CLOSED),
        (WEEKDAYS, WORKED, Opening.UNSAID),
        (WORKDAYS, WORKED, Opening.OPEN),
        (WORKDAYS, HOLIDAY, Opening.CLOSED),
        ("每天 9:00-17:00，周三下午学习", TUESDAY, Opening.UNSAID),
        ("预约办理", SATURDAY, Opening.UNSAID),
    ],
)
def test_the_state_follows_from_hours_and_calendar_and_is_never_guessed(hours, day, state):
    assert today(hours, day).state == state


@pytest.mark.parametrize(
    ("hours", "day", "text"),
    [
        ("", TUESDAY, "今天（11月24日 周二）是工作日，但办公时间暂未公布，去之前请拨打 12345 问清楚。"),
        ("", SATURDAY, "今天（11月28日 周六）不是工作日，办公时间暂未公布，去之前请拨打 12345 问清楚。"),
        (WEEKDAYS, TUESDAY, "今天（11月24日 周二）开门，办公时间 9:00-12:00、14:00-17:45"),
        (WEEKDAYS, SATURDAY, "今天（11月28日 周六）不开门，下一个工作日是11月30日 周一。"),
        (
            WEEKDAYS,
            HOLIDAY,
            "今天（10月1日 周四）是法定节假日，公布的办公时间没有写这一天开不开门，请先拨打 12345 问清楚。",
        ),
        ("预约办理", TUESDAY, "今天（11月24日 周二）是工作日，办公时间见下面。"),
    ],
)
def test_the_sentence_says_what_is_known_and_what_to_do(hours, day, text):
    assert today(hours, day).text == text


def test_the_next_workday_lies_behind_the_whole_holiday():
    assert opening.next_workday(office_days.look_ahead(HOLIDAY)) == date(2026, 10, 8)
