"""A hall closed for half a day: places, visits, and what their citizens hear."""

from datetime import date, time, timedelta

import pytest

from appointments import attendance, bookings, closures, displacements
from appointments.models import Booking, Closure, Displacement, OpeningHours, Reminder, Slot
from appointments.refusals import Busy
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_citizen,
    make_hold,
    make_item_at,
    make_line,
    make_slot,
    make_user,
)

pytestmark = pytest.mark.django_db

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
MORNING = {"starts_at": TOMORROW_NINE, "ends_at": TOMORROW_NINE + timedelta(hours=3)}


def close(where, **fields):
    """The morning of tomorrow closed at the line's hall."""
    defaults = {"hall": where.hall, **MORNING, "reason": "台风", "by": make_user(), "now": NOON}
    return closures.close(**defaults | fields)


def slots_of(line, *starts):
    return [make_slot(line=line, starts_at=start) for start in starts]


def later(line, days=(1, 2), **fields):
    """A slot of the morning and one of the afternoon on each of the days after tomorrow."""
    hours = (timedelta(0), timedelta(hours=6))
    return [
        make_slot(line=line, starts_at=TOMORROW_NINE + DAY * day + hour, **fields) for day in days for hour in hours
    ]


def test_a_preview_says_what_would_happen_and_changes_nothing():
    line = make_line()
    [first, _second, _afternoon] = slots_of(
        line, TOMORROW_NINE, TOMORROW_NINE + HALF_HOUR, TOMORROW_NINE + timedelta(hours=6)
    )
    booking = make_booking(slot=first)
    make_hold(slot=first)

    seen = closures.preview(hall=line.hall, line=None, **MORNING)

    assert (seen.slots, seen.places, seen.bookings, seen.holds) == (2, 18, [booking], 1)
    assert set(line.slots.values_list("state", flat=True)) == {"open"}


def test_closing_closes_the_slots_that_share_a_moment_with_it_and_no_others():
    line = make_line()
    slots = slots_of(line, TOMORROW_NINE - HALF_HOUR, TOMORROW_NINE, MORNING["ends_at"] - HALF_HOUR, MORNING["ends_at"])

    close(line)

    assert [Slot.objects.get(pk=slot.pk).state for slot in slots] == ["open", "closed", "closed", "open"]


def test_closing_one_line_leaves_the_others_of_its_hall_open():
    line = make_line()
    beside = make_line(hall=line.hall, counter_group=line.hall.counter_groups.create(name="专窗", source="test"))
    [slot], [other] = slots_of(line, TOMORROW_NINE), slots_of(beside, TOMORROW_NINE)

    close(line, line=line)

    assert [Slot.objects.get(pk=each.pk).state for each in (slot, other)] == ["closed", "open"]


def test_a_confirmed_visit_is_cancelled_by_the_hall_and_told_once_with_three_times():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    options = later(line)
    booking = make_booking(slot=slot)

    closure = close(line)

    booking.refresh_from_db()
    slot.refresh_from_db()
    displacement = Displacement.objects.get(booking=booking)
    assert (booking.state, booking.cancelled_by, booking.missed_at, slot.taken_online) == ("cancelled", "hall", None, 0)
    assert (displacement.closure, displacement.reason) == (closure, "台风")
    assert displacement.options == [each.pk for each in options[:3]]
    [said] = Reminder.objects.filter(booking=booking).exclude(kind="confirmed")
    assert (said.kind, said.citizen, said.details["reason"]) == ("displaced", booking.citizen, "台风")
    assert [each["starts_at"] for each in said.details["times"]] == [o.starts_at.isoformat() for o in options[:3]]
    assert {each["hall"] for each in said.details["times"]} == {line.hall.short_name}


def test_a_hold_is_ended_without_a_word():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    hold = make_hold(slot=slot)

    close(line)

    hold.refresh_from_db()
    assert (hold.state, Displacement.objects.count(), Reminder.objects.count()) == ("cancelled", 0, 0)


def test_closing_the_same_stretch_again_is_the_same_closure_and_says_nothing_twice():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    make_booking(slot=slot)

    first, again = close(line), close(line, reason="暴雨")

    assert (first, again.reason) == (again, "台风")
    assert Displacement.objects.count() == Reminder.objects.filter(kind="displaced").count() == 1


def test_what_is_past_cannot_be_closed():
    with pytest.raises(closures.StretchOver):
        close(make_line(), now=MORNING["ends_at"])


def test_a_visit_missed_in_the_stretch_does_not_count():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    booking = make_booking(slot=slot)
    attendance.miss(booking=booking, now=TOMORROW_NINE + timedelta(hours=1))
    manager = make_user()

    close(line, by=manager, now=TOMORROW_NINE + timedelta(hours=2))

    booking.refresh_from_db()
    assert (booking.state, booking.waived_by, booking.waive_reason) == ("missed", manager, "台风")


def test_whoever_has_checked_in_is_served():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    booking = make_booking(slot=slot)
    attendance.check_in(booking=booking, now=TOMORROW_NINE)

    close(line, now=TOMORROW_NINE)

    booking.refresh_from_db()
    assert booking.state == "checked_in"


def test_a_slot_made_later_under_the_closure_is_closed_by_the_next_sweep():
    line = make_line()
    closure = close(line)
    [slot] = slots_of(line, TOMORROW_NINE)

    closures.finish(closure=closure, now=NOON)

    slot.refresh_from_db()
    assert slot.state == "closed"


def test_one_visit_that_fails_stops_no_other_and_is_taken_up_by_the_next_sweep(monkeypatch):
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    item = make_item_at(line)
    bad, good = [make_booking(slot=slot, items=[item]) for _each in range(2)]
    cancel = bookings.cancel

    def refuse_one(*, booking, by, now):
        if booking.pk == bad.pk:
            raise Busy
        return cancel(booking=booking, by=by, now=now)

    monkeypatch.setattr(bookings, "cancel", refuse_one)
    closure = close(line)
    held = dict(Booking.objects.values_list("pk", "state"))
    monkeypatch.undo()

    closures.finish_all(now=NOON)

    assert held == {bad.pk: "confirmed", good.pk: "cancelled"}
    assert set(closure.displacements.values_list("booking", flat=True)) == {bad.pk, good.pk}
    assert Reminder.objects.filter(kind="displaced").count() == 2


def test_cut_off_after_any_visit_the_sweep_does_the_rest(monkeypatch):
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    item = make_item_at(line)
    for _each in range(3):
        make_booking(slot=slot, items=[item])
    displace_one, done = displacements.displace_one, []

    def killed(**fields):
        if done:
            raise SystemExit
        done.append(displace_one(**fields))

    monkeypatch.setattr(displacements, "displace_one", killed)
    with pytest.raises(SystemExit):
        close(line)
    monkeypatch.undo()

    closures.finish_all(now=NOON)
    closures.finish_all(now=NOON)

    slot.refresh_from_db()
    assert (slot.state, slot.taken_online) == ("closed", 0)
    assert Displacement.objects.count() == Reminder.objects.filter(kind="displaced").count() == 3


def test_times_are_spread_so_that_none_is_offered_to_more_than_it_holds():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    later(line, days=(1, 2, 5, 6), capacity_online=1)
    item = make_item_at(line)
    for _each in range(2):
        make_booking(slot=slot, items=[item])

    close(line)

    first, second = Displacement.objects.order_by("pk")
    assert len(first.options) == len(second.options) == 3
    assert set(first.options).isdisjoint(second.options)


def test_with_too_few_times_they_are_offered_to_several():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    options = later(line, days=(1,), capacity_online=1)
    item = make_item_at(line)
    for _each in range(2):
        make_booking(slot=slot, items=[item])

    close(line)

    expected = [each.pk for each in options]
    assert list(Displacement.objects.values_list("options", flat=True)) == [expected, expected]


def test_nobody_is_offered_a_time_at_which_they_have_another_visit():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    [busy, *free] = later(line)
    booking = make_booking(slot=slot)
    Booking.objects.filter(pk=make_booking(slot=make_slot(starts_at=busy.starts_at)).pk).update(
        applicant=booking.applicant
    )

    close(line)

    assert Displacement.objects.get().options == [each.pk for each in free]


def test_without_any_time_left_the_citizen_is_told_all_the_same():
    line = make_line()
    [slot] = slots_of(line, TOMORROW_NINE)
    make_booking(slot=slot)

    close(line)

    assert Displacement.objects.get().options == []
    assert Reminder.objects.get(kind="displaced").details == {"reason": "台风", "times": []}


def open_on_wednesdays(line):
    """The hall of the line opens on Wednesdays from nine to ten."""
    OpeningHours.objects.create(
        hall=line.hall, weekday=2, opens_at=time(9), closes_at=time(10), valid_from=date(2026, 1, 1), source="test"
    )


def test_a_withdrawn_closure_opens_its_slots_and_brings_no_visit_back():
    line = make_line()
    open_on_wednesdays(line)
    [slot] = slots_of(line, TOMORROW_NINE)
    booking = make_booking(slot=slot)
    closure = close(line)

    withdrawn = closures.withdraw(closure=closure, now=NOON)
    again = closures.withdraw(closure=closure, now=NOON + HALF_HOUR)
    closures.finish(closure=closure, now=NOON)

    slot.refresh_from_db()
    booking.refresh_from_db()
    assert (withdrawn.withdrawn_at, again.withdrawn_at) == (NOON, NOON)
    assert (slot.state, booking.state) == ("open", "cancelled")


def test_a_slot_that_another_closure_holds_stays_closed():
    line = make_line()
    open_on_wednesdays(line)
    [first, second] = slots_of(line, TOMORROW_NINE, TOMORROW_NINE + HALF_HOUR)
    close(line, ends_at=TOMORROW_NINE + HALF_HOUR)

    closures.withdraw(closure=close(line), now=NOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("closed", "open")


def test_a_slot_outside_the_hours_stays_closed_when_a_closure_is_withdrawn():
    line = make_line()
    open_on_wednesdays(line)
    [outside] = slots_of(line, TOMORROW_NINE + timedelta(hours=2))
    make_booking(slot=outside)

    closures.withdraw(closure=close(line), now=NOON)

    outside.refresh_from_db()
    assert outside.state == "closed"


def test_a_stretch_that_was_opened_again_can_be_closed_again():
    line = make_line()
    first = close(line)
    closures.withdraw(closure=first, now=NOON)

    assert close(line) != first
    assert Closure.objects.in_force().count() == 1


def test_a_booking_by_staff_without_a_phone_is_displaced_without_a_message():
    line = make_line()
    slot = make_slot(line=line, capacity_staff=1)
    options = later(line, days=(1,), capacity_staff=1)
    booking = make_booking(slot=slot, pool="staff")
    Booking.objects.filter(pk=booking.pk).update(citizen=None)

    close(line)

    assert Displacement.objects.get().options == [each.pk for each in options]
    assert Reminder.objects.filter(kind="displaced").count() == 0


def test_a_visit_costs_no_more_than_twenty_queries(django_assert_max_num_queries):
    line = make_line()
    slot = make_slot(line=line)
    later(line)
    item, citizen = make_item_at(line), make_citizen()
    for _each in range(3):
        make_booking(slot=slot, items=[item], citizen=citizen)

    with django_assert_max_num_queries(10 + 3 * 20):
        close(line)
