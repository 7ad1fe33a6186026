"""Browsers and the addresses they come from, as limits see them."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.accounts import callers
from portal.accounts.callers import Caller


def request(address: str = "192.0.2.1", forwarded: str = "", device: str = ""):
    """A request from there."""
    made = RequestFactory().get("/", REMOTE_ADDR=address)
    if forwarded:
        made.META["HTTP_X_FORWARDED_FOR"] = forwarded
    made.COOKIES[callers.COOKIE] = device
    return made


def test_a_browser_that_was_marked_is_known_again_and_not_marked_again():
    response = HttpResponse()
    callers.mark(request(), response)
    cookie = response.cookies[callers.COOKIE]

    again = HttpResponse()
    callers.mark(request(device=cookie.value), again)

    known = {Caller.of(request(address, device=cookie.value)).device for address in ("192.0.2.1", "192.0.2.2")}
    assert len(known) == 1
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert callers.COOKIE not in again.cookies


@pytest.mark.parametrize("device", ["", "made up", "x:y"])
def test_browsers_without_our_cookie_share_what_their_address_has(device):
    assert Caller.of(request(device=device)) == Caller("no cookie, 192.0.2.1", "192.0.2.1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_one_household_is_one_address(address, network):
    assert Caller.of(request(address)).address == network


def test_what_a_client_says_of_its_address_counts_only_from_a_proxy_that_is_trusted(settings):
    forged = request(forwarded="198.51.100.1, 203.0.113.9")

    assert Caller.of(forged).address == "192.0.2.1"
    settings.TRUSTED_PROXY = True
    assert Caller.of(forged).address == "203.0.113.9"
