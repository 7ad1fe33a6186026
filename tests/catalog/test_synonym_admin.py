"""Synonyms as staff keep them: changed directly, searched by at once."""

from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import synonyms
from catalog.models import SearchState, Synonym
from tests.staff import change_page, filled_form, signed_in
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/catalog/synonym/", "/admin/catalog/synonym/add/"


def make_synonym(term: str = "某俗称", *expansions: str) -> Synonym:
    return synonyms.save(Synonym(term=term, expansions=list(expansions or ("公安局",))), by=None)


def add(client, **fields):
    return client.post(ADD, {"term": "某俗称", "expansions": "公安局", "weight": "1", "note": ""} | fields)


def errors(response) -> list[str]:
    return [message for messages in response.context["errors"] for message in messages]


def generation() -> int:
    return SearchState.objects.get().generation


def test_a_new_synonym_is_kept_as_search_compares_it_and_reaches_search(editor):
    before = generation()

    add(editor, term="某 Ｓ俗稱", expansions="公安局\r\n  交通警察局 \r\n\r\n公安局", weight="0.8")

    synonym = Synonym.objects.get(term="某 s俗称")
    assert synonym.expansions == ["公安局", "交通警察局"]
    assert (float(synonym.weight), synonym.created_by) == (0.8, editor.user)
    assert generation() == before + 1
    assert LogEntry.objects.get().object_repr == "某 s俗称"


def test_a_changed_synonym_keeps_who_made_it_and_reaches_search(editor):
    synonym, before = make_synonym(), generation()
    fields = filled_form(editor, change_page(synonym), "synonym_form")

    editor.post(change_page(synonym), fields | {"expansions": "消防"})

    synonym.refresh_from_db()
    assert (synonym.expansions, synonym.created_by) == (["消防"], None)
    assert generation() > before


def test_the_page_shows_the_synonym_as_it_is(editor):
    fields = filled_form(editor, change_page(make_synonym("某俗称", "公安局", "消防")), "synonym_form")

    assert fields["expansions"] == ["公安局\r\n消防"]


def test_a_deleted_synonym_reaches_search(editor):
    synonym = make_synonym()
    before = generation()

    editor.post(reverse("admin:catalog_synonym_delete", args=[synonym.pk]), {"post": "yes"})

    assert not Synonym.objects.filter(term="某俗称").exists()
    assert generation() == before + 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"expansions": "公安局\r\n某俗称"}, "“某俗称”不能解释成它自己。"),
        ({"term": "某俗稱", "expansions": "某俗称"}, "“某俗称”不能解释成它自己。"),
        ({"term": "！！"}, "请填写文字、字母或数字。"),
        ({"expansions": "，，"}, "请填写文字、字母或数字。"),
        ({"expansions": "\r\n".join("甲乙丙丁戊己庚辛壬")}, "请写 1 到 8 个意思，每个不超过 40 个字。"),
        ({"expansions": "长" * 41}, "请写 1 到 8 个意思，每个不超过 40 个字。"),
        ({"term": "派出所"}, "同义词里已有“派出所”，请直接修改那一条。"),
    ],
)
def test_what_cannot_be_searched_by_is_refused_with_a_sentence_and_nothing_is_lost(editor, fields, sentence):
    before = generation()

    response = add(editor, **fields)

    assert errors(response) == [sentence]
    assert response.context["adminform"].form.data["note"] == ""
    assert generation() == before


@pytest.mark.parametrize(
    "fields", [{"term": ""}, {"expansions": ""}, {"weight": "0"}, {"weight": "1.5"}, {"term": "长" * 21}]
)
def test_what_is_missing_or_out_of_bounds_is_refused(editor, fields):
    before = Synonym.objects.count()

    assert len(errors(add(editor, **fields))) == 1
    assert Synonym.objects.count() == before


@pytest.mark.parametrize("words", ["特别俗称", "特别意思", "特别备注"])
def test_synonyms_are_found_by_term_meaning_and_note(editor, words):
    synonyms.save(Synonym(term="特别俗称", expansions=["特别意思"], note="特别备注"), by=None)

    found = editor.get(LIST, {"q": words}).context["cl"].queryset

    assert [synonym.term for synonym in found] == ["特别俗称"]


def test_the_list_takes_as_many_queries_for_many_as_for_one(editor):
    for number in range(10):
        synonyms.save(Synonym(term=f"俗称{number}", expansions=["公安局"]), by=editor.user)
    counts = []
    for words in ("俗称1", "俗称"):
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(LIST, {"q": words}).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] == 10


@pytest.mark.parametrize("role", ["auditor", "item_approver"])
def test_others_read_what_a_term_stands_for(role):
    page = signed_in(role).get(change_page(make_synonym("某俗称", "公安局", "消防"))).content.decode()

    assert "公安局；消防" in page
    assert 'name="_save"' not in page


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_add_a_term_at_once_are_both_answered():
    editors = [signed_in("item_editor") for _number in range(2)]

    answers = at_once(
        [partial(add, one, expansions=meant) for one, meant in zip(editors, ("公安局", "民政局"), strict=True)]
    )

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert Synonym.objects.filter(term="某俗称").count() == 1
