"""Standard and elder version, and the language: the same pages, shown differently."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_choosing_the_elder_version_keeps_it_in_a_cookie_and_returns_to_the_page(client):
    answer = client.post(reverse("display"), {"ui": "elder", "next": "/items/?q=huzhao&page=2"})

    assert (answer.status_code, answer.url) == (302, "/items/?q=huzhao&page=2")
    cookie = answer.cookies["ui"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"], cookie["max-age"]) == ("elder", "Lax", True, 31536000)


def test_the_elder_version_is_a_class_on_the_same_page_with_the_service_line_at_hand(client):
    client.cookies["ui"] = "elder"

    page = client.get(reverse("home")).content.decode()

    assert '<html lang="zh-Hans-CN" class="elder">' in page
    assert '<aside class="help-bar" aria-label="电话帮助"><a href="tel:12345">' in page


def test_the_standard_version_has_no_class_and_no_bar(client):
    page = client.get(reverse("home")).content.decode()

    assert '<html lang="zh-Hans-CN">' in page
    assert "help-bar" not in page


def test_the_way_back_to_the_standard_version_is_the_same_button(client):
    client.cookies["ui"] = "elder"

    client.post(reverse("display"), {"ui": "standard", "next": "/"})

    assert client.cookies["ui"].value == "standard"


@pytest.mark.parametrize("unknown", ["", "ELDER", "elder2", "<script>"])
def test_an_unknown_version_is_the_standard_one(client, unknown):
    assert client.post(reverse("display"), {"ui": unknown}).cookies["ui"].value == "standard"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "http:///example.org", "javascript:alert(1)", "\\\\example.org", ""],
)
def test_nobody_is_sent_to_another_site(client, elsewhere):
    assert client.post(reverse("display"), {"ui": "elder", "next": elsewhere}).url == "/"


def test_choosing_is_a_post_with_a_token(client):
    assert client.get(reverse("display")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(reverse("display"), {"ui": "elder"}).status_code == 403


def test_an_address_that_is_too_long_to_return_to_is_not_repeated_on_the_page(client):
    page = client.get(reverse("home"), {"x": "长" * 3000}).content.decode()

    assert '<input type="hidden" name="next" value="/">' in page


def test_the_page_in_english_says_so(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})

    page = client.get(reverse("home")).content.decode()

    assert '<html lang="en">' in page
    assert "What do you need to do?" in page
