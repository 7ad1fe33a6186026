"""What staff did in the catalogue, in Django's admin log."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest

from catalog.models import Draft


def write(request: HttpRequest, row: Model, action: int, message: str) -> None:
    """One entry about one row."""
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=str(row)[:200],
        action_flag=action,
        change_message=message,
    )


def drafted(request: HttpRequest, draft: Draft) -> None:
    """A draft was written."""
    write(request, draft, ADDITION, draft.reason)


def decided(request: HttpRequest, draft: Draft, message: str) -> None:
    """A draft was approved or rejected."""
    write(request, draft, CHANGE, message)
