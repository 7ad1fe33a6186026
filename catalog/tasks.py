"""Work on the catalogue that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from . import revisions


@shared_task(ignore_result=True)
def apply_due_revisions() -> None:
    """Approved revisions whose day has come are in the current tables. Repeated runs change nothing."""
    revisions.apply_due(now=timezone.now())
