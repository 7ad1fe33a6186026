"""Chinese first; English for those who choose it."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_is_chinese_whatever_the_browser_prefers(client):
    response = client.get("/", headers={"accept-language": "en-US,en;q=0.9"})

    assert response.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans-CN"' in response.content.decode()


def test_a_page_is_english_for_those_who_chose_it(client):
    chosen = client.post("/language/", {"language": "en", "next": "/a-z/"})
    response = client.get("/a-z/")

    assert (chosen.status_code, chosen.url) == (302, "/a-z/")
    assert response.headers["Content-Language"] == "en"
    assert '<html lang="en"' in response.content.decode()


def test_an_unknown_language_is_chinese(client):
    client.cookies["django_language"] = "tlh"

    assert client.get("/").headers["Content-Language"] == "zh-hans"


def test_the_choice_of_language_leads_nowhere_else(client):
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert response.url == "/"
