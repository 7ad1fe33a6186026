"""A refusal of a verb, as the API's answer 409."""

from django.core.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_409_CONFLICT
from rest_framework.views import exception_handler, set_rollback


def api_refusal(error: Exception, context: dict) -> Response | None:
    """A verb's refusal is 409 with its code and sentence; every other error is what the framework makes of it."""
    if not isinstance(error, ValidationError):
        return exception_handler(error, context)
    set_rollback()
    return Response(
        {"code": getattr(error, "code", None) or "refused", "detail": " ".join(error.messages)},
        status=HTTP_409_CONFLICT,
    )
