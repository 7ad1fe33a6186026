"""Telling people, which nobody waits for."""

import logging

from celery import shared_task
from django.utils import timezone

from . import notifications
from .models import Notification

logger = logging.getLogger(__name__)

AT_ONCE = 200


@shared_task(ignore_result=True)
def send_notifications() -> None:
    """Say what is due. Repeated or overlapping runs say nothing twice."""
    now = timezone.now()
    notifications.collect(now)
    for pk in list(Notification.objects.unsent(now).values_list("pk", flat=True)[:AT_ONCE]):
        try:
            notifications.send(pk, timezone.now())
        except Exception:  # One bad notification must not hold up the rest.
            logger.exception("Notification %s was not sent", pk)
