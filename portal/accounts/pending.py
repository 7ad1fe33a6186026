"""A sign-in under way, kept in the browser: which code was sent to which phone.

The phone stands in the cookie so that it need not stand in the database before anybody has shown that it is theirs.
Scripts cannot read it and others cannot write it; it is over after a quarter of an hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-sign-in" if settings.IS_PUBLIC else "sign-in"
SALT = "portal.accounts.pending"
LIFE = 15 * 60  # Seconds.


@dataclass(frozen=True)
class Pending:
    """The key of the code, the phone it went to, and when."""

    key: str
    phone: str
    sent_at: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """What this browser has under way."""
        try:
            key, phone, sent_at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
        except signing.BadSignature:
            return None
        return cls(key, phone, datetime.fromtimestamp(sent_at, UTC))

    def keep(self, response: HttpResponse) -> None:
        """The browser has it under way from now on."""
        value = signing.dumps((self.key, self.phone, int(self.sent_at.timestamp())), salt=SALT)
        response.set_cookie(COOKIE, value, max_age=LIFE, secure=settings.IS_PUBLIC, httponly=True, samesite="Lax")


def drop(response: HttpResponse) -> None:
    """The browser has nothing under way."""
    response.delete_cookie(COOKIE, samesite="Lax")
