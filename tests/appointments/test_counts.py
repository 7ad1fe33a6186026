"""What slots count, counted again."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from appointments import attendance, bookings, counts
from appointments.counts import Drift
from appointments.models import Slot
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_hold, make_item_at, make_line, make_slot

pytestmark = pytest.mark.django_db


def busy_slot():
    """A slot in which everything happened once."""
    line = make_line()
    slot = make_slot(line=line, capacity_staff=2)
    make_slot(line=line, starts_at=slot.ends_at)
    item = make_item_at(line)
    make_hold(slot=slot, items=[item])
    make_booking(slot=slot, items=[item], pool="staff")
    attendance.miss(booking=make_booking(slot=slot, items=[item]), now=NOON)
    bookings.cancel(booking=make_booking(slot=slot, items=[item]), by="citizen", now=NOON)
    bookings.cancel(booking=make_booking(slot=slot, items=[item]), by="hall", now=NOON)
    make_booking(slot=slot, items=[item, make_item_at(line), make_item_at(line)])
    slot.refresh_from_db()
    return slot


def test_everything_that_happens_to_a_slot_is_counted():
    slot = busy_slot()

    assert (slot.taken_online, slot.taken_staff, slot.withheld_online) == (3, 1, 1)
    assert list(counts.drifts()) == []


def test_a_figure_that_differs_is_found():
    slot = busy_slot()
    Slot.objects.filter(pk=slot.pk).update(taken_online=4, withheld_online=0)

    assert list(counts.drifts()) == [
        Drift(slot.pk, "taken_online", held=4, counted=3),
        Drift(slot.pk, "withheld_online", held=0, counted=1),
    ]
    assert list(counts.drifts(since=TOMORROW_NINE + timedelta(hours=1))) == []


@time_machine.travel(NOON, tick=False)
def test_operators_see_the_drift(client):
    slot = busy_slot()

    assert client.get("/health/").json()["booking"]["drift"] == 0
    Slot.objects.filter(pk=slot.pk).update(taken_staff=0)
    assert client.get("/health/").json()["booking"]["drift"] == 1


def test_the_command_says_what_differs():
    slot = busy_slot()
    out = StringIO()
    call_command("recount_slots", stdout=out)
    assert out.getvalue() == "Drift 0: every slot counts what it has.\n"

    Slot.objects.filter(pk=slot.pk).update(taken_staff=0)
    out = StringIO()
    with pytest.raises(CommandError, match="1 figures differ"):
        call_command("recount_slots", stdout=out)
    assert out.getvalue() == f"slot {slot.pk}: taken_staff is 0, counted 1\n"
