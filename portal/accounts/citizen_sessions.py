"""Which citizen is signed in: a signed cookie of its own, apart from the sessions of staff.

No row is written for a session, so that a page costs no more for whoever is signed in. What a row would be good for,
ending a session from this side, is done by the citizen's `epoch`: a cookie of an earlier epoch is worth nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Self

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from appointments.models import Citizen

COOKIE = "__Host-citizen" if settings.IS_PUBLIC else "citizen"
SIGNER = signing.Signer(salt="portal.accounts.citizen_sessions")

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
FRESH = timedelta(minutes=1)
"""The cookie is not written again sooner than that."""

VIEW = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Session:
    """What the cookie says, to the second."""

    citizen: int
    epoch: int
    signed_in_at: datetime
    seen_at: datetime

    @classmethod
    def read(cls, cookie: str) -> Self | None:
        """The session; None for a cookie that was not signed here."""
        try:
            citizen, epoch, signed_in, seen = SIGNER.unsign_object(cookie)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(citizen, epoch, datetime.fromtimestamp(signed_in, UTC), datetime.fromtimestamp(seen, UTC))

    def __str__(self) -> str:
        """The cookie."""
        times = int(self.signed_in_at.timestamp()), int(self.seen_at.timestamp())
        return SIGNER.sign_object((self.citizen, self.epoch, *times))

    def lasts(self, now: datetime) -> bool:
        """Whether neither its idle time nor its whole time is over."""
        return now < self.seen_at + IDLE and now < self.signed_in_at + WHOLE


def middleware(get_response: VIEW) -> VIEW:
    """A request has `citizen`, the Citizen who is signed in or None, which asks the database when it is first read;
    and `citizen_session`, what the cookie alone says. A session that is used goes on; a cookie that is over is removed.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        cookie = request.COOKIES.get(COOKIE)
        session = Session.read(cookie) if cookie else None
        request.citizen_session = before = session if session and session.lasts(now) else None
        request.__class__ = _asking(type(request))
        response = get_response(request)
        # A view that signs somebody in or out has written the cookie; what everybody's caches keep has none.
        if COOKIE in response.cookies or "public" in response.get("Cache-Control", ""):
            return response
        if cookie and request.citizen_session is None:
            _remove(response)
        elif before and now >= before.seen_at + FRESH:
            _write(response, replace(before, seen_at=now))
        return response

    return answer


def sign_in(request: HttpRequest, response: HttpResponse, citizen: Citizen, now: datetime) -> None:
    """The browser that gets the response is the citizen's from now on, with new tokens in its forms."""
    rotate_token(request)
    request.citizen_session, request.citizen = Session(citizen.pk, citizen.epoch, now, now), citizen
    _write(response, request.citizen_session)


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """The browser that gets the response is nobody's, and keeps no page. Done twice, it still is.

    Every session of the citizen ends with it, so that a copy of the cookie opens nothing. An old copy ends no new one.
    """
    rotate_token(request)
    if session := request.citizen_session:
        Citizen.objects.filter(pk=session.citizen, epoch=session.epoch).update(epoch=F("epoch") + 1)
    request.citizen_session = request.citizen = None
    response.headers["Clear-Site-Data"] = '"cache"'
    _remove(response)


def context(request: HttpRequest) -> dict[str, bool]:
    """For every page: whether a citizen seems to be signed in, by the cookie alone."""
    return {"is_signed_in": getattr(request, "citizen_session", None) is not None}


@cache
def _asking(kind: type[HttpRequest]) -> type[HttpRequest]:
    """That kind of request with its `citizen`. A lazy object would do but for None: it could never be None itself."""
    return type(kind.__name__, (kind,), {"citizen": cached_property(_citizen), "__module__": kind.__module__})


def _citizen(request: HttpRequest) -> Citizen | None:
    session = request.citizen_session
    if session is None:
        return None
    found = Citizen.objects.filter(pk=session.citizen, epoch=session.epoch).first()
    if found is None:
        request.citizen_session = None
    return found


def _write(response: HttpResponse, session: Session) -> None:
    """Until the browser is closed: others may use it next."""
    response.set_cookie(COOKIE, str(session), secure=settings.IS_PUBLIC, httponly=True, samesite="Lax")


def _remove(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
