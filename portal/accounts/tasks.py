"""What is known of those who signed in, forgotten in time."""

from celery import shared_task
from django.utils import timezone

from . import citizens, phone_codes, quotas


@shared_task(ignore_result=True)
def forget_sign_ins() -> None:
    """Codes, counts and phones are kept no longer than their modules say. Repeated runs change nothing."""
    now = timezone.now()
    phone_codes.forget(now)
    quotas.forget(now)
    citizens.forget(now)
