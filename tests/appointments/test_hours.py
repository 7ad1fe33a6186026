"""When a line is open on a day."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from appointments import hours
from appointments.models import OpeningHours
from catalog.models import CalendarDay
from tests.factories import TODAY, make_counter_group, make_hall, make_hours, make_line

pytestmark = pytest.mark.django_db

WEDNESDAY = TODAY + timedelta(days=1)
SATURDAY = TODAY + timedelta(days=4)


def open_on(line, day=WEDNESDAY) -> list[str]:
    """The stretches of the day as people write them."""
    found = hours.of(line, TODAY, TODAY + timedelta(days=30)).stretches(day)
    return [" ".join(f"{timezone.localtime(moment):%H:%M}" for moment in stretch) for stretch in found]


def make_special_day(day: date, kind: str) -> CalendarDay:
    return CalendarDay.objects.update_or_create(
        day=day, defaults={"kind": kind, "festival": "测试节", "status": "announced", "source": "test"}
    )[0]


@pytest.fixture
def line():
    """A line open on weekdays from nine to twelve and from two to a quarter to six."""
    line = make_line()
    for weekday in range(5):
        make_hours(hall=line.hall, weekday=weekday)
        make_hours(hall=line.hall, weekday=weekday, opens_at="14:00", closes_at="17:45")
    return line


def test_a_line_is_open_when_its_hall_is(line):
    assert open_on(line) == ["09:00 12:00", "14:00 17:45"]
    assert open_on(line, SATURDAY) == []


def test_rows_of_the_line_replace_those_of_its_hall_on_that_weekday_only(line):
    make_hours(hall=line.hall, line=line, weekday=2, opens_at="10:00", closes_at="11:00")

    assert open_on(line) == ["10:00 11:00"]
    assert open_on(line, WEDNESDAY + timedelta(days=1)) == ["09:00 12:00", "14:00 17:45"]
    assert open_on(make_line(hall=line.hall, counter_group=make_counter_group(hall=line.hall))) == [
        "09:00 12:00",
        "14:00 17:45",
    ]


def test_rows_of_one_day_replace_the_weekly_ones(line):
    make_hours(hall=line.hall, day=WEDNESDAY, opens_at="13:00", closes_at="15:00")

    assert open_on(line) == ["13:00 15:00"]


def test_a_day_without_times_is_closed_for_lines_with_weekly_hours_of_their_own_too(line):
    make_hours(hall=line.hall, line=line, weekday=2, opens_at="10:00", closes_at="11:00")
    make_hours(hall=line.hall, day=WEDNESDAY, opens_at=None, closes_at=None)

    assert open_on(line) == []


def test_a_line_may_open_on_a_day_on_which_its_hall_is_closed(line):
    make_hours(hall=line.hall, day=WEDNESDAY, opens_at=None, closes_at=None)
    make_hours(hall=line.hall, line=line, day=WEDNESDAY, opens_at="09:00", closes_at="10:00")

    assert open_on(line) == ["09:00 10:00"]


def test_a_public_holiday_is_closed_unless_the_very_day_has_hours(line):
    make_special_day(WEDNESDAY, "holiday")
    make_special_day(WEDNESDAY + timedelta(days=1), "holiday")
    make_hours(hall=line.hall, day=WEDNESDAY, opens_at="09:00", closes_at="10:00")

    assert open_on(line) == ["09:00 10:00"]
    assert open_on(line, WEDNESDAY + timedelta(days=1)) == []


def test_a_make_up_workday_has_the_hours_of_the_first_working_day(line):
    make_special_day(SATURDAY, "adjusted_workday")
    OpeningHours.objects.filter(weekday=0, opens_at="09:00").update(opens_at="08:30")

    assert open_on(line, SATURDAY) == ["08:30 12:00", "14:00 17:45"]


def test_a_make_up_workday_has_its_own_hours_where_it_has_any(line):
    make_special_day(SATURDAY, "adjusted_workday")
    make_hours(hall=line.hall, weekday=5, opens_at="09:00", closes_at="11:00")

    assert open_on(line, SATURDAY) == ["09:00 11:00"]


def test_a_make_up_workday_of_a_hall_without_hours_is_closed():
    make_special_day(SATURDAY, "adjusted_workday")

    assert open_on(make_line(), SATURDAY) == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_open"),
    [
        (WEDNESDAY, None, True),
        (WEDNESDAY + timedelta(days=1), None, False),
        (TODAY, WEDNESDAY, False),
        (TODAY, WEDNESDAY + timedelta(days=1), True),
    ],
)
def test_a_row_holds_from_its_first_day_until_the_day_before_its_end(valid_from, valid_to, is_open):
    line = make_line()
    make_hours(hall=line.hall, weekday=2, valid_from=valid_from, valid_to=valid_to)

    assert open_on(line) == (["09:00 12:00"] if is_open else [])


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "is_open"),
    [
        (WEDNESDAY, None, True),
        (WEDNESDAY + timedelta(days=1), None, False),
        (None, WEDNESDAY, False),
        (None, WEDNESDAY + timedelta(days=1), True),
    ],
)
def test_a_hall_is_open_while_it_is_there(opened_on, closed_on, is_open):
    line = make_line(hall=make_hall(opened_on=opened_on, closed_on=closed_on))
    make_hours(hall=line.hall, weekday=2)

    assert open_on(line) == (["09:00 12:00"] if is_open else [])


def test_rows_that_overlap_or_touch_are_one_stretch():
    line = make_line()
    make_hours(hall=line.hall, weekday=2, opens_at="09:00", closes_at="11:00")
    make_hours(hall=line.hall, weekday=2, opens_at="10:00", closes_at="12:00")
    make_hours(hall=line.hall, weekday=2, opens_at="12:00", closes_at="13:00")

    assert open_on(line) == ["09:00 13:00"]


def test_many_days_are_read_in_four_queries(line, django_assert_num_queries):
    line.refresh_from_db()

    with django_assert_num_queries(4):
        timetable = hours.of(line, TODAY, TODAY + timedelta(days=60))
        assert sum(len(timetable.stretches(TODAY + timedelta(days=number))) for number in range(60)) > 60


def test_hours_of_other_halls_do_not_matter(line):
    make_hours(hall=make_hall(), weekday=2, opens_at=time(20), closes_at=time(21))

    assert open_on(line) == ["09:00 12:00", "14:00 17:45"]
