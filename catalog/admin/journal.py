"""What staff did in the catalogue, in Django's admin log."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from catalog.models import Draft, ServiceItem


def drafted(request: HttpRequest, draft: Draft) -> None:
    """A draft was written."""
    _write(request, Draft, ADDITION, str(draft), draft.reason, draft.pk)


def decided(request: HttpRequest, draft: Draft, message: str) -> None:
    """A draft was approved or rejected."""
    _write(request, Draft, CHANGE, str(draft), message, draft.pk)


def exported(request: HttpRequest, file_name: str, message: str) -> None:
    """Items left as a file. The entry is about the whole list, so it names no row."""
    _write(request, ServiceItem, CHANGE, file_name, message)


def _write(request: HttpRequest, model: type, action: int, name: str, message: str, pk: int | None = None) -> None:
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(model),
        object_id=pk,
        object_repr=name[:200],
        action_flag=action,
        change_message=message,
    )
