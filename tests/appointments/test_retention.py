"""How long it is known who came."""

from datetime import timedelta

import pytest
import time_machine

from appointments import attendance, objections, retention, tasks
from appointments.asking import Named
from appointments.identity import read
from appointments.models import Booking, Objection, Person
from portal.celery import app
from tests.factories import NOON, make_booking, make_number, make_party

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def named():
    return Named("代办人", read("id_card", make_number()))


def test_90_days_after_a_visit_nobody_knows_who_came():
    booking = make_booking(party=make_party(agent=named(), relation="family"))
    attendance.serve(booking=attendance.check_in(booking=booking, now=NOON), now=NOON)

    assert retention.forget_people(now=booking.ends_at + 90 * DAY - timedelta(seconds=1)) == 0
    assert retention.forget_people(now=booking.ends_at + 90 * DAY) == 1
    assert retention.forget_people(now=booking.ends_at + 90 * DAY) == 0

    booking.refresh_from_db()
    assert (booking.applicant, booking.applicant_name, booking.agent, booking.agent_name) == (None, "", None, "")
    assert (booking.state, Person.objects.count()) == ("served", 0)


def test_a_missed_visit_is_kept_while_it_can_count():
    booking = attendance.miss(booking=make_booking(), now=NOON)

    assert retention.forget_people(now=NOON + 119 * DAY) == 0
    assert retention.forget_people(now=NOON + 121 * DAY) == 1

    assert Booking.objects.get(pk=booking.pk).applicant is None


def test_whoever_has_a_visit_to_come_is_kept():
    make_booking()

    assert (retention.forget_people(now=NOON), Person.objects.count()) == (0, 1)


def test_what_was_said_against_a_missed_visit_is_forgotten_with_it():
    booking = attendance.miss(booking=make_booking(), now=NOON)
    objections.lodge(booking=booking, text="我去了", now=NOON)

    retention.forget_people(now=NOON + 119 * DAY)
    assert Objection.objects.get().text == "我去了"

    retention.forget_people(now=NOON + 121 * DAY)
    assert Objection.objects.get().text == "—"


def test_it_is_done_every_day():
    entry = app.conf.beat_schedule["forget-people"]
    booking = attendance.serve(booking=attendance.check_in(booking=make_booking(), now=NOON), now=NOON)

    with time_machine.travel(NOON + 100 * DAY):
        app.tasks[entry["task"]].apply(throw=True)

    assert (entry["schedule"], tasks.forget_people.name) == (86400, entry["task"])
    assert Booking.objects.get(pk=booking.pk).applicant is None
