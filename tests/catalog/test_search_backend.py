"""What every search backend must do, and that the one in use ranks as the definition says."""

from dataclasses import replace
from random import Random
from struct import pack
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from catalog.search import facets, index
from catalog.search.analysis import Doc
from catalog.search.backend import InProcessBackend
from catalog.search.meaning import DIMENSIONS
from catalog.search.query import analyse
from catalog.search.synonyms import SynonymRule
from catalog.search.vocabulary import Vocabulary
from tests.catalog.search_oracle import Oracle


def doc(code: str, name: str, *aliases: str, description: str = "", department: str = "", **chosen: str) -> Doc:
    return Doc(
        code,
        name,
        aliases,
        description,
        (department,) if department else (),
        facets={k: tuple(v) for k, v in chosen.items()},
    )


DOCS = [
    doc(
        "A-1", "普通护照签发", "办护照", description="第一次出国前领一本护照", department="市公安局", tier="A", who="p"
    ),
    doc("A-2", "普通护照补发", "护照丢了", description="护照丢了再领一本", department="市公安局", tier="A", who="p"),
    doc("A-3", "机动车驾驶证补证", "驾照丢了", department="市交警局", tier="B", who="p"),
    doc("A-4", "公司设立登记", "开公司", department="市市场监管委", tier="B", who="c"),
    doc("A-5", "公司注销登记", "公司不开了", department="市市场监管委", tier="A", who="c"),
    doc("A-6", "教师资格认定", "教师证", department="市教育局", tier="A", who="pc"),
    doc("A-7", "娱乐场所经营许可（KTV）", department="市文体旅游局", tier="A", who="c"),
]


@pytest.fixture(params=[InProcessBackend, Oracle], ids=["in process", "oracle"])
def backend(request):
    backend = request.param()
    backend.rebuild(DOCS)
    return backend


def find(backend, typed, limit=10, offset=0, **filters):
    return backend.search(analyse(typed, Vocabulary(DOCS)), filters, limit, offset)


def test_the_name_that_holds_the_words_comes_first(backend):
    assert find(backend, "护照签发").codes[:2] == ("A-1", "A-2")
    assert find(backend, "護照補發").codes[0] == "A-2"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("户照补发", "A-2"),
        ("jiaoshi zige", "A-6"),
        ("jszg", "A-6"),
        ("ktv", "A-7"),
        ("公安局护照", "A-1"),
        ("ｋｔｖ", "A-7"),
    ],
)
def test_every_channel_finds(backend, typed, code):
    assert find(backend, typed).codes[0] == code


def test_a_code_brings_its_item_alone(backend):
    backend.upsert([Doc("D13-080", "护照换发", codes=("11440300MB2C",))])
    vocabulary = Vocabulary([*DOCS, Doc("D13-080", "护照换发", codes=("11440300MB2C",))])

    for typed in ("D13-080", "d13080", "11440300mb2c", "Ｄ１３０８０"):
        assert backend.search(analyse(typed, vocabulary), {}, 10).codes == ("D13-080",)
    assert backend.search(analyse("D13-080 公司设立", vocabulary), {}, 10).codes[:2] == ("D13-080", "A-4")


def test_values_of_a_facet_are_joined_by_or_and_facets_by_and(backend):
    assert set(find(backend, "", tier=["A", "B"]).codes) == {one.code for one in DOCS}
    assert set(find(backend, "", tier=["A"], who=["c"]).codes) == {"A-5", "A-6", "A-7"}
    assert find(backend, "", tier=["Z"]).codes == ()


def test_a_facet_without_values_and_an_unknown_facet_narrow_nothing(backend):
    assert find(backend, "护照", tier=[], moon=["x"][:0]).codes == find(backend, "护照").codes


def test_counts_ignore_the_choice_in_their_own_facet(backend):
    counts = find(backend, "公司", tier=["A"]).facets

    assert counts["tier"] == [("A", 1), ("B", 1)]
    assert counts["who"] == [("c", 1), ("p", 0)]


def test_items_are_filtered_before_they_are_ranked(backend):
    """Otherwise the best of all would fill the page and nothing of the chosen kind would be left."""
    with patch.object(facets, "ALWAYS_SHOWN", 1):
        assert find(backend, "丢了公司", tier=["B"], who=["p"]).codes == ("A-3",)


def test_all_items_are_listed_by_pinyin_when_nothing_is_asked(backend):
    backend.rebuild([replace(one, spelling=" ".join(lazy_pinyin(one.name))) for one in DOCS])

    assert find(backend, "").codes == ("A-4", "A-5", "A-3", "A-6", "A-2", "A-1", "A-7")


def test_a_page_is_a_part_of_the_whole(backend):
    whole = find(backend, "登记公司护照")

    assert [hit.code for hit in find(backend, "登记公司护照", limit=2, offset=1).hits] == list(whole.codes[1:3])
    assert find(backend, "登记公司护照", limit=2, offset=1).codes == whole.codes
    assert find(backend, "登记公司护照", offset=10_000).hits == ()


def test_equals_stand_in_the_order_of_their_codes(backend):
    backend.rebuild([doc(code, "公司设立登记") for code in ("B-3", "B-1", "B-2")] + DOCS[:3])

    assert find(backend, "公司").codes == ("B-1", "B-2", "B-3")


def test_items_come_and_go(backend):
    backend.upsert([doc("A-8", "护照遗失声明"), doc("A-1", "签证签发")])
    backend.delete(["A-2", "never held"])

    assert find(backend, "护照").codes[0] == "A-8"
    assert "A-2" not in find(backend, "护照").codes
    assert find(backend, "签证").codes[0] == "A-1"


def test_what_fits_badly_is_listed_and_not_confident(backend):
    assert find(backend, "护照").confident
    assert not find(backend, "抖音直播带货护理").confident
    assert not find(backend, "qwrt").confident


def test_nothing_is_found_in_nothing(backend):
    backend.rebuild([])

    assert find(backend, "护照").codes == ()
    assert find(backend, "").facets == {}


WORDS = [
    "护照",
    "户照",
    "补发",
    "签发",
    "驾驶证",
    "驾使证",
    "教师",
    "资格",
    "登记",
    "公司",
    "设立",
    "的",
    "办理",
    "ktv",
    "huzhao",
    "gs",
    "x-1",
    " ",
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join)
documents = st.builds(
    Doc,
    code=st.sampled_from([f"X-{n}" for n in range(9)]),
    name=texts,
    aliases=st.lists(texts, max_size=2).map(tuple),
    description=texts | st.just(""),
    department=st.lists(texts, max_size=1).map(tuple),
    facets=st.fixed_dictionaries(
        {"tier": st.sampled_from([(), ("A",), ("B",), ("A", "B")]), "who": st.sampled_from([("p",), ("c",)])}
    ),
)
choices = st.dictionaries(st.sampled_from(["tier", "who"]), st.lists(st.sampled_from(["A", "B", "p", "c"]), max_size=2))


rules = st.lists(
    st.builds(SynonymRule, texts, st.lists(texts, min_size=1, max_size=2).map(tuple), st.floats(0.1, 1.0)), max_size=3
)


@settings(max_examples=150)
@given(st.lists(documents, max_size=8, unique_by=lambda one: one.code), rules, texts, choices, st.integers(1, 5))
def test_the_backend_ranks_as_the_definition_says(docs, synonyms, typed, filters, few):
    assert_ranks_as_defined(docs, synonyms, typed, filters, few)


@pytest.mark.usefixtures("sentence_model")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(documents, min_size=1, max_size=8, unique_by=lambda one: one.code), st.integers(0), rules, texts, choices
)
def test_with_meaning_as_well(docs, seed, synonyms, typed, filters):
    """Any vectors do: what is compared is what follows from them."""
    random = Random(seed)  # noqa: S311 - no secret.
    docs = [replace(one, vector=some_vector(random)) for one in docs]

    assert_ranks_as_defined(docs, synonyms, typed, filters, few=3)


def some_vector(random: Random) -> bytes:
    values = [random.gauss(0, 1) for _ in range(DIMENSIONS)]
    length = sum(value * value for value in values) ** 0.5
    return pack(f"<{DIMENSIONS}e", *(value / length for value in values))


def assert_ranks_as_defined(docs, synonyms, typed, filters, few):
    query = analyse(typed, Vocabulary(docs, synonyms))
    real, oracle = InProcessBackend(), Oracle()
    real.rebuild(docs)
    oracle.rebuild(docs)

    with patch.object(facets, "ALWAYS_SHOWN", few), patch.object(index, "FEW_MATCHES", few):
        found, expected = real.search(query, filters, 20), oracle.search(query, filters, 20)

    expected_scores = {hit.code: pytest.approx(hit.score, rel=1e-4, abs=1e-6) for hit in expected.hits}
    assert {hit.code: hit.score for hit in found.hits} == expected_scores
    assert found.facets == expected.facets
    assert found.confident == expected.confident
    scores = [hit.score for hit in found.hits]
    assert query.codes or scores == sorted(scores, reverse=True)


@given(st.lists(documents, max_size=8, unique_by=lambda one: one.code), texts, st.randoms())
def test_the_ranking_does_not_depend_on_the_order_of_the_rows(docs, typed, random):
    query = analyse(typed, Vocabulary(docs))
    shuffled = random.sample(docs, len(docs))
    one, other = InProcessBackend(), InProcessBackend()
    one.rebuild(docs)
    other.rebuild(shuffled)

    assert one.search(query, {}, 20) == other.search(query, {}, 20)
