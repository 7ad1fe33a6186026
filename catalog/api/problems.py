"""Every refusal of the interface as one kind of document: problem details, RFC 9457."""

import json
from collections.abc import Mapping
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.serializers import as_serializer_error

from catalog.models import ServiceItem

PROBLEM_JSON = "application/problem+json"

TITLES = {
    "invalid-parameter": _("Something that was sent cannot be used"),
    "bad-request": _("The request cannot be read"),
    "not-authenticated": _("A token is needed"),
    "invalid-token": _("The token opens nothing"),
    "scope-missing": _("The token does not reach that far"),
    "not-found": _("There is nothing at this address"),
    "page-not-found": _("There is no such page of the list"),
    "method-not-allowed": _("The address does not take this method"),
    "not-acceptable": _("The interface answers in JSON only"),
    "retired": _("The item has been taken off the list"),
    "precondition-failed": _("The document is not the one you expected"),
    "too-large": _("The request is too large"),
    "unsupported-media-type": _("The interface reads JSON only"),
    "too-many-requests": _("Too many requests"),
}

KINDS = {
    status.HTTP_404_NOT_FOUND: "not-found",
    status.HTTP_405_METHOD_NOT_ALLOWED: "method-not-allowed",
    status.HTTP_406_NOT_ACCEPTABLE: "not-acceptable",
    status.HTTP_412_PRECONDITION_FAILED: "precondition-failed",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    status.HTTP_429_TOO_MANY_REQUESTS: "too-many-requests",
}


class Problem(exceptions.APIException):
    """A refusal of a kind of its own, which `default_code` names; it may say more than a sentence."""

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the answer has besides."""
        return {}

    def members(self, request: HttpRequest) -> dict[str, Any]:
        """Members that the document has besides."""
        return {}


class PageNotFound(exceptions.NotFound):
    """The list has no page of that number."""

    default_code = "page-not-found"


class PreconditionFailed(Problem):
    """The client asked for another state of the document (If-Match)."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("If-Match does not name the present state of this document.")
    default_code = "precondition-failed"


class ItemRetired(Problem):
    """The item is no longer on the list; `item.successor` may say which one takes its place."""

    status_code = status.HTTP_410_GONE
    default_code = "retired"

    def __init__(self, item: ServiceItem) -> None:
        super().__init__(_("%(code)s was taken off the list.") % {"code": item.code})
        self.item = item

    def members(self, request: HttpRequest) -> dict[str, Any]:
        """When it was taken off the list, why, and what takes its place."""
        successor = self.item.successor
        return {
            "retired_on": self.item.retired_on.isoformat(),
            "reason": self.item.retired_reason,
            "successor": successor
            and {
                "code": successor.code,
                "name": successor.name,
                "url": request.build_absolute_uri(reverse("api:item", args=[successor.code])),
                "page_url": request.build_absolute_uri(successor.get_absolute_url()),
            },
        }


def describe(titles: Mapping[str, Any]) -> None:
    """Refusals of these kinds have these titles: for apps whose addresses answer like these."""
    TITLES.update(titles)


def exception_handler(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The problem document for a refusal. None for a fault of ours, which Django then reports."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound(_("There is nothing here: the address may be mistyped, or not yours to open."))
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, SuspiciousOperation):
        exc = exceptions.ParseError(_("The request is malformed or has too many parameters."))
    if not isinstance(exc, exceptions.APIException):
        return None
    return problem(context["request"], exc)


def problem(request: HttpRequest, exc: exceptions.APIException) -> HttpResponse:
    """The refusal as a response that no cache keeps."""
    kind = _kind(exc)
    errors = _errors(exc)
    body = {
        "type": request.build_absolute_uri(f"{reverse('api:index')}#{kind}"),
        "title": str(TITLES[kind]),
        "status": exc.status_code,
        "detail": " ".join(error["detail"] for error in errors) or str(exc.detail),
        "errors": errors,
        **(exc.members(request) if isinstance(exc, Problem) else {}),
    }
    headers = exc.headers if isinstance(exc, Problem) else {}
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), content_type=PROBLEM_JSON, status=exc.status_code, headers=headers
    )
    response["Cache-Control"] = "no-store"
    if wait := getattr(exc, "wait", None):
        response["Retry-After"] = str(ceil(wait))
    return response


def _kind(exc: exceptions.APIException) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return "invalid-parameter"
    if exc.default_code in TITLES:
        return exc.default_code
    return KINDS.get(exc.status_code, "bad-request")


def _errors(exc: exceptions.APIException) -> list[dict[str, str]]:
    if not isinstance(exc, exceptions.ValidationError):
        return []
    return [
        {"parameter": name, "detail": str(detail)}
        for name, details in as_serializer_error(exc).items()
        for detail in details
    ]
