"""Whether next year's holidays are entered, and who is told that they are not."""

from datetime import date

import pytest
import time_machine

from catalog import arrangements
from catalog.models import CalendarDay
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

WARNING = "2027年的放假和调休安排还没有录入"
PAGES = ["/admin/", "/admin/catalog/calendarday/"]


def announce(year: int) -> None:
    CalendarDay.objects.filter(day__year=year).update(status="announced")


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 10, 31), "not_due"),
        (date(2026, 11, 1), "missing"),
        (date(2026, 12, 31), "missing"),
        (date(2025, 12, 31), "announced"),
        (date(2027, 1, 1), "not_due"),
    ],
)
def test_the_arrangement_is_missing_from_november_on(today, found):
    assert arrangements.next_year(today) == found


def test_one_announced_day_is_enough():
    announce(2027)

    assert arrangements.next_year(date(2026, 12, 1)) == "announced"


def pages_that_warn(client) -> list[str]:
    return [path for path in PAGES if WARNING in client.get(path).content.decode()]


@pytest.mark.parametrize(("moment", "warned"), [("2026-10-31 12:00+08:00", []), ("2026-11-01 00:00+08:00", PAGES)])
def test_whoever_keeps_the_calendar_is_told_from_the_first_of_november_on(moment, warned):
    with time_machine.travel(moment, tick=False):
        assert pages_that_warn(signed_in("item_editor")) == warned


def test_nobody_is_told_once_it_is_entered():
    announce(2027)

    with time_machine.travel("2026-12-01 12:00+08:00", tick=False):
        assert pages_that_warn(signed_in("item_editor")) == []


@pytest.mark.parametrize("role", ["auditor", "hall_manager"])
def test_whoever_cannot_enter_it_is_not_told(role):
    with time_machine.travel("2026-12-01 12:00+08:00", tick=False):
        assert pages_that_warn(signed_in(role)) == []


@pytest.mark.parametrize(
    ("moment", "figure"), [("2026-10-31 12:00+08:00", "not_due"), ("2026-11-01 00:00+08:00", "missing")]
)
def test_operators_see_it_in_the_figures(client, moment, figure):
    with time_machine.travel(moment, tick=False):
        assert client.get("/health/").json()["calendar_next_year"] == figure
