"""The question under the results, and what a search leaves in the log."""

import html
import logging
import re
from functools import partial

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from catalog import search, search_log
from catalog.models import SearchLog
from tests.threads import at_once

pytestmark = pytest.mark.django_db

RESULTS, USEFUL = "/items/", "/useful/"
FAILED, SURE = "怎么把猫送上月球", "护照"


@pytest.fixture(scope="module", autouse=True)
def index(django_db_setup, django_db_blocker):
    """Is built before the first page is asked for, so that no time limit runs out."""
    with django_db_blocker.unblock():
        search.search(SURE)


def kept() -> set[tuple]:
    return set(SearchLog.objects.values_list("day", "kind", "words", "count"))


def row(kind: str, words: str, count: int = 1) -> tuple:
    return timezone.localdate(), kind, words, count


def main(answer) -> str:
    return html.unescape(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def token(client: Client, **asked) -> str:
    page = client.get(RESULTS, asked).content.decode()
    return html.unescape(re.search(r'name="token" value="([^"]+)"', page)[1])


def answer(client: Client, answer: str, **asked):
    return client.post(USEFUL, {"token": token(client, **asked), "answer": answer})


def test_a_search_that_nothing_fits_is_counted_each_time_with_the_item_that_stood_first(client):
    first = client.get(RESULTS, {"q": FAILED}).context["result"].codes[0]
    client.get(RESULTS, {"q": f" {FAILED}"})

    assert kept() == {row("unsure", FAILED, 2)}
    assert SearchLog.objects.get().top_item == first


def test_a_search_that_found_nothing_is_counted(client):
    client.get(RESULTS, {"q": "qqqqxxzz"})

    assert kept() == {row("nothing", "qqqqxxzz")}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": SURE},
        {"q": "！！！"},
        {"q": FAILED, "tier": "D"},
        {"q": FAILED, "page": "2"},
        {"q": FAILED, "useful": "no"},
        {"q": "44030119900101123X"},
        {"q": "138 0013 8000"},
        {"q": "张三 １３８００１３８０００"},
    ],
)
def test_other_pages_and_numbers_of_people_leave_nothing(client, asked):
    assert client.get(RESULTS, asked).status_code == 200

    assert kept() == set()


def test_asking_for_the_head_of_a_page_leaves_nothing(client):
    client.head(RESULTS, {"q": FAILED})

    assert kept() == set()


@pytest.fixture
def refusing_log(monkeypatch):
    """A database that does not take the row, and says so with the words in its message."""

    def refuse(*_args, **_fields):
        raise DatabaseError(f"Failing row contains ({FAILED})")

    monkeypatch.setattr(search_log, "_count", refuse)


def test_a_failure_to_count_leaves_the_page_whole_and_is_logged_without_the_words(client, refusing_log, caplog):
    page = client.get(RESULTS, {"q": FAILED})

    assert page.status_code == 200
    assert [
        (record.levelno, record.getMessage()) for record in caplog.records if record.name.startswith("catalog")
    ] == [(logging.ERROR, "A search that failed was not counted: DatabaseError")]
    assert FAILED not in caplog.text


def test_the_question_stands_under_the_results(client):
    page = main(client.get(RESULTS, {"q": SURE}))

    assert "这些结果有用吗？" in page
    assert "我们只记录搜索的词，不记录您是谁。" in page


@pytest.mark.parametrize("asked", [{}, {"tier": "A"}, {"q": "！！！"}, {"q": "qqqqxxzz"}, {"q": "13800138000"}])
def test_without_words_or_results_or_where_nothing_may_be_kept_it_is_not_asked(client, asked):
    assert "这些结果有用吗？" not in main(client.get(RESULTS, asked))


@pytest.mark.parametrize(("said", "kind"), [("yes", "useful"), ("no", "not_useful")])
def test_an_answer_is_counted_and_leads_back_to_the_page_that_says_thank_you(client, said, kind):
    response = answer(client, said, q=SURE)

    assert kept() == {row(kind, SURE)}
    assert response.url == f"/items/?q=%E6%8A%A4%E7%85%A7&useful={said}#useful"
    page = main(client.get(response.url))
    assert "谢谢您" in page
    assert "这些结果有用吗？" not in page


def test_after_no_the_page_names_the_service_line_the_departments_and_what_is_kept(client):
    page = main(client.get(answer(client, "no", q=SURE).url))

    assert 'href="tel:12345"' in page
    assert 'href="/departments/"' in page
    assert "我们记下了您搜索的词，没有记录您是谁。" in page


def test_the_way_back_keeps_filters_and_page(client):
    response = answer(client, "yes", q="证", audience="person", page="2")

    assert response.url == "/items/?q=%E8%AF%81&audience=person&page=2&useful=yes#useful"


def test_an_answer_about_words_with_a_number_is_kept_without_it(client):
    answer(client, "no", q="丢了护照和户口本 13800138000")

    assert kept() == {row("not_useful", "丢了护照和户口本 ***")}


def test_one_page_counts_once_however_often_it_is_answered(client):
    asked = {"token": token(client, q=SURE), "answer": "yes"}

    responses = [client.post(USEFUL, asked | {"answer": said}).url for said in ("yes", "yes", "no")]

    assert kept() == {row("useful", SURE)}
    assert [url.partition("useful=")[2] for url in responses] == ["yes#useful", "yes#useful", "no#useful"]


@pytest.mark.django_db(transaction=True)
def test_one_page_answered_twice_at_once_counts_once(client):
    asked = {"token": token(client, q=SURE), "answer": "yes"}

    at_once([partial(Client().post, USEFUL, asked) for _each in range(4)])

    assert kept() == {row("useful", SURE)}


@pytest.mark.django_db(transaction=True)
def test_without_the_mark_of_use_every_press_would_count(client, monkeypatch):
    monkeypatch.setattr(type(caches["default"]), "add", lambda *_args, **_options: True)
    asked = {"token": token(client, q=SURE), "answer": "yes"}

    at_once([partial(Client().post, USEFUL, asked) for _each in range(4)])

    assert kept() == {row("useful", SURE, 4)}


def test_an_answer_from_a_page_that_was_open_too_long_is_asked_for_again(client, time_machine):
    time_machine.move_to("2026-11-24 04:00+00:00", tick=False)
    asked = {"token": token(client, q=SURE), "answer": "yes"}
    time_machine.move_to("2026-11-24 06:00:01+00:00", tick=False)

    response = client.post(USEFUL, asked)

    assert kept() == set()
    page = main(client.get(response.url))
    assert "您的回答没有记下来，请再选一次。" in page
    assert "这些结果有用吗？" in page


def test_an_answer_that_the_database_did_not_take_may_be_given_again(client, monkeypatch):
    asked = {"token": token(client, q=SURE), "answer": "yes"}
    with monkeypatch.context() as broken:
        broken.setattr(search_log, "_count", lambda *_args: (_ for _ in ()).throw(DatabaseError(SURE)))
        assert client.post(USEFUL, asked).url == "/items/?q=%E6%8A%A4%E7%85%A7&useful=again#useful"

    client.post(USEFUL, asked)

    assert kept() == {row("useful", SURE)}


@pytest.mark.parametrize("change", [{"token": ""}, {"token": "x:y:z"}, {"answer": ""}, {"answer": "maybe"}])
def test_what_no_page_of_ours_sends_is_refused_and_not_counted(client, change):
    asked = {"token": token(client, q=SURE), "answer": "yes"}

    assert client.post(USEFUL, asked | change).status_code == 400
    assert kept() == set()


def test_an_answer_from_another_site_is_refused():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(USEFUL, {"token": token(strict, q=SURE), "answer": "yes"}).status_code == 403
    assert kept() == set()


def test_opening_the_address_of_the_answer_is_no_answer(client):
    assert client.get(USEFUL).status_code == 405


@pytest.mark.parametrize("said", ["<script>", "maybe", "yes\0"])
def test_a_thank_you_nobody_gave_is_just_the_page(client, said):
    assert "这些结果有用吗？" in main(client.get(RESULTS, {"q": SURE, "useful": said}))


def test_nothing_the_page_keeps_tells_who_asked():
    fields = {field.name for field in SearchLog._meta.get_fields()}

    assert fields == {"id", "day", "kind", "words", "count", "top_item"}
