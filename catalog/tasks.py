"""Work on the catalogue that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from . import checklists, revisions, search_log, sentence_vectors


@shared_task(ignore_result=True)
def apply_due_revisions() -> None:
    """Approved revisions whose day has come are in the current tables. Repeated runs change nothing."""
    revisions.apply_due(now=timezone.now())


@shared_task(ignore_result=True)
def fill_sentence_vectors() -> None:
    """Every item in force has its sentence vector. Killed in the middle, the next run makes the rest."""
    sentence_vectors.fill()


@shared_task(ignore_result=True)
def drop_unused_sentence_vectors() -> None:
    """Vectors of texts that no item has any more are gone. Repeated runs change nothing."""
    sentence_vectors.drop_unused()


@shared_task(ignore_result=True)
def forget_old_searches() -> None:
    """Nothing that was searched for is kept longer than `search_log.KEPT`. Repeated runs change nothing."""
    search_log.forget(before=timezone.localdate() - search_log.KEPT)


@shared_task(ignore_result=True)
def drop_unused_checklists() -> None:
    """Checklists that nobody has used for 90 days are gone. Repeated runs change nothing."""
    checklists.drop_unused(now=timezone.now())
