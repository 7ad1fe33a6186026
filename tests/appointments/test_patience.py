"""Changes that wait for others, and are tried again."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from appointments import patience
from appointments.models import Slot
from appointments.patience import patiently
from appointments.refusals import Busy
from tests.factories import make_slot
from tests.threads import at_once

RACES = pytest.mark.django_db(transaction=True)


def failing(times):
    """A change that is refused by the database so many times."""
    left = [OperationalError("deadlock detected")] * times

    def change():
        if left:
            raise left.pop()
        return "done"

    return change


@RACES
def test_a_change_is_tried_three_times():
    assert patiently(failing(2))() == "done"


@RACES
def test_then_it_is_told_in_words():
    with pytest.raises(Busy):
        patiently(failing(3))()


@pytest.mark.django_db
def test_inside_another_transaction_it_is_tried_once():
    with pytest.raises(OperationalError):
        patiently(failing(1))()


def swap(first, second, met):
    """Both slots are changed, the first before the second; `met` lets everybody hold their first."""

    def change():
        Slot.objects.filter(pk=first.pk).update(state="closed")
        if not met.is_set():
            met.wait(1)
        Slot.objects.filter(pk=second.pk).update(state="closed")

    return change


@RACES
def test_two_changes_in_each_others_way_are_both_made():
    one, two = make_slot(), make_slot()
    met = Event()

    done = at_once([patiently(swap(one, two, met)), patiently(swap(two, one, met))])

    assert done == [None, None]


@RACES
def test_without_a_second_try_one_of_them_fails():
    one, two = make_slot(), make_slot()
    met = Event()

    def once(change):
        def made():
            with transaction.atomic():
                change()

        return made

    done = at_once([once(swap(one, two, met)), once(swap(two, one, met))])

    assert [type(each) for each in done].count(OperationalError) == 1


@RACES
def test_a_lock_is_waited_for_only_so_long(monkeypatch):
    monkeypatch.setattr(patience, "PAUSE", 0)
    slot, locked, release = make_slot(), Event(), Event()

    def keep():
        with transaction.atomic():
            Slot.objects.select_for_update().get(pk=slot.pk)
            locked.set()
            release.wait(30)
        connection.close()

    keeper = Thread(target=keep)
    keeper.start()
    locked.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        with pytest.raises(Busy):
            patiently(Slot.objects.filter(pk=slot.pk).update)(state="closed")
    finally:
        release.set()
        keeper.join()
