"""What is marked, in the original text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import Doc
from catalog.search.backend import InProcessBackend
from catalog.search.highlight import Marker
from catalog.search.query import analyse
from catalog.search.text import clean
from catalog.search.vocabulary import Vocabulary

PASSPORT = Doc("D13-080", "普通护照签发", aliases=("因私护照", "本子丢了补办"))
VOCABULARY = Vocabulary([PASSPORT, Doc("D02-010", "ICP备案")])


def marked(text: str, typed: str) -> list[str]:
    """The marked pieces of the text, with every reading of the query taken as found."""
    readings = [alternative for group in analyse(typed, VOCABULARY).groups for alternative in group]
    return [text[start:end] for start, end in Marker(readings).spans(clean(text))]


@pytest.mark.parametrize(
    ("text", "typed", "pieces"),
    [
        ("普通护照签发", "护照签发", ["护照签发"]),
        ("普通护照的签发", "护照签发", ["护照", "签发"]),
        ("普通護照簽發", "护照", ["護照"]),
        ("普通护照签发", "户照", ["护照"]),
        ("普通护照签发", "huzhao", ["护照"]),
        ("普通护照签发", "hzqf", ["护照签发"]),
        ("㈱ＩＣＰ备案", "icp", ["ＩＣＰ"]),
        ("㈱护\u200b照", "护照", ["护\u200b照"]),
        ("纳税证明", "税", ["税"]),
        ("护照护照", "护照", ["护照护照"]),
        ("房屋登记", "护照", []),
    ],
)
def test_what_matched_is_marked_in_the_original(text, typed, pieces):
    assert marked(text, typed) == pieces


def test_an_item_found_by_another_name_says_which():
    backend = InProcessBackend()
    backend.rebuild([PASSPORT])

    [hit] = backend.search(analyse("本子丢了", VOCABULARY), {}, 10).hits

    assert (hit.name_spans, hit.matched_as, hit.matched_as_spans) == ((), "本子丢了补办", ((0, 3),))


def test_an_item_whose_name_shows_the_words_names_no_alias():
    backend = InProcessBackend()
    backend.rebuild([PASSPORT])

    [hit] = backend.search(analyse("护照", VOCABULARY), {}, 10).hits

    assert (hit.name_spans, hit.matched_as) == (((2, 4),), "")


@given(st.text(st.sampled_from("护照签发㈱Ａab \u200b")), st.text(st.sampled_from("护照签发户ab")))
def test_spans_stand_in_order_inside_the_text_and_do_not_overlap(text, typed):
    readings = [alternative for group in analyse(typed, VOCABULARY).groups for alternative in group]

    ends = [end for span in Marker(readings).spans(clean(text)) for end in span]

    assert ends == sorted(set(ends))
    assert all(0 <= end <= len(text) for end in ends)
