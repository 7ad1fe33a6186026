"""The search as the pages call it, over the reference data and over rows made for a test."""

import json
import sys
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import revisions, search
from catalog.models import SearchState, ServiceItem
from catalog.search import documents
from catalog.search.engine import LOOK_EVERY
from tests.factories import NOON, TODAY, make_content, make_department, make_hall, make_item, placement_content

PASSPORT = "D13-080"


@pytest.fixture
def few(db):
    """Only what the test adds is searchable."""
    ServiceItem.objects.update(retired_on=TODAY)
    SearchState.advance()
    search.forget()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["护照", "護照", "户照", "huzhao", "hz", "普通护照签发", "D13-080", "d13080", "Ｄ１３０８０"]
)
def test_a_passport_is_found_however_it_is_written(typed):
    codes = [hit.code for hit in search.search(typed, limit=5).hits]

    assert PASSPORT in codes


@pytest.mark.django_db
def test_an_empty_query_lists_everything_by_pinyin():
    result = search.search("", limit=30)
    items = ServiceItem.objects.in_force()

    assert result.total == items.count()
    assert result.interpretation == search.Interpretation("everything")
    assert result.codes == tuple(items.by_spelling().values_list("code", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kind", "text", "suggestion"),
    [
        ("护照", "", "", ""),
        ("户照丢了", "correction", "护照丢了", "护照丢了"),
        ("huzhao", "pinyin", "护照", ""),
        ("jzz", "initials", "居住证", ""),
        ("d13080", "code", "d13080", ""),
    ],
)
def test_how_a_query_was_understood(typed, kind, text, suggestion):
    result = search.search(typed)

    assert result.interpretation == search.Interpretation(kind, text)
    assert result.suggestion == suggestion


@pytest.mark.django_db
def test_every_count_is_what_choosing_it_brings():
    for typed in ("护照", "公司备案登记", ""):
        chosen = {"tier": ["A"]}
        for facet, values in search.search(typed, filters=chosen, limit=0).facets.items():
            others = {name: value for name, value in chosen.items() if name != facet}
            listed = set(search.search(typed, filters=others, limit=0).codes)
            for value, count in values[:6]:
                found = search.search(typed, filters=chosen | {facet: [value]}, limit=0)
                assert len(listed.intersection(found.codes)) == count
                assert found.total == count if count else found.total <= 10


@pytest.mark.django_db
def test_a_choice_without_results_leads_to_the_best_it_holds():
    nought = {value for value, count in search.search("护照", limit=0).facets["theme"] if count == 0}

    assert "nonglinmuyu" in nought
    assert 0 < search.search("护照", filters={"theme": ["nonglinmuyu"]}, limit=0).total <= 10


def test_a_document_holds_what_the_item_says(few):
    department = make_department(
        code="T98", short_name="市测试委", full_name="深圳市测试委员会", successor_names="市甲局；市乙局"
    )
    hall = make_hall(code="T-HALL")
    places = [
        placement_content("T-1-P1", kind="municipal_hall", hall=hall.code, hall_class=""),
        placement_content("T-1-P2", kind="district_or_street", hall_class="district_or_street"),
        placement_content("T-1-P3", valid_to="2020-01-01"),
    ]
    make_item(
        code="T-1",
        name="测试许可",
        aliases=["试一试"],
        description="试试看",
        department=department.code,
        audience="both",
        is_fee=False,
        online_depth=4,
        placements=places,
    )

    assert documents.documents() == [
        search.documents.Doc(
            code="T-1",
            name="测试许可",
            aliases=("试一试",),
            description="试试看",
            spelling="ce shi xu ke",
            department=("市测试委", "深圳市测试委员会", "市甲局", "市乙局"),
            facets={
                "tier": ("A",),
                "type": ("01",),
                "audience": ("person", "company"),
                "fee": ("no",),
                "online": ("4",),
                "department": ("T98",),
                "theme": (),
                "place": ("municipal_hall", "district_or_street"),
                "hall": ("T-HALL", "district_or_street"),
            },
        )
    ]


def test_documents_take_as_many_queries_for_one_item_as_for_many(few, django_assert_num_queries):
    make_item()
    with django_assert_num_queries(6):
        documents.load()
    for _ in range(5):
        make_item()
    with django_assert_num_queries(6):
        documents.load()


def test_a_retired_item_is_not_found(few):
    make_item(code="T-1", name="测试许可")

    search.refresh()
    assert search.search("测试许可").codes == ("T-1",)

    ServiceItem.objects.update(retired_on=TODAY)
    search.refresh()
    assert search.search("测试许可").codes == ()


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_catalogue_is_found_without_a_restart():
    assert search.search("悬浮滑板车上牌", limit=1).hits[0].code != "T-77"

    revisions.record(
        [make_content(code="T-77", name="悬浮滑板车上牌")], effective_from=TODAY, origin="import", now=NOON
    )
    deadline = time.monotonic() + 30
    while search.search("悬浮滑板车上牌", limit=1).hits[0].code != "T-77":
        assert time.monotonic() < deadline
        time.sleep(LOOK_EVERY / 4)

    assert search.status()["generation"] == SearchState.objects.get().generation


def test_status_tells_generation_and_size(few):
    make_item()

    status = search.status()

    assert json.loads(json.dumps(status)) == status
    assert (status["generation"], status["items"], status["last_error"]) == (
        SearchState.objects.get().generation,
        1,
        "",
    )


def test_status_of_a_search_without_tables_is_an_answer(few):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_searchstate RENAME TO catalog_searchstate_gone")

    status = search.status()

    assert (status["generation"], status["items"], status["last_error"]) == (None, 0, "ProgrammingError")


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.text(st.characters()) | st.sampled_from(["照" * 10_000, "<script>alert(1)</script>", "\0", "😀", "'; --", "%s"])
)
def test_any_text_gives_an_answer(typed):
    search.search(typed, limit=10)
    search.suggest(typed)


@pytest.mark.django_db
def test_search_eval_answers_line_by_line(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO('{"id": "a", "q": "D13-080"}\n\n{"id": 2, "q": "护照"}\n'))
    out = StringIO()

    call_command("search_eval", stdout=out)

    first, second = map(json.loads, out.getvalue().splitlines())
    assert first == {"id": "a", "results": [PASSPORT], "confident": True, "ms": first["ms"]}
    assert (second["id"], len(second["results"]), second["results"][0]) == (2, 10, PASSPORT)


def test_search_eval_needs_items(few):
    with pytest.raises(CommandError, match=r"^There are no items to search\. Run “manage\.py seed” first\.$"):
        call_command("search_eval")
