"""Raw text → plain lower-case simplified text that still knows where each character came from.

Names, aliases and queries all pass through `clean`, so a full-width, traditional or accented spelling on one side meets
a plain one on the other.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

QUERY_LIMIT = 64
"""Characters of a query that are read. A query of 600 characters took more than a second; nobody types 64."""

_DIAERESIS = "\N{COMBINING DIAERESIS}"
_HAN_CHARACTER = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff〇]")
_HAN = re.compile(f"{_HAN_CHARACTER.pattern}+")
TEXTS_KEPT = 20_000
"""Names and aliases are read by the index, the vocabulary, the suggestions and the next build alike: 15 500 texts."""
_WORDS_KEPT = 20_000
_FOLDED_CHARACTERS = 8192  # More than the distinct characters of any catalogue.

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Plain text, and for each of its characters the place in the original it stands for.

    `sources` is None where the two texts correspond character by character, which is nearly always.
    """

    text: str
    sources: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> Span:
        """The [start, end) in the original text that the [start, end) of the plain text was made from."""
        if self.sources is None or start >= end:
            return start, end
        return self.sources[start], self.sources[end - 1] + 1


def clean(raw: str, limit: int | None = None) -> Cleaned:
    """NFKC, lower case, no tone marks, no invisible characters, simplified; at most `limit` characters are read."""
    return _clean(raw if limit is None else raw.strip()[:limit])


@lru_cache(TEXTS_KEPT)
def _clean(raw: str) -> Cleaned:
    text = raw.translate(_folds)
    sources = None
    if not _folds.uneven.isdisjoint(raw):
        sources = tuple(at for at, character in enumerate(raw) for _ in character.translate(_folds))
    return Cleaned(text if _folds.traditional.isdisjoint(raw) else _simplified(text), sources)


@lru_cache(_WORDS_KEPT)
def is_han(text: str) -> bool:
    """True for Chinese characters of the basic block, its extension A, and 〇; and only such."""
    return _HAN.fullmatch(text) is not None


def han_characters(text: str) -> list[str]:
    """The Chinese characters of the text, one by one."""
    return _HAN_CHARACTER.findall(text)


class _Folds(dict[int, str]):
    """A table for str.translate that is filled as characters are met; bounded, because queries pass here too.

    `uneven` are the characters that become none or several, `traditional` those that the converter would change.
    """

    def __init__(self) -> None:
        self.uneven: set[str] = set()
        self.traditional: set[str] = set()

    def __missing__(self, codepoint: int) -> str:
        folded = _fold(chr(codepoint))
        if len(folded) != 1:
            self.uneven.add(chr(codepoint))
        if any(_simplified_character(character) != character for character in han_characters(folded)):
            self.traditional.add(chr(codepoint))
        if len(self) < _FOLDED_CHARACTERS:
            self[codepoint] = folded
        return folded


_folds = _Folds()


def _fold(character: str) -> str:
    """What one original character becomes: nothing, one character, or several."""
    category = unicodedata.category(character)
    if character == "\0" or category in ("Cs", "Cf", "Mn"):  # NUL, lone surrogates, zero-width, loose accents.
        return ""
    if category[0] in "CZ":
        return " "
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character).lower())
    decomposed = decomposed.replace(f"u{_DIAERESIS}", "v")  # lü is typed lv, and spelled lv by the pinyin dictionary.
    return "".join(piece for piece in decomposed if unicodedata.category(piece) != "Mn")


def _simplified(text: str) -> str:
    """Simplified Chinese of the same length."""
    converted = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_simplified_character(character) for character in text)


@lru_cache(_FOLDED_CHARACTERS)
def _simplified_character(character: str) -> str:
    converted = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
