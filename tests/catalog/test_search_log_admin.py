"""Searches that failed, as staff work through them: listed, looked into, and remedied after a preview."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import revisions, search
from catalog.admin.remedies import AliasRemedy, SynonymRemedy
from catalog.models import Draft, SearchLog, SearchState, ServiceItem, Synonym
from tests.factories import make_item, make_user
from tests.staff import change_page, signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/searchlog/"
WORDS = "怎么把猫送上月球"
PASSPORT = "D13-080"


def count(words: str = WORDS, kind: str = "unsure", times: int = 1, days_ago: int = 0, **fields) -> SearchLog:
    day = timezone.localdate() - timedelta(days=days_ago)
    return SearchLog.objects.create(day=day, kind=kind, words=words, count=times, **fields)


def listed(client, **asked) -> list[tuple]:
    rows = client.get(LIST, asked).context["cl"].result_list
    return [(row.words, row.failed, row.last_day) for row in rows]


def ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def test_words_stand_once_and_those_that_failed_most_often_first(editor):
    count("甲", "nothing", 2)
    count("乙", "unsure", 3, days_ago=6)
    count("乙", "unsure", 1, days_ago=5)
    count("乙", "not_useful", 1, days_ago=20)
    count("乙", "useful", 9)
    count("丙", "useful", 1)

    assert listed(editor) == [("乙", 5, ago(0)), ("甲", 2, ago(0)), ("丙", 0, ago(0))]
    assert "没有很匹配的 4；说“没有用” 1；说“有用” 9" in editor.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [("7", ["甲"]), ("30", ["乙", "甲"]), ("90", ["丙", "乙", "甲"]), ("", ["乙", "甲"]), ("x", ["乙", "甲"])],
)
def test_the_list_counts_the_days_that_were_chosen(editor, days, words):
    count("甲", times=1, days_ago=6)
    count("乙", times=2, days_ago=29)
    count("丙", times=3, days_ago=89)

    assert [row[0] for row in listed(editor, days=days)] == words


def test_one_way_to_fail_can_be_chosen_and_words_searched_for(editor):
    count("护照丢", "nothing")
    count("护照丢", "unsure", 5)
    count("户口丢", "unsure")

    assert [row[:2] for row in listed(editor, kind="nothing")] == [("护照丢", 6)]
    assert [row[:2] for row in listed(editor, q="户口")] == [("户口丢", 1)]
    assert [row[0] for row in listed(editor, kind="nonsense")] == ["护照丢", "户口丢"]


def test_the_list_takes_as_many_queries_for_many_words_as_for_one(editor):
    for number in range(30):
        count(f"词{number}x")
    counts = []
    for words in ("词1x", "词"):
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(LIST, {"q": words}).status_code == 200
        counts.append(len(seen))

    assert counts == [9, 9]


def test_the_page_of_words_counts_all_days_and_shows_what_they_find_today(editor):
    row = count("护照", "not_useful", 2, days_ago=80)
    count("护照", "not_useful", 3)

    page = editor.get(change_page(row))

    assert page.context["row"].not_useful == 5
    assert [item.code for item in page.context["found_today"]] == list(search.search("护照").codes[:10])


@pytest.mark.parametrize(
    ("role", "remedies"),
    [("item_editor", ["添加别名", "添加同义词"]), ("item_approver", []), ("auditor", [])],
)
def test_who_may_draft_and_add_is_offered_to(role, remedies):
    row, client = count(), signed_in(role)

    for address in (LIST, change_page(row)):
        page = client.get(address).content.decode()
        assert [words for words in ("添加别名", "添加同义词") if f">{words}</a>" in page] == remedies


def remedy_page(row: SearchLog, remedy: str) -> str:
    return reverse(f"admin:catalog_searchlog_{remedy}", args=[row.pk])


def alias_fields(**fields) -> dict:
    return {"alias": "把猫送上月球", "item": PASSPORT, "day": ago(-1).isoformat(), "reason": "搜不到"} | fields


def synonym_fields(**fields) -> dict:
    return {"term": "送上月球", "expansions": "护照", "weight": "1", "note": "", "item": PASSPORT} | fields


def preview(client, address: str, fields: dict):
    """The page with the rankings, and the fields as they would then be saved."""
    page = client.post(address, fields | {"_preview": "1"})
    assert page.context["form"].errors == {}
    return page, fields | {"previewed": page.context["form"].fingerprint, "_save": "1"}


def test_the_form_begins_with_the_words_and_offers_what_they_find_today(editor):
    row = count("丢了护照和户口本 ***")

    page = editor.get(remedy_page(row, "alias"), {"item": PASSPORT})

    form = page.context["form"]
    assert (form["alias"].value(), form["item"].value()) == ("丢了护照和户口本", PASSPORT)
    assert page.context["found_today"][0].code == search.search("丢了护照和户口本").codes[0]


def test_the_preview_of_an_alias_shows_the_rank_before_and_after_and_saves_nothing(editor):
    row = count()

    page, _fields = preview(editor, remedy_page(row, "alias"), alias_fields())

    [comparison] = page.context["comparisons"]
    codes = search.search(WORDS).codes
    assert comparison.words == WORDS
    assert comparison.before.place == (codes.index(PASSPORT) + 1 if PASSPORT in codes else None)
    assert [item.code for item in comparison.before.first] == list(codes[:5])
    assert (comparison.after.place, comparison.after.first[0].code) == (1, PASSPORT)
    assert (comparison.before.is_confident, comparison.after.is_confident) == (False, True)
    assert f"{PASSPORT}：第 1 位" in page.content.decode()
    assert Draft.objects.count() == 0


def test_other_words_that_failed_and_hold_the_alias_are_compared_too(editor):
    row = count()
    for number in range(12):
        count(f"把猫送上月球{'呢' * number}吗", times=number + 1)
    count("别的", times=99)

    page, _fields = preview(editor, remedy_page(row, "alias"), alias_fields())

    others = [f"把猫送上月球{'呢' * number}吗" for number in range(11, 2, -1)]
    assert [comparison.words for comparison in page.context["comparisons"]] == [WORDS, *others]


def test_a_confirmed_alias_is_a_draft_for_somebody_else_and_changes_nothing_yet(editor):
    item = ServiceItem.objects.get(code=PASSPORT)
    held, generation = item.revisions.last().content, SearchState.objects.get().generation
    row = count()
    _page, fields = preview(editor, remedy_page(row, "alias"), alias_fields(notice_no="某号"))

    response = editor.post(remedy_page(row, "alias"), fields)

    draft = Draft.objects.get()
    assert response.url == reverse("admin:catalog_draft_change", args=[draft.pk])
    assert draft.content == held | {"aliases": [*held["aliases"], "把猫送上月球"]}
    assert (draft.effective_from, draft.reason, draft.notice_no) == (ago(-1), "搜不到", "某号")
    assert (draft.drafted_by, draft.item_code) == (editor.user, PASSPORT)
    assert SearchState.objects.get().generation == generation
    assert LogEntry.objects.get(content_type__model="draft").object_id == str(draft.pk)


def test_an_approved_alias_finds_the_item(editor):
    row = count()
    _page, fields = preview(editor, remedy_page(row, "alias"), alias_fields(day=ago(0).isoformat()))
    editor.post(remedy_page(row, "alias"), fields)

    revisions.approve(draft=Draft.objects.get(), by=make_user(), now=timezone.now())
    search.refresh()

    assert search.search(WORDS).codes[0] == PASSPORT


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"item": "NONE"}, "item", "清单上没有此编码的事项。"),
        ({"item": ""}, "item", "该字段是必填项。"),
        ({"alias": "！！"}, "alias", "请填写文字、字母或数字。"),
        ({"alias": "長" * 41}, "alias", None),
        ({"alias": "普通護照簽發"}, "alias", "这个事项已经有“普通護照簽發”这个名称。"),
        ({"day": "1999-01-01"}, "day", "该日期事项尚未列入清单。"),
        ({"day": "x"}, "day", None),
    ],
)
def test_what_cannot_be_an_alias_is_refused_with_a_sentence_and_stays_on_the_page(editor, fields, name, sentence):
    row = count()

    page = editor.post(remedy_page(row, "alias"), alias_fields(**fields) | {"_preview": "1"})

    [said] = page.context["form"].errors[name]
    assert sentence in (None, said)
    assert page.context["form"]["reason"].value() == "搜不到"
    assert page.context["comparisons"] == []


def test_an_alias_that_is_drafted_already_is_pointed_at(editor):
    row = count()
    _page, fields = preview(editor, remedy_page(row, "alias"), alias_fields())
    editor.post(remedy_page(row, "alias"), fields)

    page, _fields = preview(editor, remedy_page(row, "alias"), alias_fields(alias="又一个叫法"))

    assert list(page.context["open_drafts"]) == list(Draft.objects.all())


def test_an_item_off_the_list_takes_no_alias(editor):
    item = make_item(code="T-GONE")
    ServiceItem.objects.filter(pk=item.pk).update(retired_on="2026-01-01")

    page = editor.post(remedy_page(count(), "alias"), alias_fields(item="T-GONE") | {"_preview": "1"})

    assert page.context["form"].errors == {"item": ["清单上没有此编码的事项。"]}


def test_the_preview_of_a_synonym_shows_the_rank_before_and_after_and_saves_nothing(editor):
    row, generation = count(), SearchState.objects.get().generation

    page, _fields = preview(editor, remedy_page(row, "synonym"), synonym_fields())

    [comparison] = page.context["comparisons"]
    assert comparison.after.place is not None
    assert comparison.after.place < (comparison.before.place or 10**6)
    assert not Synonym.objects.filter(term="送上月球").exists()
    assert SearchState.objects.get().generation == generation


def test_a_synonym_may_be_previewed_without_an_item(editor):
    page, _fields = preview(editor, remedy_page(count(), "synonym"), synonym_fields(item=""))

    [comparison] = page.context["comparisons"]
    assert (comparison.before.place, comparison.after.place) == (None, None)
    assert len(comparison.after.first) == 5


def test_a_confirmed_synonym_is_searched_by_at_once(editor):
    row = count()
    _page, fields = preview(editor, remedy_page(row, "synonym"), synonym_fields())

    response = editor.post(remedy_page(row, "synonym"), fields)

    assert response.url == LIST
    synonym = Synonym.objects.get(term="送上月球")
    assert (synonym.expansions, synonym.created_by) == (["护照"], editor.user)
    assert LogEntry.objects.get(content_type__model="synonym").object_id == str(synonym.pk)
    search.refresh()
    assert search.search("送上月球").interpretation.kind == "synonym"


def test_confirming_twice_keeps_one_synonym(editor):
    row = count()
    _page, fields = preview(editor, remedy_page(row, "synonym"), synonym_fields())

    editor.post(remedy_page(row, "synonym"), fields)
    again = editor.post(remedy_page(row, "synonym"), fields)

    assert again.context["form"].errors == {"term": ["同义词里已有“送上月球”，请直接修改那一条。"]}
    assert Synonym.objects.filter(term="送上月球").count() == 1


@pytest.mark.parametrize(
    ("remedy", "fields", "change"),
    [
        ("alias", alias_fields, {"alias": "另一个叫法"}),
        ("alias", alias_fields, {"item": "D13-081"}),
        ("synonym", synonym_fields, {"expansions": "户口"}),
        ("synonym", synonym_fields, {"weight": "0.5"}),
    ],
)
def test_what_was_changed_since_the_preview_is_shown_again_instead_of_saved(editor, remedy, fields, change):
    row = count()
    _page, previewed = preview(editor, remedy_page(row, remedy), fields())

    page = editor.post(remedy_page(row, remedy), previewed | change)

    assert page.context["was_changed"]
    assert len(page.context["comparisons"]) == 1
    assert (Draft.objects.count(), Synonym.objects.filter(term="送上月球").count()) == (0, 0)


def test_a_reason_may_be_changed_after_the_preview(editor):
    row = count()
    _page, previewed = preview(editor, remedy_page(row, "alias"), alias_fields())

    editor.post(remedy_page(row, "alias"), previewed | {"reason": "另一个原因"})

    assert Draft.objects.get().reason == "另一个原因"


@pytest.mark.parametrize("remedy", ["alias", "synonym"])
def test_words_that_were_forgotten_meanwhile_lead_back_with_a_sentence(editor, remedy):
    row = count()
    address = remedy_page(row, remedy)
    row.delete()

    assert editor.get(address).url == "/admin/"


@pytest.mark.parametrize("remedy", ["alias", "synonym"])
@pytest.mark.parametrize("role", ["auditor", "item_approver", "security"])
def test_nobody_else_remedies(role, remedy):
    row, client = count(), signed_in(role)
    fields = {"alias": alias_fields, "synonym": synonym_fields}[remedy]()

    assert client.get(remedy_page(row, remedy)).status_code == 403
    assert client.post(remedy_page(row, remedy), fields | {"_save": "1"}).status_code == 403


def test_the_fingerprint_is_that_of_the_change_alone():
    first, second = (AliasRemedy(alias_fields(reason=reason)) for reason in ("甲", "乙"))
    other = SynonymRemedy(synonym_fields())

    assert [form.is_valid() for form in (first, second, other)] == [True] * 3
    assert first.fingerprint == second.fingerprint != other.fingerprint
