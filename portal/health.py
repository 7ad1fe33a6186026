"""Is this process alive, can it serve, and the business numbers operators watch. No personal data."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appointments import counts
from appointments.models import Booking, ReturnedPlace
from catalog import arrangements, search
from catalog.models import Draft, Revision, ServiceItem

logger = logging.getLogger(__name__)

RECENT = timedelta(days=1)
"""Slots that began longer ago are counted by `manage.py recount_slots` only."""
LATE = timedelta(minutes=5)
"""What should have been swept that long ago: no worker runs."""


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, its migrations are applied and the search index holds items; else 503."""
    try:
        parts = {"database": True, "migrations": not _unapplied_migrations(), "search": search.status()["items"] > 0}
    except DatabaseError:
        logger.exception("The database does not answer")
        parts = {"database": False, "migrations": False, "search": False}
    is_ready = all(parts.values())
    return JsonResponse({"ready": is_ready} | parts, status=200 if is_ready else 503)


@require_safe
@never_cache
def figures(request: HttpRequest) -> JsonResponse:
    """What operators watch: how much is in force, what waits for a decision, what should have been applied."""
    return JsonResponse(
        {
            "items_in_force": ServiceItem.objects.in_force().count(),
            "drafts_open": Draft.objects.open().count(),
            "calendar_next_year": arrangements.next_year(timezone.localdate()),
            "revisions_due_not_applied": Revision.objects.due(timezone.localdate()).count(),
            "search": search.status(),
            "booking": _booking(timezone.now()),
        }
    )


def _booking(now: datetime) -> dict[str, int]:
    """Drift must be 0; holds that lapsed and places that are due wait for the worker, so they are few."""
    return {
        "drift": sum(1 for _ in counts.drifts(since=now - RECENT)),
        "lapsed_holds": Booking.objects.lapsed(now - LATE).count(),
        "places_due": ReturnedPlace.objects.pending().filter(returns_at__lte=now - LATE).count(),
    }


def _unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
