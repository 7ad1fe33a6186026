"""What may be kept of words that somebody typed: no number, document or address that points at a person.

It cannot know a name: what is typed without a number is kept as it is, so who asked is never kept beside it.
"""

import re

from .models import SearchLog
from .search.query import content_runs
from .search.text import QUERY_LIMIT, clean, han_characters

MASK = "***"
NAME_LENGTH = 4
"""Characters beside a number that may be no more than the name it belongs to."""

_DIGIT = r"[\d零〇一二三四五六七八九幺]"
_NUMBER = re.compile(
    # A passport begins with a letter or two, a credit code has letters between its digits, people put anything else
    # there, and an identity number may end in X.
    rf"(?:(?<![a-z])[a-z]{{1,3}}[\W_]?)?{_DIGIT}(?:(?:[\W_]*|[a-z]{{1,3}}){_DIGIT})*(?:[\W_]*x(?![a-z]))?"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][\W_]?(?=[a-z]*\d)[a-z\d]{5,6}"
)
_MAIL = re.compile(r"[a-z\d._%+-]+@[a-z\d.-]+")
_HAN_RUN = re.compile(r"[^\W\da-z_]+")


def masked(typed: str) -> str:
    """The words as search reads them, with MASK for whatever may point at a person; "" where little else was typed."""
    plain = clean(typed, QUERY_LIMIT).text
    words = plain
    for pattern in (_MAIL, _PLATE):
        words = pattern.sub(MASK, words)
    words = _NUMBER.sub(_unless_short, words).replace("@", " ")
    words = " ".join(words.split())[: SearchLog.WORDS_LENGTH]
    return "" if MASK in words and not _says_more(words.replace(MASK, " ")) else words


def _unless_short(number: re.Match[str]) -> str:
    return MASK if len(re.findall(_DIGIT, number[0])) >= SearchLog.LONG_NUMBER else number[0]


def _says_more(rest: str) -> bool:
    """Whether what is left beside a number is more than function words or a name; letters may be a name in pinyin."""
    said = "".join(run for piece in _HAN_RUN.findall(rest) for run in content_runs(piece))
    return len(han_characters(said)) > NAME_LENGTH
