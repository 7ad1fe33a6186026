"""Who asks, as far as limits are concerned: a browser and the address it comes from. Neither is a person."""

import secrets
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Self

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-device" if settings.IS_PUBLIC else "device"
COOKIE_AGE = 24 * 60 * 60  # Seconds: longer than any stretch of time that is counted.
SIGNER = signing.Signer(salt="portal.accounts.callers")
HOME_NETWORK = 64  # Bits of an IPv6 address that one household shares.


@dataclass(frozen=True)
class Caller:
    """`device` is what a cookie of ours says, and the address for whoever sends none."""

    device: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Who sends this request."""
        address = _network(_client_address(request))
        return cls(_device(request) or f"no cookie, {address}", address)


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """The browser can be told from others at its address for a day; nothing else is known of it."""
    if _device(request) is None:
        value = SIGNER.sign(secrets.token_urlsafe(16))
        options = {"secure": settings.IS_PUBLIC, "httponly": True, "samesite": "Lax"}
        response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, **options)


def _device(request: HttpRequest) -> str | None:
    try:
        return SIGNER.unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return None


def _client_address(request: HttpRequest) -> str:
    """What the proxy in front wrote last, if it is trusted: whatever stands before that the client may have written."""
    if settings.TRUSTED_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:  # A socket, or what is no address.
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, HOME_NETWORK), strict=False))
