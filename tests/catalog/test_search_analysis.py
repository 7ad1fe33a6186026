"""Text into tokens, and what was typed into a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import analysis, homophones, spelling
from catalog.search.analysis import Doc, Origin
from catalog.search.query import analyse
from catalog.search.text import QUERY_LIMIT, clean
from catalog.search.vocabulary import Vocabulary

PASSPORT = Doc("D13-080", "普通护照签发", aliases=("办护照",), department=("市公安局",))
LICENCE = Doc("D14-001", "机动车驾驶证补证", aliases=("驾照补办",))
TEACHER = Doc("D16-016", "教师资格认定")
KARAOKE = Doc("D21-003", "娱乐场所经营许可", aliases=("KTV开业许可",), codes=("440300",))
VOCABULARY = Vocabulary([PASSPORT, LICENCE, TEACHER, KARAOKE])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("護照丟了", "护照丢了"),
        ("ＡＢＣ（１２）", "abc(12)"),
        ("hùzhào", "huzhao"),
        ("lǜshī", "lvshi"),
        ("护\u200b照\0", "护照"),
        ("护\ud800照", "护照"),
        ("㈱", "(株)"),
        ("护\n照", "护 照"),
    ],
)
def test_text_is_made_plain(raw, text):
    assert clean(raw).text == text


def test_a_query_is_cut_and_a_name_is_not():
    assert len(clean("照" * 10_000, QUERY_LIMIT).text) == 64
    assert len(clean("照" * 200).text) == 200


def test_a_span_of_the_plain_text_leads_back_to_the_original():
    original = "㈱\u200b護照"
    cleaned = clean(original)

    start = cleaned.text.index("护照")

    assert cleaned.text == "(株)护照"
    assert cleaned.original(start, start + 2) == (2, 4)
    assert original[2:4] == "護照"
    assert cleaned.original(0, 3) == (0, 1)


def test_pinyin_is_read_by_words():
    assert spelling.syllables("银行行政") == ("yin", "hang", "xing", "zheng")
    assert spelling.syllables("ICP备案") == ("", "", "", "bei", "an")


def test_letters_are_cut_into_whole_syllables_in_every_way():
    assert spelling.segmentations("xian") == [("xian",), ("xi", "an")]
    assert spelling.segmentations("huzhao") == [("hu", "zhao")]
    assert spelling.segmentations("qwerty") == []


@pytest.mark.parametrize(
    ("channel", "found"),
    [
        ("w", ["w驾驶", "w驾驶证", "w补证"]),
        ("b", ["b驾驶", "b驶证", "b证补", "b补证"]),
        ("u", ["u驾", "u驶", "u证", "u补", "u证"]),
        ("p", ["pjia_shi", "pshi_zheng", "pzheng_bu", "pbu_zheng"]),
    ],
)
def test_tokens_of_a_channel(channel, found):
    assert analysis.tokens("驾驶证补证", channel) == found


def test_initials_run_on_from_every_word_start():
    assert analysis.tokens("驾驶证补证", "i") == ["ijs", "ijsz", "ijszb", "ijszbz", "ibz"]


def test_initials_stop_at_what_is_not_chinese():
    assert analysis.tokens("护照(补发)", "i") == ["ihz", "ibf"]


def test_latin_words_are_words_and_have_no_pairs():
    assert analysis.tokens("icp备案", "wb") == ["wicp", "w备案", "bp备", "b备案"]


def test_function_words_are_cut_out_as_whole_words_only():
    query = analyse("怎么办理护照的申请", VOCABULARY)

    assert [group[0].text for group in query.groups] == ["护照"]
    assert [group[0].text for group in analyse("教育给付", VOCABULARY).groups] == ["教育给付"]


def test_a_query_of_function_words_only_is_taken_as_it_is():
    assert [group[0].text for group in analyse("怎么办理", VOCABULARY).groups] == ["怎么办理"]


def test_syllables_weigh_more_where_no_item_has_the_characters():
    tokens = dict(analyse("户照签发", VOCABULARY).groups[0][0].tokens)

    assert tokens["phu_zhao"] == 0.8
    assert tokens["pqian_fa"] == 0.15


def test_pinyin_is_read_as_syllables_and_as_initials():
    [group] = analyse("huzhao", VOCABULARY).groups

    assert [alternative.tokens for alternative in group] == [(("phu_zhao", 1.0),), (("ihuzhao", 1.0),)]
    assert analyse("huzhao", VOCABULARY).is_latin


def test_a_latin_word_of_the_catalogue_is_tried_first():
    [group] = analyse("KTV", VOCABULARY).groups

    assert [alternative.tokens for alternative in group] == [(("wktv", 1.0),), (("iktv", 1.0),)]


@pytest.mark.parametrize("typed", ["zenme banli huzhao", "hu zhao", "hu'zhao", "hùzhào"])
def test_spaces_tone_marks_and_function_words_do_not_hide_pinyin(typed):
    assert analyse(typed, VOCABULARY).groups[0][0].tokens == (("phu_zhao", 1.0),)


def test_a_syllable_still_being_typed_is_left_out():
    assert analyse("jiashizh", VOCABULARY).groups[0][0].tokens == (("pjia_shi", 1.0),)


@pytest.mark.parametrize("typed", ["D13-080", "d13080", "Ｄ１３－０８０", "d13 080", "D13_080"])
def test_a_code_is_recognised_however_it_is_written(typed):
    query = analyse(typed, VOCABULARY)

    assert (query.codes, query.groups) == (("d13080",), ())


def test_a_code_among_words_leaves_the_words():
    query = analyse("440300 怎么办理护照", VOCABULARY)

    assert query.codes == ("440300",)
    assert [group[0].text for group in query.groups] == ["护照"]


def test_a_homophone_becomes_another_reading():
    [typed, meant] = analyse("户照", VOCABULARY).groups[0]

    assert (typed.text, typed.origin) == ("户照", Origin.TYPED)
    assert (meant.text, meant.weight, meant.origin) == ("护照", 1.0, Origin.SOUND)


def test_a_word_of_its_own_is_believed_more_than_what_it_sounds_like():
    assert spelling.is_dictionary_word("户主")
    vocabulary = Vocabulary([Doc("X-1", "护主登记")])

    assert [reading.weight for reading in homophones.readings("户主", vocabulary)] == [homophones.A_WORD]


def test_a_known_word_is_never_read_differently():
    assert homophones.readings("护照", VOCABULARY) == []


def test_homophones_end_at_word_boundaries_of_the_item():
    """教师证 must not become 教驶证 because 驾驶证 ends in the same sounds."""
    assert homophones.readings("教师证", VOCABULARY) == []


def test_at_least_half_of_the_characters_stay():
    vocabulary = Vocabulary([Doc("X-1", "护照")])

    assert [reading.text for reading in homophones.readings("户照", vocabulary)] == ["护照"]
    assert homophones.readings("胡兆", vocabulary) == []


@pytest.mark.parametrize("typed", ["", "  ", "\0", "!!!", "，。？", "😀", "\u200b", "\ud800"])
def test_without_a_searchable_character_a_query_is_empty(typed):
    assert analyse(typed, VOCABULARY).is_empty


@given(st.text(st.characters()))
def test_every_text_has_an_analysis(typed):
    query = analyse(typed, VOCABULARY)

    assert len(query.text) <= QUERY_LIMIT * 18  # The longest NFKC expansion of one character.
    assert all(alternative.tokens for group in query.groups for alternative in group)
    assert analyse(typed, VOCABULARY) == query


@given(st.text(st.characters()))
def test_every_text_leads_back_to_itself(original):
    cleaned = clean(original)

    spans = [cleaned.original(at, at + 1) for at in range(len(cleaned.text))]

    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(original) for start, end in spans)
