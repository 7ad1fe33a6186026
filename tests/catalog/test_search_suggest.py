"""While a citizen types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import Doc
from catalog.search.suggest import Kind, Suggester, Suggestion

DOCS = [
    Doc("D13-080", "普通护照签发", aliases=("护照补办", "办本子"), department=("市公安局", "深圳市公安局")),
    Doc("D13-097", "外国人护照延期", codes=("440300-7",)),
    Doc("D14-001", "驾驶证补证"),
    Doc("D02-010", "ICP备案"),
]
SUGGESTER = Suggester(DOCS)

OFFICES = [
    Doc("D13-001", "典当业许可", department=("市公安局", "深圳市公安局"), facets={"department": ("D13",)}),
    Doc("D18-001", "公证员考核", department=("市司法局", "深圳市司法局"), facets={"department": ("D18",)}),
    Doc("D19-001", "立法建议", department=("市法制办", "市司法局", "市普法办"), facets={"department": ("D19",)}),
    Doc("D34-001", "宗教活动场所登记", department=("市民宗局",), facets={"department": ("D34",)}),
]


def texts(suggester: Suggester, typed: str, limit: int = 8) -> list[str]:
    return [suggestion.text for suggestion in suggester.suggest(typed, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("护", ["护照补办", "外国人护照延期"]),
        ("普通护", ["普通护照签发"]),
        ("签", ["普通护照签发"]),
        ("补", ["驾驶证补证"]),
        ("huzh", ["护照补办", "外国人护照延期"]),
        ("hu zh", ["护照补办", "外国人护照延期"]),
        ("hu'zh", ["护照补办", "外国人护照延期"]),
        ("hùzhào", ["护照补办", "外国人护照延期"]),
        ("ptHZ", ["普通护照签发"]),
        ("icpb", ["ICP备案"]),
        ("icp备", ["ICP备案"]),
        ("ＩＣＰ", ["ICP备案"]),
        ("護照補", ["护照补办"]),
        ("户照", ["护照补办", "外国人护照延期"]),
        ("我要办理驾驶", ["驾驶证补证"]),
        ("护zh", ["护照补办", "外国人护照延期"]),
        ("d13-0", ["普通护照签发", "外国人护照延期"]),
        ("４４０", ["外国人护照延期"]),
        ("护" * 10_000, []),
        ("h", []),
        ("", []),
        ("照", []),
        ("😀", []),
        ("，。！", []),
        ("\0", []),
    ],
)
def test_what_begins_at_a_word_is_suggested(typed, expected):
    assert texts(SUGGESTER, typed) == expected


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("护照", "护照"), ("huz", "护照"), ("huzhaob", "护照补"), ("hzbb", "护照补办"), ("户照", "护照")],
)
def test_what_was_typed_is_marked(typed, marked):
    first = SUGGESTER.suggest(typed, 8)[0]

    assert [first.text[start:end] for start, end in first.spans] == [marked]


def test_a_suggestion_by_another_name_tells_the_name_of_the_item_and_its_department():
    assert SUGGESTER.suggest("办本", 8) == [
        Suggestion(Kind.ITEM, "办本子", ((0, 2),), "D13-080", "普通护照签发", "市公安局")
    ]


def test_a_suggestion_by_code_marks_nothing():
    assert SUGGESTER.suggest("d14001", 8) == [Suggestion(Kind.ITEM, "驾驶证补证", (), "D14-001", "驾驶证补证")]


@pytest.mark.parametrize("typed", ["市公安", "公安", "gongan", "gaj", "深圳市公安"])
def test_a_department_is_suggested_with_and_without_the_word_for_city(typed):
    [found] = Suggester(OFFICES).suggest(typed, 8)

    assert (found.kind, found.code, found.name) == (Kind.DEPARTMENT, "D13", "市公安局")


def test_a_department_is_suggested_without_the_word_for_city_though_the_cutter_reads_two_words_as_one():
    assert texts(Suggester(OFFICES), "民宗") == ["市民宗局"]


def test_a_department_answers_to_its_new_name_unless_another_department_is_called_so():
    suggester = Suggester(OFFICES)

    assert [found.code for found in suggester.suggest("司法", 8)] == ["D18"]
    assert [(found.text, found.name) for found in suggester.suggest("普法", 8)] == [("市普法办", "市法制办")]


@pytest.mark.parametrize("typed", ["交委", "jw", "交w", "jiaowei"])
def test_a_term_is_suggested_with_all_it_may_stand_for(typed):
    suggester = Suggester(DOCS, [("交委", "市交通运输委"), ("交委", "交通运输"), ("交委", "市交通运输委")])

    [found] = suggester.suggest(typed, 8)
    assert found == Suggestion(Kind.TERM, "交委", ((0, 2),), "", "市交通运输委、交通运输")


def test_of_one_answer_no_more_than_two_are_no_items():
    items = [Doc(f"X-{number}", f"公司登记{number}") for number in range(4)]
    suggester = Suggester(items, [(f"公{word}", "公司") for word in "甲乙丙"])

    kinds = [found.kind for found in suggester.suggest("公", 5)]
    assert kinds == [Kind.TERM, Kind.TERM, Kind.ITEM, Kind.ITEM, Kind.ITEM]


def test_what_begins_with_it_comes_first_then_names_then_what_is_short():
    docs = [
        Doc("X-1", "补发护照登记"),
        Doc("X-2", "护照登记与变更"),
        Doc("X-3", "护照登记"),
        Doc("X-4", "旅行证件", aliases=("护照",)),
    ]

    assert [found.code for found in Suggester(docs).suggest("护照", 8)] == ["X-3", "X-2", "X-4", "X-1"]


def test_no_more_than_asked_for():
    many = Suggester([Doc(f"X-{number:02}", "公司登记") for number in range(20)])

    assert [suggestion.code for suggestion in many.suggest("公司", 3)] == ["X-00", "X-01", "X-02"]


@given(st.text(st.characters()))
def test_every_text_has_an_answer(typed):
    assert len(SUGGESTER.suggest(typed, 2)) <= 2


@given(st.text(st.sampled_from("护照補办ｈu签 发１市公安ﬁ𠮷ICP㎏"), max_size=6), st.text("护照簽hzp", max_size=4))
def test_marks_lie_inside_the_text(name, typed):
    for found in Suggester([Doc("X-1", name or "护照")]).suggest(typed, 2):
        assert all(0 <= start < end <= len(found.text) for start, end in found.spans)
