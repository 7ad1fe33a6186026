"""The OpenAPI document, and the page that shows the same document to people."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import parameters
from .conditional import ConditionalMixin
from .language import AcceptLanguageMixin
from .limits import REQUESTS_A_MINUTE
from .problems import TITLES
from .readable import operations, structures
from .throttling import PerAddress

LANGUAGES_KEPT = 4


@lru_cache(maxsize=LANGUAGES_KEPT)
def document(language: str) -> dict[str, Any]:
    """The OpenAPI document in that language; made once for each."""
    with translation.override(language):
        return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


@extend_schema(exclude=True)
class SchemaView(AcceptLanguageMixin, ConditionalMixin, APIView):
    """The OpenAPI document as JSON, its descriptions in the language of Accept-Language."""

    http_method_names = ["get", "head"]
    throttle_classes = [PerAddress]

    def get(self, request: Request) -> Response:
        """The document. Raises ValidationError: it takes no parameters."""
        parameters.check(request)
        return Response(document(get_language()))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What can be asked without a token, what comes back and what can go wrong, for people who write programs."""
    return _page(request, "catalog/api.html", needs_token=False)


@require_safe
def booking(request: HttpRequest) -> HttpResponse:
    """The same for partner front ends, which book with a token."""
    return _page(
        request, "catalog/api_booking.html", needs_token=True, crumbs=[(_("Data for programs"), reverse("api:index"))]
    )


def _page(
    request: HttpRequest, template: str, *, needs_token: bool, crumbs: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    openapi = document(get_language())
    shown = [each for each in operations(openapi) if each.needs_token == needs_token]
    context = {
        "info": openapi["info"],
        "operations": shown,
        "structures": structures(openapi, shown),
        "problems": TITLES.items(),
        "limit": REQUESTS_A_MINUTE,
        "crumbs": crumbs,
    }
    response = render(request, template, context)
    patch_cache_control(response, private=True)
    return response
