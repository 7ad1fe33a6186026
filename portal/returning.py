"""Where a visitor goes back to: only ever an address of this site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000  # Characters.


def own_address(request: HttpRequest, asked: str, default: str = "home") -> str:
    """The address asked for if it is ours, else that of the view named."""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours and len(asked) <= LONGEST else reverse(default)
