"""The basket of “several at once” (一次办): a few item codes in a cookie of the visitor's own browser.

No session, no account and nothing of a person: only which items were chosen, for a week. Whatever the cookie holds was
sent by a browser, so it is read with caution and looked up before it means anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse

from .converters import CodeConverter

COOKIE = "together"
COOKIE_AGE = 7 * 24 * 60 * 60  # Seconds.
LIMIT = 12
"""Items at most: as many as the fewest visits are worked out for exactly, and as fit on two sheets."""

SEPARATOR = "!"  # Never left in a quoted code.
CODE = re.compile(CodeConverter.regex)


@dataclass(frozen=True)
class Basket:
    """The codes chosen, each once, in the order they were chosen."""

    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What this browser holds; whatever cannot be a code is left out."""
        found = map(unquote, request.COOKIES.get(COOKIE, "").split(SEPARATOR))
        return cls(tuple(dict.fromkeys(code for code in found if CODE.fullmatch(code)))[:LIMIT])

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def with_codes(self, codes: Iterable[str]) -> tuple[Self, list[str]]:
        """The basket with these as well, as far as they fit, and those that did not. What is in it stays as it is."""
        wanted = [*dict.fromkeys([*self.codes, *codes])]
        return type(self)(tuple(wanted[:LIMIT])), wanted[LIMIT:]

    def without(self, code: str) -> Self:
        """The basket without that code, which need not be in it."""
        return type(self)(tuple(each for each in self.codes if each != code))

    def keep(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response leaves this basket in the browser; an empty one leaves nothing."""
        if not self.codes:
            response.delete_cookie(COOKIE, samesite="Lax")
            return response
        text = SEPARATOR.join(quote(code, safe="") for code in self.codes)
        response.set_cookie(COOKIE, text, max_age=COOKIE_AGE, secure=request.is_secure(), httponly=True, samesite="Lax")
        return response


def context(request: HttpRequest) -> dict[str, Any]:
    """For every page: `basket`, read from the cookie alone."""
    return {"basket": Basket.of(request)}
