"""What is answered while somebody types: a short list for any input, and nothing that others may keep."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search, synonyms
from catalog.models import Department, SearchState, ServiceItem, Synonym
from tests.bad_input import BAD_INPUT
from tests.factories import make_item

pytestmark = pytest.mark.django_db

SUGGEST = "/suggest/"


def suggestions(client, typed: str) -> list[dict]:
    answer = client.get(SUGGEST, {"q": typed})
    assert answer.status_code == 200
    return answer.json()


def test_an_item_is_suggested_by_another_name_with_the_way_to_its_page(client):
    make_item(code="T-901", name="测试事项", aliases=["查无此例的说法"])
    search.refresh()

    assert suggestions(client, "查无此例") == [
        {
            "kind": "item",
            "text": "查无此例的说法",
            "spans": [[0, 4]],
            "name": "测试事项",
            "department": "市测试局",
            "address": "/items/T-901/",
        }
    ]


def test_the_name_is_not_said_twice(client):
    [found] = suggestions(client, "d13-080")

    assert (found["text"], found["spans"], found["name"]) == ("普通护照签发", [], "")


def test_a_department_leads_to_its_page(client):
    [found] = [each for each in suggestions(client, "民宗局") if each["kind"] == "department"]

    assert found["address"] == Department.objects.get(short_name="市民宗局").get_absolute_url()


def test_a_term_leads_to_what_is_found_by_it(client):
    synonyms.save(Synonym(term="查无此例", expansions=["往来港澳通行证"]), by=None)
    search.refresh()

    assert suggestions(client, "查无") == [
        {
            "kind": "term",
            "text": "查无此例",
            "spans": [[0, 2]],
            "name": "往来港澳通行证",
            "department": "",
            "address": "/items/?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BE%8B",
        }
    ]


@pytest.mark.parametrize(
    "typed", ["putonghuz", "pthz", "ＰＴＨＺ", "普通護照", "普通护照", "D13-080", "我想办普通护照"]
)
def test_the_passport_is_suggested_however_it_is_typed(client, typed):
    assert "/items/D13-080/" in [each["address"] for each in suggestions(client, typed)]


def test_every_address_that_is_suggested_leads_somewhere(client):
    for typed in ("公", "市", "交", "补办", "sh"):
        found = suggestions(client, typed)
        assert 0 < len(found) <= 8
        assert [client.get(each["address"]).status_code for each in found] == [200] * len(found)


@pytest.mark.parametrize("asked", BAD_INPUT)
def test_any_input_has_a_list(client, asked):
    answer = client.get(f"{SUGGEST}?q={asked}")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert type(answer.json()) is list


@pytest.mark.parametrize("typed", ["", " ", "h", "，", "🚪", "\0", "<script>", "zzzzqqqq"])
def test_where_nothing_begins_like_this_the_list_is_empty(client, typed):
    assert suggestions(client, typed) == []


def test_without_words_the_list_is_empty(client):
    assert client.get(SUGGEST).json() == []


def test_markup_in_a_name_is_no_markup_in_the_answer(client):
    make_item(code="T-901", name="<b>护照</b>")
    search.refresh()

    answer = client.get(SUGGEST, {"q": "T-901"})

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.json()[0]["text"] == "<b>护照</b>"


def test_only_the_browser_keeps_what_was_typed(client):
    answer = client.get(SUGGEST, {"q": "护照"})

    assert set(answer["Cache-Control"].split(", ")) == {"private", "max-age=60"}
    assert answer.cookies == {}


def test_it_can_only_be_read(client):
    assert client.head(SUGGEST).status_code == 200
    assert client.post(SUGGEST, {"q": "护照"}).status_code == 405


def test_the_database_is_not_asked(client):
    suggestions(client, "护照")

    with CaptureQueriesContext(connection) as queries:
        suggestions(client, "身份证")

    # Once a second at most the search looks whether the catalogue has changed.
    assert [query["sql"] for query in queries if "catalog_searchstate" not in query["sql"]] == []


def test_an_item_that_is_no_longer_offered_is_no_longer_suggested(client):
    item = ServiceItem.objects.get(code="D13-080")
    ServiceItem.objects.filter(pk=item.pk).update(retired_on="2026-01-01")
    SearchState.advance()
    search.refresh()

    assert item.get_absolute_url() not in [each["address"] for each in suggestions(client, "普通护照")]
