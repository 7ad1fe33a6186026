"""What a change of hours or lines would do, and what it does."""

from datetime import time, timedelta

import pytest

from appointments import counts, displacements, effects, slots
from appointments.effects import Outcome
from appointments.models import Booking, Displacement, Line, OpeningHours, Reminder, Slot
from appointments.refusals import SlotClosed
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_hold,
    make_hours,
    make_item_at,
    make_line,
)

pytestmark = pytest.mark.django_db

WEEKS = 9  # Wednesdays of the coming 60 days.


@pytest.fixture
def line() -> Line:
    """Ten places each half an hour, on Wednesdays from nine to twelve, eight of them online; its slots are made."""
    line = make_line(staff_percent=20)
    make_hours(hall=line.hall, weekday=2)
    slots.make(lines=[line], now=NOON)
    return line


def first_slot(line: Line) -> Slot:
    return line.slots.get(starts_at=TOMORROW_NINE)


def foresee_opening(line: Line, clock: time) -> effects.Effect:
    def change() -> list[Line]:
        OpeningHours.objects.filter(hall=line.hall).update(opens_at=clock)
        return [line]

    return effects.foresee(change, NOON)


def places_of(line: Line, places: int):
    def change() -> list[Line]:
        Line.objects.filter(pk=line.pk).update(places=places)
        return [Line.objects.get(pk=line.pk)]

    return change


def everything() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Line, OpeningHours, Slot, Booking)]


def test_what_a_change_would_do_is_told_and_nothing_is_done(line):
    visit = make_booking(slot=first_slot(line))
    before = everything()

    effect = foresee_opening(line, time(10))

    assert (effect.slots_removed, effect.places_removed) == (2 * WEEKS, 2 * WEEKS * 10 - 1)
    assert (effect.slots_added, effect.places_added, effect.holds) == (0, 0, 0)
    assert effect.visits == [visit]
    assert everything() == before


def test_longer_hours_add_times_and_places(line):
    effect = foresee_opening(line, time(8))

    assert (effect.slots_added, effect.places_added, effect.visits) == (2 * WEEKS, 2 * WEEKS * 10, [])


def test_a_change_without_effect_says_so(line):
    assert not foresee_opening(line, time(9))


def test_places_just_being_booked_are_counted(line):
    make_hold(slot=first_slot(line))

    effect = foresee_opening(line, time(10))

    assert (effect.visits, effect.holds) == ([], 1)


def test_what_is_foreseen_is_what_happens(line):
    make_booking(slot=first_slot(line))
    effect = foresee_opening(line, time(10))
    OpeningHours.objects.filter(hall=line.hall).update(opens_at=time(10))

    made = slots.make(lines=[line], now=NOON)

    assert made.deleted + len(made.closed) == effect.slots_removed


def test_visits_outside_are_kept_unless_decided_otherwise(line):
    visit = make_booking(slot=first_slot(line))
    OpeningHours.objects.filter(hall=line.hall).update(opens_at=time(10))

    assert effects.carry_out(lines=[line], now=NOON) == Outcome(kept=1)

    visit.refresh_from_db()
    assert (visit.state, first_slot(line).state) == ("confirmed", "closed")
    assert not foresee_opening(line, time(10)), "what was kept is not asked about again"


def test_visits_outside_are_offered_times_inside(line):
    visit, hold = make_booking(slot=first_slot(line)), make_hold(slot=first_slot(line))
    OpeningHours.objects.filter(hall=line.hall).update(opens_at=time(10))

    outcome = effects.carry_out(lines=[line], now=NOON, reason="办公时间调整")

    [displacement] = Displacement.objects.all()
    visit.refresh_from_db()
    hold.refresh_from_db()
    assert outcome == Outcome(displaced=1)
    assert (visit.state, visit.cancelled_by, hold.state) == ("cancelled", "hall", "cancelled")
    assert (displacement.booking, displacement.reason) == (visit, "办公时间调整")
    offered = Slot.objects.filter(pk__in=displacement.options)
    assert len(offered) == 3
    assert {slot.state for slot in offered} == {"open"}
    assert Reminder.objects.filter(booking=visit, kind="displaced").count() == 1


def test_fewer_places_concern_those_who_booked_last(line):
    slot, item = first_slot(line), make_item_at(line)
    visits = [make_booking(slot=slot, items=[item], now=NOON + timedelta(seconds=number)) for number in range(4)]

    effect = effects.foresee(places_of(line, 2), NOON)

    assert effect.visits == visits[1:]
    assert effect.places_removed == (WEEKS * 6 - 1) * 9 + 6


def test_fewer_places_with_visits_kept(line):
    slot, item = first_slot(line), make_item_at(line)
    for _each in range(3):
        make_booking(slot=slot, items=[item])
    places_of(line, 2)()

    assert effects.carry_out(lines=[line], now=NOON) == Outcome(kept=2)

    slot.refresh_from_db()
    assert (slot.state, slot.capacity_online, slot.taken_online) == ("open", 3, 3)


def test_fewer_places_with_new_times_leave_the_slot_as_it_should_be(line):
    slot, item = first_slot(line), make_item_at(line)
    for _each in range(3):
        make_booking(slot=slot, items=[item])
    places_of(line, 2)()

    assert effects.carry_out(lines=[line], now=NOON, reason="窗口减少") == Outcome(displaced=2)

    slot.refresh_from_db()
    assert (slot.state, slot.capacity_online, slot.taken_online) == ("open", 1, 1)
    assert slot.pk not in [pk for each in Displacement.objects.all() for pk in each.options]
    assert list(counts.drifts()) == []


def test_a_visit_over_two_crowded_slots_makes_room_in_both(line):
    first, second = line.slots.order_by("starts_at")[:2]
    short = make_item_at(line)
    for slot in (first, second):
        make_booking(slot=slot, items=[short])
    long = make_booking(slot=first, items=[make_item_at(line) for _each in range(3)], now=NOON + timedelta(seconds=1))

    effect = effects.foresee(places_of(line, 2), NOON)

    assert effect.visits == [long]


def test_no_place_left_by_a_displaced_visit_is_sold_meanwhile(line, monkeypatch):
    slot, item = first_slot(line), make_item_at(line)
    for _each in range(2):
        make_booking(slot=slot, items=[item])
    places_of(line, 2)()
    displace, tried = displacements.displace, []

    def and_book(*args, **kwargs):
        told = displace(*args, **kwargs)
        with pytest.raises(SlotClosed):
            make_booking(slot=slot, items=[item])
        tried.append("refused")
        return told

    monkeypatch.setattr(displacements, "displace", and_book)

    effects.carry_out(lines=[line], now=NOON, reason="窗口减少")

    assert tried == ["refused"]
