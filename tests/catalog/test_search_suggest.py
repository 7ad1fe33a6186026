"""While a citizen types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import Doc
from catalog.search.suggest import Suggester, Suggestion

DOCS = [
    Doc("D13-080", "普通护照签发", aliases=("护照补办", "办本子")),
    Doc("D13-097", "外国人护照延期", codes=("440300-7",)),
    Doc("D14-001", "驾驶证补证"),
    Doc("D02-010", "ICP备案"),
]
SUGGESTER = Suggester(DOCS)


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("护", ["护照补办", "外国人护照延期"]),
        ("普通护", ["普通护照签发"]),
        ("签", ["普通护照签发"]),
        ("huzh", ["护照补办", "外国人护照延期"]),
        ("hu zh", ["护照补办", "外国人护照延期"]),
        ("ptHZ", ["普通护照签发"]),
        ("icpb", ["ICP备案"]),
        ("icp备", ["ICP备案"]),
        ("護照補", ["护照补办"]),
        ("户照", ["护照补办", "外国人护照延期"]),
        ("我要办理驾驶", ["驾驶证补证"]),
        ("护zh", ["护照补办", "外国人护照延期"]),
        ("d13-0", ["普通护照签发", "外国人护照延期"]),
        ("４４０", ["外国人护照延期"]),
        ("h", []),
        ("", []),
        ("照", []),
        ("😀", []),
    ],
)
def test_what_begins_at_a_word_is_suggested(typed, texts):
    assert [suggestion.text for suggestion in SUGGESTER.suggest(typed, 8)] == texts


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("护照", "护照"), ("huz", "护照"), ("huzhaob", "护照补"), ("hzbb", "护照补办"), ("户照", "护照")],
)
def test_what_was_typed_is_marked(typed, marked):
    first = SUGGESTER.suggest(typed, 8)[0]

    assert [first.text[start:end] for start, end in first.spans] == [marked]


def test_a_suggestion_by_another_name_tells_the_name_of_the_item():
    assert SUGGESTER.suggest("办本", 8) == [Suggestion("办本子", "D13-080", ((0, 2),), "普通护照签发")]


def test_a_suggestion_by_code_marks_nothing():
    assert SUGGESTER.suggest("d14001", 8) == [Suggestion("驾驶证补证", "D14-001", (), "驾驶证补证")]


def test_no_more_than_asked_for():
    many = Suggester([Doc(f"X-{number:02}", "公司登记") for number in range(20)])

    assert [suggestion.code for suggestion in many.suggest("公司", 3)] == ["X-00", "X-01", "X-02"]


@given(st.text(st.characters()))
def test_every_text_has_an_answer(typed):
    assert len(SUGGESTER.suggest(typed, 2)) <= 2
