"""The comparison of searches: the scorer is exact, and every engine can still be asked."""

import json

import pytest
from django.db import connection

from bench.search import quality, scale, suggestions, throwaway
from bench.search.comparison import makers, postgresql_url
from bench.search.engines import Missing, tantivy
from bench.search.engines.collapsed import Places
from bench.search.engines.fts5 import Fts5Trigrams, Fts5Words
from bench.search.engines.icontains import IContains
from bench.search.engines.ours import Words
from bench.search.engines.search_filter import DrfSearchFilter
from bench.search.engines.tantivy import TantivyWords
from bench.search.engines.tsvector import TsvectorWords
from bench.search.figures import p50_p99, table
from bench.search.queries import Query, labelled
from bench.search.scoring import Score, overall, score
from catalog.search import documents
from catalog.search.analysis import Doc

ITEMS = [
    Doc("T-1", "普通护照签发", ("办护照",), "第一次办理出国用的护照。", ("市公安局",)),
    Doc("T-2", "食品经营许可", ("开饭店",), "开餐馆、卖食品之前要办的许可。", ("市市场监管局",)),
    Doc("T-3", "不动产转移登记", ("买房过户",), "房子卖了、送了以后换房主。", ("市规划国土委",)),
    Doc("T-4", "机动车驾驶证补发", ("驾照丢了",), "驾驶证遗失以后补一本。", ("市公安局交警局",)),
    Doc("T-5", "出生登记", ("新生儿上户口",), "给刚出生的孩子报户口。", ("市公安局",)),
]
ALWAYS_THERE = {kind.name for kind in (IContains, DrfSearchFilter, Fts5Trigrams, Fts5Words, TsvectorWords, Words)}


@pytest.fixture
def sqlite(db):
    with throwaway.sqlite() as opened:
        yield opened


@pytest.mark.parametrize(
    ("codes", "relevant", "expected"),
    [
        (["a", "b"], {"a": "A"}, Score(first=1, reciprocal=1, recall=1, empty=0)),
        (["x", "y", "a"], {"a": "A", "b": "B"}, Score(first=0, reciprocal=1 / 3, recall=1 / 2, empty=0)),
        ([*"vwxyz", "a"], {"a": "A"}, Score(first=0, reciprocal=1 / 6, recall=0, empty=0)),
        ([*"0123456789", "a"], {"a": "A"}, Score(first=0, reciprocal=0, recall=0, empty=0)),
        ([*"abcde"], dict(zip("abcdefg", "ABCDEFG", strict=True)), Score(first=1, reciprocal=1, recall=1, empty=0)),
        (["a", "b"], {"a": "same", "b": "same"}, Score(first=1, reciprocal=1, recall=1, empty=0)),
        ([], {"a": "A"}, Score(first=0, reciprocal=0, recall=0, empty=1)),
    ],
    ids=["first", "third", "sixth", "eleventh", "five of seven", "two of one name", "none"],
)
def test_a_list_is_scored_by_where_the_right_items_stand(codes, relevant, expected):
    assert score(codes, relevant) == expected


def test_every_query_counts_the_same():
    scores = [Score(1, 1, 1, 0), Score(0, 0.5, 0.25, 0), Score(0, 0, 0, 1), Score(0, 0.5, 0.75, 0)]

    assert overall(scores) == Score(first=0.25, reciprocal=0.5, recall=0.5, empty=0.25)


def test_labels_are_patterns_and_coarser_names_count_only_where_the_finer_find_nothing(tmp_path):
    lines = [
        {"q": "护照", "kind": "partial", "names": ["^普通护照"], "depts": [], "names_alt": ["登记"]},
        {"q": "产证", "kind": "colloquial", "names": ["首次登记"], "depts": [], "names_alt": ["登记$"]},
        {"q": "交警", "kind": "dept", "names": ["^出生"], "depts": ["交警"]},
        {"q": "社保", "kind": "partial", "names": ["社会保险"], "depts": []},
        {"q": "股票开户", "kind": "negative", "names": [], "depts": []},
    ]
    file = tmp_path / "queries.json"
    file.write_text(json.dumps(lines), encoding="utf-8")

    assert labelled(ITEMS, file) == [
        Query("护照", "partial", {"T-1": "普通护照签发"}),
        Query("产证", "colloquial", {"T-3": "不动产转移登记", "T-5": "出生登记"}),
        Query("交警", "dept", {"T-4": "机动车驾驶证补发", "T-5": "出生登记"}),
    ]


def test_the_queries_of_the_project_have_answers_in_its_catalogue(db):
    kinds = {query.kind for query in labelled(documents.documents())}

    assert kinds == {
        *("colloquial", "dept", "homophone", "initials", "mixed", "official", "partial", "pinyin", "question"),
        "traditional",
    }


@pytest.fixture
def engines(sqlite):
    """Every engine that this machine has what it needs for, built over the five items."""
    found = quality.built(makers((), sqlite, connection), documents.with_vectors(ITEMS))
    return [each.engine for each in found if isinstance(each, quality.Measured)]


def test_every_engine_finds_what_is_called_like_that(engines):
    found = {engine.name: engine.search("护照")[:1] for engine in engines}

    assert found == {name: ["T-1"] for name in found}
    assert found.keys() >= ALWAYS_THERE


def test_no_engine_takes_what_is_typed_for_its_own_language(engines):
    for q in ("", "？", "'", '"', '"""护照', "\\", "%", "AND", "NOT 护照", "region:r1", "护' | '照", "name:护照*"):
        for engine in engines:
            assert {*engine.search(q)} <= {item.code for item in ITEMS}, (engine.name, q)


def test_items_whose_words_stand_for_them_are_found_by_engines_that_cut_words(sqlite):
    found = []
    for engine in (Fts5Words(sqlite), TsvectorWords(connection), Words()):
        engine.build(ITEMS)
        found.append(engine.search("驾照丢了")[:1])

    assert found == [["T-4"]] * 3


def test_rows_of_one_item_count_as_one_and_a_region_has_each_item(sqlite):
    for engine in (Fts5Words(sqlite), TsvectorWords(connection)):
        engine.build(ITEMS, regions=30)

        assert {*engine.search("登记")} == {*engine.search("登记", 29)} == {"T-3", "T-5"}
        assert len(engine.search("登记")) == 2
        assert engine.search("登记", 30) == []


def test_places_of_the_hits_are_looked_up_and_counted_by_region(sqlite):
    ours = Words()
    ours.build(ITEMS)
    places = Places(sqlite)
    places.build(ITEMS, regions=3)

    found = places.search(ours, "护照", region=2)

    assert found.codes[:1] == ["T-1"]
    assert found.there["T-1"] == "place 2"
    assert found.by_region == dict.fromkeys(range(3), len(found.codes))


def test_every_way_to_ask_over_rows_is_timed_at_every_size(sqlite, monkeypatch):
    monkeypatch.setattr(tantivy, "tantivy", None)
    ours = Words()
    ours.build(ITEMS)
    queries = [Query("护照", "partial", {"T-1": "普通护照签发"})]

    head, _, *rows = scale.compare(list(scale.contenders([ours], sqlite, connection)), ITEMS, queries, [1, 12]).split(
        "\n"
    )

    assert head == "| p50 / p99 ms | 5 rows | 15 rows | ratio to ours | build s |"
    assert [row.split(" | ")[0] for row in rows] == [
        f"| {Words.name}; places in SQLite",
        f"| {Words.name}; places in PostgreSQL",
        f"| {Fts5Words.name}; all rows",
        f"| {Fts5Words.name}; one region",
        f"| {TsvectorWords.name}; all rows",
        f"| {TsvectorWords.name}; one region",
    ]


def test_suggestions_are_timed_at_every_character(db):
    assert suggestions.line([Query("护照", "partial", {})]).startswith("Suggestions, 2 beginnings of queries: p50 ")


def test_what_is_missing_is_said_and_the_others_are_compared(sqlite, monkeypatch):
    monkeypatch.setattr(tantivy, "tantivy", None)
    queries = [Query("护照", "partial", {"T-1": "普通护照签发"})]

    whole, by_kind, missing = quality.compare([TantivyWords, lambda: IContains(sqlite)], ITEMS, queries, rounds=1)

    assert [line.split(" | ")[:5] for line in whole.splitlines()[2:]] == [
        ["| icontains on the name", "1.000", "1.000", "1.000", "0%"]
    ]
    assert by_kind.splitlines()[::2] == ["| MRR@10 | partial (1) |", "| icontains on the name | 1.00 |"]
    assert missing == ["tantivy is not installed: pip install -r requirements/bench.txt"]
    with pytest.raises(Missing):
        makers((), sqlite, None)[3]()


def test_postgresql_is_that_of_the_tests_before_that_of_the_portal():
    tests, portal, other = "postgres://a@b/tests", "postgresql://a@b/portal", "sqlite:////portal.sqlite3"

    assert postgresql_url({"TEST_DATABASE_URL": tests, "DATABASE_URL": portal}) == tests
    assert postgresql_url({"DATABASE_URL": portal}) == portal
    assert postgresql_url({"DATABASE_URL": other}) == ""


def test_the_hundredth_that_is_slowest_is_left_out_of_p99():
    assert p50_p99(range(200)) == (100, 198)
    assert p50_p99([7.0]) == (7.0, 7.0)


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
