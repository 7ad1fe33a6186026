"""Lines and hours of the reference data."""

from io import StringIO

import pytest
from django.core.management import call_command

from appointments import hours, seeding
from appointments.models import Line, OpeningHours, Slot
from catalog.models import Hall
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


def silent(what: str, done: int, total: int) -> None:
    """No bar."""


def test_the_two_halls_that_publish_hours_have_lines():
    found = {line.code: (line.hall.code, str(line.counter_group or "")) for line in Line.objects.all()}

    assert found == {
        "M-ZH": ("M", "综合窗口"),
        "M-QY": ("M", "企业登记注册专窗"),
        "M-WS": ("M", "外事专窗"),
        "RCY-1": ("RCY", ""),
    }
    published = Hall.objects.exclude(hours="")
    assert set(published) == {line.hall for line in Line.objects.all()}


def test_hours_are_those_that_the_halls_publish():
    published = set(Hall.objects.exclude(hours="").values_list("hours", flat=True))
    assert published == {
        "周一至周五 9:00-12:00、14:00-17:45（法定节假日除外）",
        "周一至周五 9:00-12:00、14:00-17:45",
    }
    rows = OpeningHours.objects.values_list("weekday", "opens_at", "closes_at")
    assert {(day, f"{opens:%H:%M}", f"{closes:%H:%M}") for day, opens, closes in rows} == {
        (day, *stretch) for day in range(5) for stretch in [("09:00", "12:00"), ("14:00", "17:45")]
    }
    for line in Line.objects.all():
        assert len(hours.of(line, TODAY, TODAY).stretches(TODAY)) == 2


def test_numbers_that_were_not_published_say_so():
    assert all("演示数据" in line.source for line in Line.objects.all())


def test_the_slots_of_sixty_days_are_there_and_a_repeat_adds_none():
    Slot.objects.all().delete()

    assert seeding.seed(now=NOON, progress=silent) > 4 * 40 * 13
    assert seeding.seed(now=NOON, progress=silent) == 0


def test_a_day_has_six_slots_in_the_morning_and_seven_in_the_afternoon():
    Slot.objects.all().delete()
    seeding.seed(now=NOON, progress=silent)

    tomorrow = Slot.objects.filter(line__code="M-ZH", starts_at__date="2026-11-25")
    assert (tomorrow.count(), set(tomorrow.values_list("capacity_online", "capacity_staff"))) == (13, {(20, 4)})


def test_what_staff_changed_stays():
    Line.objects.filter(code="M-ZH").update(places=7, is_bookable=False)
    OpeningHours.objects.filter(hall__code="M", weekday=4).delete()
    before = [list(model.objects.order_by("pk").values_list()) for model in (Line, OpeningHours)]

    call_command("seed", stderr=StringIO())

    assert [list(model.objects.order_by("pk").values_list()) for model in (Line, OpeningHours)] == before
