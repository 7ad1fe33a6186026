"""The reference data of `fixtures/` into the database. What is there already stays as it is.

Items go in as revisions, so that the reconstruction has a history like any list. Once an official list has been
imported the reconstruction is never brought back, and what staff changed is never overwritten: only a revision that
itself came from the reference data is followed by a newer one.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from catalog import revisions
from catalog.contents import Content
from catalog.models import Revision, SearchState

from . import items, life_events, tables, vectors

LIST_DAY = date(2017, 11, 6)  # The day the published figures are for.
BATCH = 200

Progress = Callable[[str, int, int], None]


def seed(*, now: datetime, progress: Progress) -> int:
    """The reference data is in the database. Returns the number of item revisions added; a repeat adds none."""
    SearchState.objects.get_or_create(pk=SearchState.ONLY)
    with transaction.atomic():
        for done, load in enumerate(tables.IN_ORDER, 1):
            load()
            progress("tables", done, len(tables.IN_ORDER))
    vectors.load()
    added = _seed_items(now, progress)
    life_events.load()
    return added


def _seed_items(now: datetime, progress: Progress) -> int:
    if Revision.objects.filter(origin=Revision.Origin.IMPORT).exists():
        return 0
    latest = {
        revision.item.code: revision
        for revision in revisions.first_of_each(
            Revision.objects.select_related("item").order_by("item", "-number").iterator(chunk_size=500)
        )
    }
    fresh = [content for content in items.contents(LIST_DAY) if _is_news(latest.get(content["code"]), content)]
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        revisions.record(batch, effective_from=LIST_DAY, origin=Revision.Origin.SEED, now=now, reason="reference data")
        progress("items", start + len(batch), len(fresh))
    return len(fresh)


def _is_news(latest: Revision | None, content: Content) -> bool:
    return latest is None or (latest.origin == Revision.Origin.SEED and latest.content != content)
