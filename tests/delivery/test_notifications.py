"""What is due is said, once, as long as it is true."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from appointments import bookings, displacements, moves
from appointments.models import Booking, Displacement, Reminder, WaitlistEntry
from delivery import notifications
from delivery.gateways import NotSent, console
from delivery.models import Notification
from delivery.tasks import send_notifications
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_hold, make_slot
from tests.threads import at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def broken(monkeypatch):
    """A gateway that fails."""

    def send(**message):
        raise NotSent("busy")

    monkeypatch.setattr(console, "send", send)


def said() -> list[str]:
    return [message["text"] for message in console.latest(30)]


def only() -> Notification:
    return Notification.objects.get()


@pytest.mark.django_db
def test_a_booking_is_confirmed_by_one_message():
    booking = make_booking()

    assert notifications.collect(NOON) == 1
    assert notifications.send(only().pk, NOON)

    assert len(said()) == 1
    assert booking.reference in said()[0]
    assert (only().sent_at, only().text, only().tries) == (NOON, said()[0], 1)


@pytest.mark.django_db
def test_collected_or_sent_again_nothing_is_said_twice():
    make_booking()
    notifications.collect(NOON)
    notifications.send(only().pk, NOON)

    assert notifications.collect(NOON + MINUTE) == 0
    assert not notifications.send(only().pk, NOON + MINUTE)
    assert len(said()) == 1


@pytest.mark.django_db
def test_what_is_not_due_or_too_late_is_not_collected():
    make_booking()

    assert notifications.collect(NOON - MINUTE) == 0
    assert notifications.collect(TOMORROW_NINE) == 0


@pytest.mark.django_db
def test_what_became_too_late_meanwhile_is_not_said():
    make_booking()
    notifications.collect(NOON)

    assert not notifications.send(only().pk, TOMORROW_NINE)

    assert (only().failure, only().failed_at, said()) == ("too_late", TOMORROW_NINE, [])


@pytest.mark.django_db
def test_a_confirmation_of_what_was_cancelled_meanwhile_is_not_said():
    booking = make_booking()
    notifications.collect(NOON)
    bookings.cancel(booking=booking, by=Booking.Side.CITIZEN, now=NOON)
    notifications.collect(NOON)

    for notification in Notification.objects.order_by("pk"):
        notifications.send(notification.pk, NOON)

    assert list(Notification.objects.order_by("pk").values_list("reminder__kind", "failure")) == [
        ("confirmed", "not_true"),
        ("cancelled", ""),
    ]
    assert ["取消" in text for text in said()] == [True]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["cancelled", "displaced"])
def test_a_cancellation_of_what_stands_is_not_said(kind):
    booking = make_booking()
    Reminder.objects.filter(booking=booking).update(kind=kind)
    notifications.collect(NOON)

    assert not notifications.send(only().pk, NOON)
    assert only().failure == "not_true"


@pytest.mark.django_db
@pytest.mark.parametrize(("until", "failure"), [(5 * MINUTE, ""), (timedelta(), "not_true")])
def test_an_earlier_place_is_offered_while_it_is_kept(until, failure):
    booking, offer = make_booking(), make_hold()
    Booking.objects.filter(pk=offer.pk).update(state="offered", held_until=NOON + until)
    WaitlistEntry.objects.create(booking=booking, offer=offer, after=NOON, before=TOMORROW_NINE, made_at=NOON)
    details = {"offer": offer.pk, "starts_at": NOON.isoformat(), "until": (NOON + until).isoformat()}
    Reminder.objects.filter(booking=booking).update(kind="earlier", details=details)
    notifications.collect(NOON)

    assert notifications.send(only().pk, NOON) is not bool(failure)
    assert only().failure == failure


@pytest.mark.django_db
def test_an_earlier_place_is_offered_to_nobody_who_has_left_the_list():
    booking, offer = make_booking(), make_hold()
    Booking.objects.filter(pk=offer.pk).update(state="offered")
    WaitlistEntry.objects.create(
        booking=booking, offer=offer, after=NOON, before=TOMORROW_NINE, made_at=NOON, ended_at=NOON, ending="left"
    )
    details = {"offer": offer.pk, "starts_at": NOON.isoformat(), "until": NOON.isoformat()}
    Reminder.objects.filter(booking=booking).update(kind="earlier", details=details)
    notifications.collect(NOON)

    assert not notifications.send(only().pk, NOON)
    assert only().failure == "not_true"


@pytest.mark.django_db
@pytest.mark.parametrize(("answered", "failure"), [({}, ""), ({"declined_at": NOON}, "not_true")])
def test_a_displaced_visit_is_told_of_until_it_is_answered(answered, failure):
    booking = make_booking()
    Reminder.objects.all().delete()
    displacements.displace_one(booking=booking, reason="台风", now=NOON)
    Displacement.objects.update(**answered)
    notifications.collect(NOON)

    assert notifications.send(only().pk, NOON) is not bool(failure)
    assert only().failure == failure


@pytest.mark.django_db
def test_of_several_changes_that_wait_the_last_one_is_said():
    booking = make_booking()
    for number in (1, 2):
        slot = make_slot(line=booking.line, starts_at=TOMORROW_NINE + number * timedelta(hours=1))
        moves.move(booking=booking, line=slot.line, starts_at=slot.starts_at, now=NOON + number * MINUTE / 240)
    notifications.collect(NOON + MINUTE)

    for notification in Notification.objects.order_by("pk"):
        notifications.send(notification.pk, NOON + MINUTE)

    assert list(Notification.objects.order_by("pk").values_list("reminder__kind", "failure")) == [
        ("confirmed", "not_true"),
        ("changed", "not_true"),
        ("changed", ""),
    ]
    assert ["改到11月25日11:00" in text for text in said()] == [True]


@pytest.mark.django_db
def test_nobody_is_told_on_a_phone_that_has_passed_on():
    booking = make_booking()
    notifications.collect(NOON)
    booking.citizen.phone = None
    booking.citizen.save()

    assert not notifications.send(only().pk, NOON)
    assert (only().failure, said()) == ("no_phone", [])


@pytest.mark.django_db
def test_after_a_failure_it_is_tried_again_ever_later(broken):
    make_booking()
    notifications.collect(NOON)

    tried = [
        minutes
        for minutes in range(10)
        if Notification.objects.unsent(NOON + minutes * MINUTE).exists()
        and notifications.send(only().pk, NOON + minutes * MINUTE) is False
    ]

    assert tried == [0, 1, 3, 7]
    assert (only().tries, only().sent_at, only().failure) == (4, None, "")


@pytest.mark.django_db
def test_after_many_failures_it_is_given_up(broken):
    make_booking()
    notifications.collect(NOON)
    Notification.objects.update(tries=notifications.MOST_TRIES)

    notifications.send(only().pk, NOON)

    assert only().failure == "given_up"


@pytest.mark.django_db
def test_a_worker_that_dies_after_sending_repeats_the_key_and_nobody_hears_it_twice(monkeypatch):
    booking = make_booking()
    notifications.collect(NOON)
    with monkeypatch.context() as patched:
        patched.setattr(QuerySet, "update", lambda self, **fields: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            notifications.send(only().pk, NOON)
    assert only().sent_at is None

    assert not notifications.send(only().pk, NOON), "another worker leaves it alone while the first may be at work"
    assert notifications.send(only().pk, NOON + MINUTE)

    assert len(said()) == 1
    assert [message["key"] for message in console.latest(9)] == [f"confirmed:{booking.pk}"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_say_it_once(monkeypatch):
    make_booking()
    notifications.collect(NOON)
    sent = []
    monkeypatch.setattr(console, "send", lambda **message: sent.append(message))

    answers = at_once([partial(notifications.send, only().pk, NOON) for _each in range(4)])

    assert sorted(answers) == [False, False, False, True]
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_and_the_put_off_try_both_say_it(monkeypatch):
    make_booking()
    notifications.collect(NOON)
    sent = []
    monkeypatch.setattr(console, "send", lambda **message: sent.append(message))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
    monkeypatch.setattr(Notification, "save", lambda self, **kwargs: None)

    at_once([partial(notifications.send, only().pk, NOON) for _each in range(2)])

    assert len(sent) == 2


@pytest.mark.django_db(transaction=True)
def test_collected_at_once_there_is_one_for_each_reminder():
    make_booking()

    at_once([partial(notifications.collect, NOON) for _each in range(4)])

    assert Notification.objects.count() == 1


@pytest.mark.django_db
def test_the_task_says_everything_that_is_due_and_one_failure_stops_nothing(monkeypatch, time_machine_at_noon):
    first, second = make_booking(), make_booking()
    send = console.send

    def fail_for_the_first(**message):
        if message["key"].endswith(f":{first.pk}"):
            raise RuntimeError
        send(**message)

    monkeypatch.setattr(console, "send", fail_for_the_first)

    send_notifications()

    assert [second.reference in text for text in said()] == [True]


@pytest.fixture
def time_machine_at_noon(time_machine):
    """The clock stands at noon."""
    time_machine.move_to(NOON, tick=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"sent_at": NOON, "failed_at": NOON, "failure": "too_late", "text": "x", "tries": 1},
        {"failed_at": NOON},
        {"failure": "too_late"},
        {"sent_at": NOON, "tries": 1},
        {"sent_at": NOON, "text": "x"},
        {"next_try_at": NOON - MINUTE},
    ],
)
def test_the_database_refuses_what_cannot_be(fields):
    make_booking()
    notifications.collect(NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.update(**fields)
