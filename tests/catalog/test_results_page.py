"""The results page: what was found, ways to narrow it, and a clear page for any input."""

import html
import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import search, synonyms
from catalog.models import ServiceItem, Synonym
from catalog.rows import Match, rows, with_row_facts
from catalog.views.search import PAGE_SIZE
from tests.bad_input import BAD_INPUT
from tests.factories import make_item

pytestmark = pytest.mark.django_db

RESULTS = "/items/"
QUERIES = 6


def get(client, **asked):
    answer = client.get(RESULTS, asked)
    assert answer.status_code == 200
    return answer


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names(answer) -> list[str]:
    return [row.name for row in answer.context["rows"]]


def facet(answer, name):
    return next(each for each in answer.context["facets"] if each.name == name)


def options(answer, name):
    found = facet(answer, name)
    return {option.value: option for option in (*found.shown, *found.rest)}


def test_without_words_all_items_are_listed_by_pinyin(client):
    answer = get(client)

    first = list(ServiceItem.objects.in_force().by_spelling().values_list("initial", flat=True)[:1])
    assert answer.context["result"].total == 1618
    assert len(answer.context["rows"]) == PAGE_SIZE
    assert "<title>全部事项 – 查找事项 – 一门</title>" in answer.content.decode()
    assert first == ["A"]


def test_a_row_says_where_who_and_how_long(client):
    item = make_item(name="查无此例的事项", statutory_days=20, statutory_unit="workday", is_fee=False)
    search.refresh()

    [row] = get(client, q=item.code).context["rows"]

    assert (row.url, row.name, row.department) == (item.get_absolute_url(), item.name, item.department.short_name)
    assert (row.time_limit, row.fee, row.more_places) == ("法定20个工作日", "不收费", 0)


def test_an_item_at_two_places_names_the_first_and_counts_the_others(client):
    several = ServiceItem.objects.in_force().filter(placements__position=2).first()

    [row] = [row for row in get(client, q=several.code).context["rows"] if row.name == several.name]

    assert row.more_places == 1


def test_the_matching_words_are_marked_in_the_name(client):
    assert "<mark>护照</mark>" in get(client, q="护照").content.decode()


def test_markup_in_a_name_is_shown_as_text_around_the_marks(client):
    make_item(code="T-901", name="<b>护照</b>&事项")
    search.refresh()

    page = get(client, q="T-901 护照").content.decode()

    assert "&lt;b&gt;<mark>护照</mark>&lt;/b&gt;&amp;事项" in page


def test_choices_within_a_facet_add_up_and_across_facets_narrow(client):
    licence, payment = (get(client, type=kind).context["result"].total for kind in ("01", "05"))

    assert get(client, type=["01", "05"]).context["result"].total == licence + payment
    assert get(client, type="01", audience="person").context["result"].total < licence


def test_a_choice_is_shown_ticked_and_as_a_chip_that_takes_it_back(client):
    answer = get(client, q="护照", audience="person", type=["01", "07"])

    assert options(answer, "type")["07"].chosen
    [chip] = [chip for chip in answer.context["chips"] if chip.label == "行政确认"]
    assert chip.without == "?q=%E6%8A%A4%E7%85%A7&audience=person&type=01"


def test_a_value_that_would_find_nothing_is_visible_and_cannot_be_ticked(client):
    answer = get(client)

    assert options(answer, "tier")["D"].disabled
    assert re.search(r'value="D" disabled>', answer.content.decode())


def test_a_choice_that_found_nothing_can_still_be_undone(client):
    answer = get(client, tier="D")

    assert answer.context["result"].total == 0
    assert not options(answer, "tier")["D"].disabled
    assert "去掉筛选条件再搜一次" in text(answer)


def test_the_count_beside_a_value_is_what_choosing_it_finds(client):
    for name, value in (("department", "D01"), ("place", "retained"), ("fee", "unknown"), ("theme", "zhengjianbanli")):
        expected = options(get(client, audience="person"), name)[value].count

        assert get(client, audience="person", **{name: value}).context["result"].total == expected


def test_a_door_names_the_page_and_marks_the_navigation(client):
    page = get(client, audience="company").content.decode()

    assert "<h1>法人办事事项</h1>" in page
    assert re.search(r'\?audience=company" aria-current="true"', page)


def test_words_spelled_by_sound_are_offered_as_probably_meant(client):
    assert "您是不是要找" in text(get(client, q="户照"))


def test_letters_are_said_to_be_read_as_pinyin(client):
    assert "按拼音查找：" in text(get(client, q="huzhao"))


def test_what_nothing_fits_well_is_listed_as_related(client):
    assert "没有完全匹配的事项，以下可能相关：" in text(get(client, q="怎么把猫送上月球"))


def main(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_where_nothing_is_found_the_page_says_what_else_to_do(client):
    answer = get(client, q="qqqqxxzz")

    assert answer.context["rows"] == []
    assert 'href="tel:12345"' in main(answer)
    assert [link.address for link in answer.context["departments"]][:1] == ["/departments/D28/"]
    for address in ("/departments/D28/", "/departments/", "/a-z/", reverse("catalog:results", query={"q": "护照"})):
        assert f'href="{address}"' in main(answer)


def test_where_filters_leave_nothing_one_press_takes_them_away(client):
    answer = get(client, q="护照", tier="D")

    assert f'<a class="button" href="{reverse("catalog:results", query={"q": "护照"})}">' in main(answer)


def test_below_what_may_be_related_the_page_says_what_else_to_do(client):
    unsure, sure = get(client, q="怎么把猫送上月球"), get(client, q="护照")

    assert "都不是您要找的？" in text(unsure)
    assert len(unsure.context["rows"]) > 0
    assert "都不是您要找的？" not in text(sure)


@pytest.mark.parametrize("words", ["！！！", "?", "，。", "——"])
def test_words_without_a_letter_list_everything_and_say_why(client, words):
    answer = get(client, q=words)

    assert answer.context["result"].total == 1618
    assert f"“{words}”里没有可以搜索的文字、字母或数字。以下是全部事项。" in text(answer)


@pytest.mark.parametrize("words", ["怎么办理", "需要", "zenme"])
def test_nothing_but_function_words_still_gives_a_page(client, words):
    assert f"“{words}”" in text(get(client, q=words))


def test_an_item_found_by_a_synonym_says_what_was_searched_for(client):
    synonyms.save(Synonym(term="查无此例", expansions=["往来港澳通行证"]), by=None)
    search.refresh()

    answer = get(client, q="查无此例")

    assert "按“往来港澳通行证”查找" in text(answer)
    assert "往来港澳通行证签发" in names(answer)


@pytest.mark.parametrize(("by_meaning", "said"), [(True, 1), (False, 0)])
def test_a_row_found_by_its_meaning_alone_says_so(client, by_meaning, said):
    item = ServiceItem.objects.in_force().first()
    match = {item.code: Match(by_meaning=by_meaning)}
    [row] = rows(with_row_facts(ServiceItem.objects.filter(pk=item.pk), timezone.localdate()), match)

    page = render_to_string("components/item_row.html", {"row": row})

    assert page.count("按意思匹配") == said


def test_on_an_english_page_names_from_the_data_are_said_to_be_chinese(client):
    client.cookies["language"] = "en"

    page = main(get(client, department="D13", theme="zhengjianbanli"))

    for name in ("市公安局", "证件办理"):
        pieces = re.findall(rf"(.{{24}}){name}<", page)
        assert pieces
        assert {piece[-24:] for piece in pieces} == {'<span lang="zh-Hans-CN">'}


def test_on_a_chinese_page_names_are_not_marked_one_by_one(client):
    assert '<span lang="zh-Hans-CN">市公安局' not in main(get(client, department="D13"))


def test_pages_have_numbers_and_neighbours(client):
    page = get(client, audience="person", page=2).content.decode()

    assert '<a rel="prev" href="?audience=person">上一页</a>' in page
    assert '<a rel="next" href="?audience=person&amp;page=3">下一页</a>' in page
    assert "第 2 页 – 查找事项 – 一门</title>" in page


def test_the_pages_together_hold_every_item_once(client):
    codes = [row.url for number in range(1, 8) for row in get(client, department="D01", page=number).context["rows"]]
    total = get(client, department="D01").context["result"].total

    assert len(set(codes[:total])) == total


@pytest.mark.parametrize(
    ("asked", "shown", "sentence"),
    [
        ("-1", 1, "页码写得不对，以下是第一页。"),
        ("0", 1, "页码写得不对，以下是第一页。"),
        ("abc", 1, "页码写得不对，以下是第一页。"),
        ("9" * 5000, 1, "页码写得不对，以下是第一页。"),
        ("9999", 81, "没有第 9999 页，以下是最后一页（第 81 页）。"),
    ],
)
def test_a_page_that_is_not_there_gives_one_that_is_and_a_sentence(client, asked, shown, sentence):
    answer = get(client, page=asked)

    assert answer.context["page"].number == shown
    assert sentence in text(answer)


def test_a_filter_that_does_not_exist_is_left_out_and_named(client):
    answer = get(client, theme=["zhengjianbanli", "<script>alert(1)</script>"])

    assert [chip.label for chip in answer.context["chips"]] == ["证件办理"]
    assert "没有这些筛选条件，已忽略：“<script>alert(1)</script>”" in text(answer)
    assert "<script>alert" not in answer.content.decode()


def test_a_parameter_that_is_no_filter_changes_nothing(client):
    assert get(client, utm="x").context["result"].total == 1618


def test_words_that_are_too_long_are_cut_with_a_sentence(client):
    answer = get(client, q="护照" * 5000)

    assert answer.context["q"] == "护照" * (search.QUERY_LIMIT // 2)
    assert f"搜索内容太长，只按前 {search.QUERY_LIMIT} 个字搜索。" in text(answer)
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("asked", BAD_INPUT)
def test_any_words_give_a_page_that_shows_them_as_text(client, asked):
    answer = client.get(f"{RESULTS}?q={asked}")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "\0" not in page
    assert html.escape(answer.context["q"]) in page


def test_only_the_plain_list_is_for_search_engines(client):
    assert "noindex" not in get(client).content.decode()
    for asked in ({"q": "护照"}, {"tier": "A"}, {"page": "2"}):
        assert '<meta name="robots" content="noindex, follow">' in get(client, **asked).content.decode()


def test_the_number_of_queries_is_the_same_for_one_row_and_for_a_full_page(client):
    only = ServiceItem.objects.in_force().first()
    get(client)
    for asked, shown in (({"q": only.code}, 1), ({}, PAGE_SIZE)):
        with CaptureQueriesContext(connection) as queries:
            answer = get(client, **asked)
        # Once a second at most the search looks whether the catalogue has changed; that is no part of the page.
        asked_by_page = [query for query in queries if "catalog_searchstate" not in query["sql"]]
        assert (len(answer.context["rows"]), len(asked_by_page)) == (shown, QUERIES)


def test_an_item_that_was_retired_a_moment_ago_is_left_out(client):
    item = ServiceItem.objects.in_force().first()
    get(client, q=item.code)

    ServiceItem.objects.filter(pk=item.pk).update(retired_on="2026-01-01")

    assert item.name not in names(get(client, q=item.code))


def test_the_address_of_the_page_is_its_name(client):
    assert reverse("catalog:results") == RESULTS


def test_a_long_facet_shows_what_finds_something_and_folds_the_rest_away(client):
    theme = facet(get(client, q="护照", theme="siwangbinzang"), "theme")

    assert theme.shown[0].value == "siwangbinzang"
    assert [option.value for option in theme.shown[1:] if not option.count] == []
    assert len(theme.shown) + len(theme.rest) == 40
