"""What citizens should hear, said: once for each reminder, as long as it is true and not too late."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from appointments.models import Booking, Displacement, Reminder, WaitlistEntry

from . import gateways, wording
from .models import Notification

logger = logging.getLogger(__name__)

AT_ONCE = 500
FIRST_WAIT = timedelta(minutes=1)
"""Before the second try, longer than any gateway takes to answer; each further one comes after double the time."""
MOST_TRIES = 8

Kind, State, Failure = Reminder.Kind, Booking.State, Notification.Failure


def collect(now: datetime) -> int:
    """Every reminder that is due has its notification. Returns how many are new; a repeat finds none."""
    due = Reminder.objects.due(now).filter(notification=None).values_list("pk", flat=True)[:AT_ONCE]
    rows = [Notification(reminder_id=pk, made_at=now, next_try_at=now) for pk in due]
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=True))


def send(pk: int, now: datetime) -> bool:
    """The citizen hears it, unless it is no longer true; whether something went out.

    Nothing happens where another worker has it, or it was said before. One that dies in the middle, or whose gateway
    fails, is followed by a try with the same key, which the gateway drops if the message went out after all.
    """
    notification = _take(pk, now)
    if notification is None:
        return False
    reminder = notification.reminder
    try:
        gateways.sms().send(phone=reminder.citizen.phone, text=notification.text, key=reminder.key)
    except gateways.NotSent as error:
        logger.warning("Notification %s was not sent (try %s): %s", pk, notification.tries, error)
        return False
    return bool(Notification.objects.filter(pk=pk, sent_at=None).update(sent_at=now))


@transaction.atomic
def _take(pk: int, now: datetime) -> Notification | None:
    """The notification, written and ready to go, with its next try put off; None where there is nothing to say now."""
    rows = Notification.objects.unsent(now).select_for_update(of=("self",), skip_locked=True)
    notification = rows.select_related("reminder__citizen", "reminder__booking__line__hall").filter(pk=pk).first()
    if notification is None:
        return None
    if failure := _obstacle(notification, now):
        notification.failed_at, notification.failure = now, failure
        notification.save(update_fields=["failed_at", "failure"])
        return None
    notification.text = wording.notification(notification.reminder)
    notification.next_try_at = now + FIRST_WAIT * 2**notification.tries
    notification.tries += 1
    notification.save(update_fields=["text", "tries", "next_try_at"])
    return notification


def _obstacle(notification: Notification, now: datetime) -> str:
    """Why it must not be said, or an empty text."""
    reminder = notification.reminder
    if not reminder.citizen.phone:
        return Failure.NO_PHONE
    if reminder.valid_until <= now:
        return Failure.TOO_LATE
    if not _is_true(reminder, now):
        return Failure.NOT_TRUE
    return Failure.GIVEN_UP if notification.tries >= MOST_TRIES else ""


def _is_true(reminder: Reminder, now: datetime) -> bool:
    """Whether the booking, looked at again, still is what the sentence says, and nothing was answered meanwhile.

    Sentences about a visit that stands tell how it is now, so of several that wait the last one is enough.
    """
    booking = reminder.booking
    if reminder.kind == Kind.CANCELLED:
        return booking.state == State.CANCELLED
    if reminder.kind == Kind.DISPLACED:
        unanswered = Displacement.objects.unanswered().filter(booking=booking)
        return booking.state == State.CANCELLED and unanswered.exists()
    if reminder.kind == Kind.EARLIER:
        offer = Booking.objects.filter(pk=reminder.details.get("offer"), state=State.OFFERED, held_until__gt=now)
        entry = WaitlistEntry.objects.waiting().filter(booking=booking, offer__in=offer)
        return booking.state == State.CONFIRMED and entry.exists()
    later = booking.reminders.filter(kind__in=(Kind.CONFIRMED, Kind.CHANGED), pk__gt=reminder.pk)
    return booking.state in Booking.OPEN and not later.exists()
