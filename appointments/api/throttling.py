"""How often one partner, or one network address without a token, may ask."""

from time import time

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from catalog.api.throttling import PerAddress

A_MINUTE = 60  # Seconds.
PARTNER_REQUESTS_A_MINUTE = 60_000
"""Far more than a rush of citizens: it stops a program that runs wild, and its neighbours go on."""


class PerCaller(PerAddress):
    """A partner by a counter that begins anew every minute; everybody else as at the other addresses."""

    partner_requests = PARTNER_REQUESTS_A_MINUTE

    def allow_request(self, request: Request, view: object) -> bool:
        """Whether this one is not too many. A list of moments, as for addresses, would be long for a partner."""
        if request.auth is None:
            return super().allow_request(request, view)
        self.now = time()
        return self._count(f"api-client:{request.auth.pk}:{self.now // A_MINUTE:.0f}") <= self.partner_requests

    def wait(self) -> float:
        """Seconds until the next one may come."""
        return A_MINUTE - self.now % A_MINUTE if not hasattr(self, "history") else super().wait()

    def _count(self, key: str) -> int:
        try:
            return cache.incr(key)
        except ValueError:  # The first one of this minute.
            cache.add(key, 0, timeout=2 * A_MINUTE)
            return cache.incr(key)


class WrongTokens(SimpleRateThrottle):
    """Wrong tokens from one network address. Whoever shows a good one from there goes on: others may share it."""

    scope = "wrong-token"
    rate = "30/min"

    def get_cache_key(self, request: Request, view: object) -> str:
        """By address alone: nobody is known yet."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
