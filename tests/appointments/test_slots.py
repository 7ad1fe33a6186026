"""Opening hours become slots, and what becomes of slots when hours change."""

from datetime import time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments import bookings, hours, places, planning, slots, tasks, window
from appointments.models import Booking, Closure, Line, OpeningHours, Slot
from appointments.slots import Made
from tests.factories import (
    NOON,
    TODAY,
    TOMORROW_NINE,
    make_booking,
    make_hours,
    make_item_at,
    make_line,
    make_user,
)

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


def line_with_hours(**fields) -> Line:
    """A line open on Wednesdays from nine to twelve."""
    line = make_line(**fields)
    make_hours(hall=line.hall, weekday=2)
    return line


def made_tomorrow(line: Line) -> Made:
    return slots.make(lines=[line], now=NOON, first=TOMORROW, last=TOMORROW)


def times(line: Line, **fields) -> list[str]:
    """When the slots of the line begin, with the state of those that are closed."""
    found = line.slots.filter(**fields).order_by("starts_at")
    return [f"{timezone.localtime(slot.starts_at):%H:%M}" + " closed" * (slot.state == "closed") for slot in found]


MORNING = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def change_hours(line: Line, **fields) -> None:
    OpeningHours.objects.filter(hall=line.hall).update(**fields)


def test_hours_are_cut_into_slots_and_what_is_left_makes_none():
    line = line_with_hours()
    make_hours(hall=line.hall, weekday=2, opens_at=time(14), closes_at=time(15, 20))

    made = made_tomorrow(line)

    assert times(line) == [*MORNING, "14:00", "14:30"]
    assert made == Made(added=8)


def test_a_slot_has_the_shares_of_its_line():
    line = line_with_hours(places=11, staff_percent=10, walk_in_percent=40)

    made_tomorrow(line)

    assert set(line.slots.values_list("capacity_online", "capacity_staff", "state")) == {(5, 1, "open")}


def test_slots_are_made_sixty_days_ahead():
    line = line_with_hours()

    slots.make(lines=[line], now=NOON)

    days = {timezone.localdate(slot.starts_at) for slot in line.slots.all()}
    assert (min(days), max(days)) == (TOMORROW, TODAY + timedelta(days=57))
    assert max(days) + timedelta(days=7) > TODAY + window.LONGEST


def test_the_second_time_nothing_is_done():
    line = line_with_hours()
    slots.make(lines=[line], now=NOON)
    before = list(line.slots.values_list())

    assert slots.make(lines=[line], now=NOON) == Made()
    assert list(line.slots.values_list()) == before


def test_the_next_day_adds_one_day_and_leaves_what_has_begun():
    line = make_line()
    for weekday in range(7):
        make_hours(hall=line.hall, weekday=weekday)
    slots.make(lines=[line], now=NOON)
    change_hours(line, opens_at=time(10))

    made = slots.make(lines=[line], now=TOMORROW_NINE + timedelta(minutes=1))

    assert times(line, starts_at__lte=TOMORROW_NINE) == ["09:00"]
    assert (made.added, made.deleted) == (4, 59 * 2 - 1), "1 January is a holiday"


@pytest.mark.parametrize("fields", [{"is_bookable": False}, {"places": 0}, {"walk_in_percent": 100}])
def test_a_line_without_places_to_give_has_no_slots(fields):
    assert made_tomorrow(line_with_hours(**fields)) == Made()


def test_a_slot_nobody_had_a_place_of_is_deleted():
    line = line_with_hours()
    made_tomorrow(line)
    change_hours(line, opens_at=time(10))

    made = made_tomorrow(line)

    assert times(line) == MORNING[2:]
    assert made == Made(deleted=2)


def test_a_slot_with_a_booking_is_closed_and_opened_again_when_it_is_wanted():
    line = line_with_hours()
    made_tomorrow(line)
    booking = make_booking(slot=line.slots.get(starts_at=TOMORROW_NINE))
    change_hours(line, opens_at=time(10))

    made = made_tomorrow(line)

    [slot] = line.slots.filter(starts_at=TOMORROW_NINE)
    assert (slot.state, slot.taken_online, made) == ("closed", 1, Made(deleted=1, closed=(slot.pk,)))
    assert Booking.objects.live().get(pk=booking.pk).state == "confirmed"

    change_hours(line, opens_at=time(9))
    assert made_tomorrow(line) == Made(added=1, opened=1)
    assert times(line) == MORNING


def test_a_slot_with_a_past_is_kept_although_nobody_comes():
    line = line_with_hours()
    made_tomorrow(line)
    booking = make_booking(slot=line.slots.get(starts_at=TOMORROW_NINE))
    bookings.cancel(booking=booking, by="hall", now=NOON)
    OpeningHours.objects.all().delete()

    assert made_tomorrow(line).deleted == 5
    assert times(line) == ["09:00 closed"]


def test_slots_a_closure_touches_are_made_closed_and_never_opened():
    line = line_with_hours()
    stretch = {"starts_at": TOMORROW_NINE + timedelta(minutes=45), "ends_at": TOMORROW_NINE + timedelta(hours=2)}
    closure = Closure.objects.create(hall=line.hall, reason="停电", made_at=NOON, made_by=make_user(), **stretch)

    made_tomorrow(line)
    again = made_tomorrow(line)

    assert times(line, state="closed") == ["09:30 closed", "10:00 closed", "10:30 closed"]
    assert again == Made()

    Closure.objects.filter(pk=closure.pk).update(withdrawn_at=NOON)
    assert made_tomorrow(line) == Made(opened=3)


def test_a_closure_of_another_line_does_not_matter():
    line = line_with_hours()
    other = make_line(hall=line.hall, code="OTHER", counter_group=line.hall.counter_groups.create(name="外事专窗"))
    stretch = {"starts_at": TOMORROW_NINE, "ends_at": TOMORROW_NINE + timedelta(hours=2)}
    Closure.objects.create(hall=line.hall, line=other, reason="停电", made_at=NOON, made_by=make_user(), **stretch)

    slots.make(lines=[line, other], now=NOON, first=TOMORROW, last=TOMORROW)

    assert (times(line), times(other)[:5]) == (MORNING, [f"{each} closed" for each in MORNING[:4]] + ["11:00"])


def test_more_places_reach_the_slots_that_are_there():
    line = line_with_hours(places=4)
    made_tomorrow(line)
    Line.objects.filter(pk=line.pk).update(places=9)

    assert made_tomorrow(line) == Made(resized=6)
    assert set(line.slots.values_list("capacity_online", flat=True)) == {9}


def test_fewer_places_never_go_below_what_is_taken_or_given_back():
    line = line_with_hours(places=4)
    made_tomorrow(line)
    slot, item = line.slots.get(starts_at=TOMORROW_NINE), make_item_at(line)
    kept, given_back, _other = (make_booking(slot=slot, items=[item]) for _ in range(3))
    bookings.cancel(booking=given_back, by="citizen", now=NOON)
    Line.objects.filter(pk=line.pk).update(places=1)

    made = made_tomorrow(line)

    slot.refresh_from_db()
    assert (slot.capacity_online, slot.taken_online, slot.withheld_online) == (3, 2, 1)
    assert made == Made(resized=6, crowded=(slot.pk,))

    bookings.cancel(booking=kept, by="hall", now=NOON)
    assert made_tomorrow(line) == Made(resized=1)
    slot.refresh_from_db()
    assert slot.capacity_online == 2


def test_slots_of_another_length_wait_until_nobody_has_a_place_in_the_old_ones():
    line = line_with_hours()
    made_tomorrow(line)
    booking = make_booking(slot=line.slots.get(starts_at=TOMORROW_NINE + HALF_HOUR))
    Line.objects.filter(pk=line.pk).update(slot_minutes=40)

    made_tomorrow(line)

    assert times(line) == ["09:30 closed", "10:20", "11:00"]

    bookings.cancel(booking=booking, by="hall", now=NOON)
    made_tomorrow(line)
    assert times(line) == ["09:00", "09:30 closed", "09:40", "10:20", "11:00"]


def test_the_slots_of_a_day_come_on_sale_in_four_to_six_tranches():
    line = line_with_hours(slot_minutes=5)

    slots.make(lines=[line], now=NOON)

    by_day = {}
    for slot in line.slots.all():
        by_day.setdefault(timezone.localdate(slot.starts_at), set()).add(slot.release_minute)
    minutes = set().union(*by_day.values())
    assert all(4 <= len(several) <= 6 for several in by_day.values())
    assert len(minutes) > 6, "each day has its own"
    assert 7 * 60 <= min(minutes) <= max(minutes) < 21 * 60


def test_slots_added_to_a_day_come_on_sale_with_the_others():
    line = line_with_hours(slot_minutes=5)
    made_tomorrow(line)
    before = set(line.slots.values_list("release_minute", flat=True))
    make_hours(hall=line.hall, weekday=2, opens_at=time(14), closes_at=time(17))

    made_tomorrow(line)

    assert set(line.slots.values_list("release_minute", flat=True)) == before


def test_a_line_costs_as_many_queries_for_sixty_days_as_for_one(django_assert_num_queries):
    line = line_with_hours()
    slots.make(lines=[line], now=NOON)

    for last in (TOMORROW, None):
        with django_assert_num_queries(8):  # Two of them are the savepoint.
            slots.make(lines=[line], now=NOON, last=last)


def test_the_task_makes_the_slots_of_every_line_that_can_be_made(monkeypatch):
    broken, line = line_with_hours(), line_with_hours()
    plan = planning.plan

    def failing(each, *args):
        if each.pk == broken.pk:
            raise RuntimeError
        return plan(each, *args)

    monkeypatch.setattr(planning, "plan", failing)

    tasks.make_slots()

    assert (broken.slots.exists(), line.slots.exists()) == (False, True)


clocks = st.integers(0, 287).map(lambda number: time(number // 12, number % 12 * 5))
stretches = st.tuples(clocks, clocks).map(sorted).filter(lambda pair: pair[0] < pair[1])
versions = st.lists(st.tuples(st.lists(stretches, max_size=4), st.integers(0)), min_size=1, max_size=4)


@settings(max_examples=40)
@given(versions, st.sampled_from([5, 20, 30, 45, 240]))
def test_slots_lie_inside_the_hours_and_do_not_overlap_whatever_staff_change(versions, minutes):
    line = make_line(slot_minutes=minutes)
    for stretches, chosen in versions:
        OpeningHours.objects.filter(hall=line.hall).delete()
        for number, (opens, closes) in enumerate(stretches):
            valid_from = TODAY - timedelta(days=number)  # So that no two rows are the same.
            make_hours(hall=line.hall, weekday=2, opens_at=opens, closes_at=closes, valid_from=valid_from)
        made_tomorrow(line)
        check_slots(line)
        if free := line.slots.filter(state="open").order_by("starts_at"):
            make_taken(free[chosen % len(free)])


def make_taken(slot: Slot) -> None:
    """A booking of the slot; the shortest way to one."""
    places.take([slot], "online", NOON)
    key = f"{slot.pk}-{slot.booking_slots.count()}"
    booking = Booking.objects.create(
        **{"key": key, "reference": key, "request_key": key, "state": "confirmed"},
        **{"line": slot.line, "starts_at": slot.starts_at, "ends_at": slot.ends_at},
        **{"made_at": NOON, "confirmed_at": NOON},
    )
    slot.booking_slots.create(booking=booking)


def check_slots(line: Line) -> None:
    inside = hours.of(line, TOMORROW, TOMORROW).stretches(TOMORROW)
    found = list(line.slots.order_by("starts_at"))
    open_ones = [slot for slot in found if slot.state == "open"]
    assert all(any(a <= slot.starts_at and slot.ends_at <= b for a, b in inside) for slot in open_ones)
    busy = [slot for slot in found if slot.state == "open" or slot.taken_online]
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(busy))
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=line.slot_minutes) for slot in open_ones)
    assert not [slot for slot in found if slot.state == "closed" and not slot.booking_slots.exists()]
