"""Chinese text → words and toneless pinyin; pinyin typed in one go → syllables."""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from itertools import chain

import rjieba
from pypinyin import lazy_pinyin
from pypinyin.seg import mmseg

from .text import TEXTS_KEPT, is_han

SEGMENTATIONS = 4
"""Ways of reading one string of letters that are tried, those of fewest syllables first: xian, xi'an."""

_WORDS_KEPT = 20_000  # The 1 618 items use about 6 000 distinct words.
_LONGEST_SYLLABLE = 6  # zhuang

Word = tuple[str, int, int]


@lru_cache(TEXTS_KEPT)
def reading(text: str) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words of the text and its syllables, as `words` and `syllables` give them."""
    cut = tuple(rjieba.tokenize(text))
    return cut, of_words([word for word, _, _ in cut])


def words(text: str) -> tuple[Word, ...]:
    """The text cut into words without overlap: (word, start, end)."""
    return reading(text)[0]


def search_words(text: str) -> list[str]:
    """Words and the shorter words inside them (不动产 gives 不动, 动产, 不动产 as well)."""
    return rjieba.cut_for_search(text)


def is_dictionary_word(text: str) -> bool:
    """True where the dictionary holds it. The cutter joins unknown characters, so a piece it cut may be no word."""
    return rjieba.has_word(text)


def syllables(text: str) -> tuple[str, ...]:
    """One toneless syllable a character, "" for what is not Chinese. Read by words: 银行 is yin hang."""
    return reading(text)[1]


def of_words(cut: Iterable[str]) -> tuple[str, ...]:
    """The syllables of neighbouring words, as `syllables` gives them for their text."""
    return tuple(chain.from_iterable(map(_spell, cut)))


@lru_cache(_WORDS_KEPT)
def _spell(word: str) -> tuple[str, ...]:
    if is_han(word):
        spelled = tuple(chain.from_iterable(map(_spell_part, mmseg.seg.cut(word))))
        if len(spelled) == len(word):
            return spelled
    return tuple(_letters(lazy_pinyin(character)[0]) if is_han(character) else "" for character in word)


@lru_cache(_WORDS_KEPT)
def _spell_part(part: str) -> tuple[str, ...]:
    """The pinyin of what the pinyin dictionary cuts words into: it does so itself, but reads each part anew."""
    return tuple(map(_letters, lazy_pinyin(part)))


def _letters(syllable: str) -> str:
    """The syllable, or nothing where the dictionary gave the character back because it does not know it."""
    return syllable if syllable.isascii() and syllable.isalpha() else ""


def segmentations(letters: str) -> list[tuple[str, ...]]:
    """The ways to read all the letters as whole syllables, fewest syllables first, at most SEGMENTATIONS."""
    ways: list[list[tuple[str, ...]]] = [[()]] + [[] for _ in letters]
    for end in range(1, len(letters) + 1):
        found = [
            (*way, letters[start:end])
            for start in range(max(0, end - _LONGEST_SYLLABLE), end)
            if ways[start] and letters[start:end] in known_syllables()
            for way in ways[start]
        ]
        ways[end] = sorted(found, key=lambda way: (len(way), way))[:SEGMENTATIONS]
    return ways[-1] if letters else []


@cache
def known_syllables() -> frozenset[str]:
    """All toneless syllables of Mandarin."""
    return frozenset(_lexicon("syllables.txt"))


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing about the item: 怎么, 办理, 需要."""
    return frozenset(_lexicon("function_words.txt"))


@cache
def spelled_function_words() -> frozenset[tuple[str, ...]]:
    """The function words of two and more characters, in syllables."""
    return frozenset(tuple(syllables(word)) for word in function_words() if len(word) > 1)


def _lexicon(name: str) -> list[str]:
    return resources.files(__package__).joinpath(f"lexicon/{name}").read_text(encoding="utf-8").split()
