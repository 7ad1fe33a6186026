"""Closing at the moment others book, confirm, or close."""

from datetime import timedelta
from functools import partial

import pytest

from appointments import bookings, closures
from appointments.models import Booking, Closure, Displacement, Reminder
from tests.factories import NOON, make_booking, make_hold, make_item_at, make_line, make_party, make_slot, make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def close(slot, by):
    return closures.close(
        hall=slot.line.hall, starts_at=slot.starts_at, ends_at=slot.ends_at, reason="台风", by=by, now=NOON
    )


def test_two_managers_close_the_same_morning_once():
    slot = make_slot()
    item = make_item_at(slot.line)
    for _each in range(4):
        make_booking(slot=slot, items=[item])
    managers = [make_user(), make_user()]

    made = at_once([partial(close, slot, manager) for manager in managers])

    slot.refresh_from_db()
    assert made[0] == made[1]
    assert (Closure.objects.count(), slot.state, slot.taken_online) == (1, "closed", 0)
    assert Displacement.objects.count() == Reminder.objects.filter(kind="displaced").count() == 4


def test_whoever_books_at_that_moment_is_refused_or_displaced():
    slot, manager = make_slot(), make_user()
    item = make_item_at(slot.line)

    at_once([partial(close, slot, manager), *(partial(make_booking, slot=slot, items=[item]) for _each in range(4))])
    closures.finish_all(now=NOON)

    slot.refresh_from_db()
    assert (slot.state, slot.taken_online, Booking.objects.live().count()) == ("closed", 0, 0)


def test_a_hold_confirmed_at_that_moment_is_displaced_or_ended():
    slot, manager = make_slot(line=make_line()), make_user()
    hold = make_hold(slot=slot)
    bookings.name(booking=hold, party=make_party(), now=NOON)
    hold.refresh_from_db()

    at_once([partial(close, slot, manager), partial(bookings.confirm, booking=hold, now=NOON)])
    closures.finish_all(now=NOON + timedelta(seconds=1))

    hold.refresh_from_db()
    slot.refresh_from_db()
    was_confirmed = hold.confirmed_at is not None
    assert (hold.state, slot.taken_online) == ("cancelled", 0)
    assert Displacement.objects.filter(booking=hold).exists() == was_confirmed
