"""What is done when its time has come, row by row, again and again."""

import logging
from datetime import timedelta

import pytest
import time_machine

from appointments import absences, attendance, bookings, expiry, penalties, slots, tasks
from appointments.models import BookingRules, Citizen, Closure, Slot
from appointments.refusals import SlotFull
from appointments.sweeping import sweep
from catalog.models import CalendarDay
from portal.celery import app
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_citizen,
    make_counter_group,
    make_hold,
    make_hours,
    make_item_at,
    make_line,
    make_slot,
    make_user,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR_LATE = TOMORROW_NINE + 60 * MINUTE


def test_a_visit_nobody_came_for_is_missed_an_hour_after_it_began():
    booking = make_booking()

    missed = [absences.miss_overdue(now=now) for now in (HOUR_LATE - MINUTE, HOUR_LATE, HOUR_LATE)]

    booking.refresh_from_db()
    assert (missed, booking.state, booking.missed_at) == ([0, 1, 0], "missed", HOUR_LATE)


def test_a_line_says_for_itself_when_a_visit_is_missed():
    patient, usual = make_booking(), make_booking()
    BookingRules.objects.create(line=patient.line, late_minutes=90, decided_by="test")

    absences.miss_overdue(now=HOUR_LATE)

    patient.refresh_from_db()
    usual.refresh_from_db()
    assert (patient.state, usual.state) == ("confirmed", "missed")


def test_whoever_checked_in_missed_nothing():
    booking = make_booking()
    attendance.check_in(booking=booking, now=TOMORROW_NINE)

    assert absences.miss_overdue(now=HOUR_LATE) == 0


def close(line, hall, **fields):
    return Closure.objects.create(
        line=line,
        hall=hall,
        starts_at=TOMORROW_NINE + 20 * MINUTE,
        ends_at=TOMORROW_NINE + 40 * MINUTE,
        reason="台风",
        made_at=NOON,
        made_by=make_user(),
        **fields,
    )


@pytest.mark.parametrize("whole_hall", [True, False])
def test_a_visit_that_a_closure_touches_is_not_missed(whole_hall):
    booking = make_booking()
    close(None if whole_hall else booking.line, booking.line.hall)

    assert absences.miss_overdue(now=HOUR_LATE) == 0


def test_a_closure_of_another_line_or_one_that_was_withdrawn_excuses_nobody():
    booking = make_booking()
    other = make_line(hall=booking.line.hall, counter_group=make_counter_group(hall=booking.line.hall))
    close(other, other.hall)
    close(None, booking.line.hall, withdrawn_at=NOON)

    assert absences.miss_overdue(now=HOUR_LATE) == 1


def test_a_holiday_entered_after_the_booking_is_nobodys_miss():
    line = make_line()
    make_hours(hall=line.hall, weekday=TOMORROW_NINE.weekday())
    slots.make(lines=[line], now=NOON)
    booking = make_booking(slot=line.slots.get(starts_at=TOMORROW_NINE))
    CalendarDay.objects.create(day=TOMORROW_NINE.date(), kind="holiday", source="test")
    slots.make(lines=[line], now=NOON)

    swept = [absences.miss_overdue(now=HOUR_LATE) for _each in range(2)]

    booking.refresh_from_db()
    assert (swept, booking.state, booking.missed_at, booking.waived_at) == ([1, 0], "missed", HOUR_LATE, HOUR_LATE)
    assert (booking.waived_by, booking.waive_reason) == (None, "大厅当时不办理业务。")
    assert list(penalties.counted([booking.applicant])) == []


def test_a_visit_with_one_closed_slot_of_several_does_not_count():
    line = make_line()
    first = make_slot(line=line)
    second = make_slot(line=line, starts_at=first.ends_at)
    booking = make_booking(slot=first, items=[make_item_at(line) for _each in range(3)])
    Slot.objects.filter(pk=second.pk).update(state="closed")

    absences.miss_overdue(now=HOUR_LATE)

    booking.refresh_from_db()
    assert (booking.booking_slots.count(), booking.state, booking.waived_at) == (2, "missed", HOUR_LATE)


def test_lapsed_holds_are_given_back_once():
    slot = make_slot()
    for _each in range(3):
        make_hold(slot=slot)
    later = NOON + 5 * MINUTE

    swept = [expiry.sweep_lapsed(now=now) for now in (later - MINUTE, later, later)]

    slot.refresh_from_db()
    assert (swept, slot.taken_online) == ([0, 3, 0], 0)


def test_a_row_that_fails_is_logged_and_stops_no_other(caplog):
    good, refused, bad = make_citizen(), make_citizen(), make_citizen()

    def change(citizen: Citizen) -> bool:
        if citizen == bad:
            raise RuntimeError("broken")
        if citizen == refused:
            raise SlotFull
        return True

    with caplog.at_level(logging.INFO):
        assert sweep([bad, refused, good], change) == 1

    assert [record.getMessage() for record in caplog.records] == [
        f"appointments.Citizen {bad.pk} failed and will be tried again"
    ]


def test_the_tasks_of_the_schedule_do_what_is_due():
    held = make_hold()
    missed = make_booking(slot=make_slot(starts_at=NOON + 30 * MINUTE))
    given_back = make_booking()
    bookings.cancel(booking=given_back, by="citizen", now=NOON)

    with time_machine.travel(NOON + 120 * MINUTE, tick=False):
        for _run in range(2):
            tasks.expire_lapsed_bookings()
            tasks.offer_earlier_places()
            tasks.put_places_on_sale()
            tasks.miss_visits()

    held.refresh_from_db()
    missed.refresh_from_db()
    [slot] = [each.slot for each in given_back.booking_slots.all()]
    assert (held.state, missed.state, slot.withheld_online) == ("expired", "missed", 0)


@pytest.mark.parametrize(
    ("entry", "task", "seconds"),
    [
        ("expire-lapsed-bookings", tasks.expire_lapsed_bookings, 30),
        ("offer-earlier-places", tasks.offer_earlier_places, 60),
        ("put-places-on-sale", tasks.put_places_on_sale, 60),
        ("miss-visits", tasks.miss_visits, 60),
    ],
)
def test_the_schedule_names_the_task(entry, task, seconds):
    assert app.conf.beat_schedule[entry] == {"task": task.name, "schedule": seconds}
