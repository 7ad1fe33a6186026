"""Text → tokens, one path for items and for queries; and the shape of a query that any engine can run.

A token is its channel's letter and its text:

    w  words                    w护照
    b  pairs of characters      b护照
    p  pairs of syllables       phu_zhao
    i  initials from a word on  ihz
    r  of these the longest     ihzbf        (the others are its beginnings)
    u  single characters        u护        (weak)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from . import spelling
from .text import clean, han_characters

SHORTEST_INITIALS, LONGEST_INITIALS = 2, 8
"""Initials of that many characters are indexed from every word start: 往来港澳通行证 answers to wlga and to gatxz."""

Token = str


@dataclass(frozen=True, slots=True)
class Doc:
    """What is searchable about one item.

    `spelling` orders the list of all items; `facets` maps a facet to the item's values in it; `vector` is what the
    sentence model made of it, b"" where there is no model.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    department: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    spelling: str = ""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vector: bytes = field(default=b"", repr=False)


class Origin(Enum):
    """How a reading was come by."""

    TYPED = auto()
    SOUND = auto()  # It sounds like what was typed.
    SYNONYM = auto()  # What was typed may stand for it.


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading of a part of the query: weighted tokens. `weight` is how far the reading is believed (0 to 1)."""

    text: str
    tokens: tuple[tuple[Token, float], ...]
    weight: float = 1.0
    origin: Origin = Origin.TYPED


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """Groups of alternatives. A group counts as the best of its alternatives, never as their sum.

    `codes` are item codes in the query (squashed), whose items come first. Without groups and codes it asks for nothing
    in particular, and everything is listed. `sentence` is what the sentence model may be asked, "" where it has nothing
    to say: it knows neither pinyin nor codes.
    """

    text: str
    groups: tuple[tuple[Alternative, ...], ...] = ()
    codes: tuple[str, ...] = ()
    is_latin: bool = False
    sentence: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.codes


def squash(code: str) -> str:
    """The letters and digits of a code: D13-080, d13 080 and full-width forms are one."""
    return "".join(character for character in clean(code).text if character.isascii() and character.isalnum())


def tokens(text: str, channels: str) -> list[Token]:
    """The tokens of plain text in those channels, repeated as often as they occur."""
    found = []
    if "w" in channels:
        found += word_tokens(text)
    if "b" in channels:
        found += bigram_tokens(text)
    if "u" in channels:
        found += character_tokens(text)
    if "p" in channels or "i" in channels or "r" in channels:
        cut, spelled = spelling.reading(text)
        if "p" in channels:
            found += syllable_tokens(spelled)
        if "i" in channels:
            found += initial_tokens(spelled, [start for _, start, _ in cut])
        if "r" in channels:
            found += initial_runs(spelled, [start for _, start, _ in cut])
    return found


def word_tokens(text: str) -> list[Token]:
    """Search-mode words; punctuation is no word."""
    return [f"w{word}" for word in spelling.search_words(text) if word.isalnum() or any(map(str.isalnum, word))]


def bigram_tokens(text: str) -> list[Token]:
    """Neighbouring characters of which at least one is Chinese."""
    return [f"b{pair}" for pair in map(str.__add__, text, text[1:]) if pair.isalnum() and not pair.isascii()]


def character_tokens(text: str) -> list[Token]:
    """Chinese characters one by one."""
    return [f"u{character}" for character in han_characters(text)]


def syllable_tokens(spelled: Sequence[str]) -> list[Token]:
    """Neighbouring syllables."""
    return [f"p{left}_{right}" for left, right in pairwise(spelled) if left and right]


def initial_tokens(spelled: Sequence[str], word_starts: Iterable[int]) -> list[Token]:
    """First letters of the characters that follow a word start without a break, 2 to 8 of them."""
    runs = initial_runs(spelled, word_starts)
    return [run[:end] for run in runs for end in range(1 + SHORTEST_INITIALS, len(run) + 1)]


def initial_runs(spelled: Sequence[str], word_starts: Iterable[int]) -> list[Token]:
    """The longest token of initials from each word start. The others of it are its beginnings."""
    letters = initials(spelled)
    runs = [f"i{letters[start : start + LONGEST_INITIALS].partition(' ')[0]}" for start in word_starts]
    return [run for run in runs if len(run) > SHORTEST_INITIALS]


def initials(spelled: Sequence[str]) -> str:
    """One letter a character, a space for what is not Chinese."""
    return "".join([syllable[:1] or " " for syllable in spelled])
