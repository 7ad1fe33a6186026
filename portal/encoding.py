"""Text in addresses and forms is UTF-8, whatever a request says of itself.

Django follows the charset of the Content-Type header, also for the address of a GET. Some charsets decode to halves of
characters, which no database and no template can write.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nothing of the request is read in another encoding."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.encoding is not None:  # It named a charset. Setting this reads the address, so not for nothing.
            request.encoding = "utf-8"
        return get_response(request)

    return answer
