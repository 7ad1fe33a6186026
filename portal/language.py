"""Which language an answer speaks: Chinese, unless the visitor has chosen English.

Django's own middleware would follow the browser, and a citizen with an English telephone would get an English page of
Chinese facts. On pages the choice is therefore the cookie of the language button. A program has no button: the interface
under /api/ follows its Accept-Language.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

INTERFACE = "/api/"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The answer is in the language chosen; in Chinese where nothing or an unknown language is chosen."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_interface = request.path.startswith(INTERFACE)
        language = translation.get_language_from_request(request) if is_interface else _of_cookie(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"] if is_interface else ["Cookie"])
        return response

    return answer


def _of_cookie(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
