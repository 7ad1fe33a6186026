"""Answers that a client or a proxy need not fetch twice."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, quote_etag
from rest_framework.request import Request

from .limits import SECONDS_FRESH
from .problems import PreconditionFailed, problem


class ConditionalMixin:
    """Each good answer has a strong ETag, the hash of its bytes; If-None-Match with it is answered 304.

    The bytes are hashed, not the version of the item: an answer also holds names of departments, themes and halls,
    which change without the item changing. For the same reason If-Modified-Since is not looked at.
    """

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        """The response, with its validators added as soon as its bytes are known."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.add_post_render_callback(lambda rendered: conditional(request, rendered))
        return response


def conditional(request: Request, response: HttpResponse) -> HttpResponse:
    """The response with its ETag, or 304 where the client holds these bytes already."""
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=SECONDS_FRESH)
    answer = get_conditional_response(request, etag=etag, response=response)
    return problem(request, PreconditionFailed()) if answer.status_code == 412 else answer
