"""Words of the citizens that stand for words of the catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import Doc, Origin
from catalog.search.query import analyse
from catalog.search.synonyms import SynonymRule, SynonymTable
from catalog.search.vocabulary import Vocabulary

POLICE = SynonymRule("派出所", ("公安局",))
TRANSFER = SynonymRule("过户", ("转移登记", "变更登记"), 0.8)
BOARD = SynonymRule("交委", ("交通运输委员会",))
TABLE = SynonymTable([POLICE, TRANSFER, BOARD])
DOCS = [
    Doc("X-1", "不动产转移登记"),
    Doc("X-2", "不动产变更登记"),
    Doc("X-3", "户口迁移", department=("市公安局",)),
    Doc("X-4", "ICP备案"),
]
VOCABULARY = Vocabulary(DOCS, [POLICE, TRANSFER, SynonymRule("网站备案", ("icp",))])


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("过户", ["过户!"]),
        ("房子过户多少钱", ["房子", "过户!", "多少钱"]),
        ("派出所过户", ["派出所!", "过户!"]),
        ("提交委托书", ["提交委托书"]),
        ("", []),
    ],
)
def test_terms_are_found_at_word_boundaries_only(typed, pieces):
    assert [text + "!" * bool(rule) for text, rule in TABLE.cut(typed)] == pieces


def test_the_longest_term_counts():
    table = SynonymTable([SynonymRule("过户", ("甲",)), SynonymRule("过户费", ("乙",))])

    assert [rule.expansions for _, rule in table.cut("过户费") if rule] == [("乙",)]


def test_of_two_rules_for_one_term_the_later_counts():
    [rule] = SynonymTable([SynonymRule("过户", ("甲",)), SynonymRule("过户", ("乙",))])

    assert rule.expansions == ("乙",)


@given(st.text("派出所过户房子交委x1 ", max_size=20))
def test_no_character_is_lost(typed):
    assert "".join(text for text, _ in TABLE.cut(typed)) == typed


def test_a_term_is_a_group_of_its_own_with_what_it_stands_for():
    transfer, house = analyse("房子过户", VOCABULARY).groups

    assert [(one.text, one.weight, one.origin) for one in transfer] == [
        ("过户", 1.0, Origin.TYPED),
        ("转移登记", 0.8, Origin.SYNONYM),
        ("变更登记", 0.8, Origin.SYNONYM),
    ]
    assert [one.text for one in house] == ["房子"]


def test_a_term_may_be_typed_in_pinyin():
    [group] = analyse("paichusuo", VOCABULARY).groups

    assert ("公安局", Origin.SYNONYM) in [(one.text, one.origin) for one in group]


def test_a_term_may_stand_for_letters():
    [group] = analyse("网站备案", VOCABULARY).groups

    assert ("wicp", 1.0) in group[1].tokens
