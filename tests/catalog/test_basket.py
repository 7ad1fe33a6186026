"""The basket of items, read from a cookie that anybody may have written."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from catalog.basket import COOKIE, LIMIT, Basket


def sent(cookie: str):
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return request


def kept(basket: Basket) -> HttpResponse:
    request = RequestFactory().get("/")
    return basket.keep(request, HttpResponse())


@pytest.mark.parametrize(
    "codes", [("D13-080",), ("D13-080", "D01-001"), ("事项一", "a!b", "a b;c,d", '"quoted"', "é%20+")]
)
def test_what_is_kept_is_read_again(codes):
    assert Basket.of(sent(kept(Basket(codes)).cookies[COOKIE].value)) == Basket(codes)


@pytest.mark.parametrize(
    ("cookie", "codes"),
    [
        ("", ()),
        ("!!!", ()),
        ("A!A!B", ("A", "B")),
        ("a%2Fb", ()),
        ("%00", ()),
        ("%ff", ("\ufffd",)),
        ("x" * 41, ()),
        ("!".join(f"T-{number}" for number in range(40)), tuple(f"T-{number}" for number in range(LIMIT))),
    ],
)
def test_a_cookie_of_any_kind_is_read(cookie, codes):
    assert Basket.of(sent(cookie)).codes == codes


def test_an_item_is_added_twice_without_harm():
    once, refused = Basket(("A",)).with_codes(["B"])
    twice, refused_again = once.with_codes(["B", "B"])

    assert (once, twice) == (Basket(("A", "B")), Basket(("A", "B")))
    assert (refused, refused_again) == ([], [])


def test_an_item_is_taken_out_twice_without_harm():
    once = Basket(("A", "B")).without("A")

    assert (once, once.without("A")) == (Basket(("B",)), Basket(("B",)))


def test_what_does_not_fit_is_named_and_what_is_in_it_stays():
    full = tuple(f"T-{number}" for number in range(LIMIT))

    assert Basket(full).with_codes(["T-0", "MORE"]) == (Basket(full), ["MORE"])


def test_the_cookie_is_for_this_site_alone_and_ends():
    cookie = kept(Basket(("A",))).cookies[COOKIE]

    assert (cookie["samesite"], cookie["httponly"], cookie["max-age"], cookie["path"]) == ("Lax", True, 604800, "/")


def test_an_empty_basket_leaves_no_cookie():
    assert kept(Basket()).cookies[COOKIE]["max-age"] == 0
