"""Which language sentences of the interface are in: Chinese, unless the program asks for another in Accept-Language.

Pages follow the visitor's cookie instead; programs have none.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header


def asked_for(request: HttpRequest) -> str:
    """The first language of Accept-Language that the site speaks; Chinese without one."""
    for language, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class AcceptLanguageMixin:
    """Refusals and descriptions in the language asked for. Codes, names and amounts are the same in every language."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The response, which says its language."""
        language = asked_for(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response
