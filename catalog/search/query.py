"""What was typed → an `AnalysedQuery`, read in the light of the catalogue's vocabulary."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from . import homophones, spelling
from .analysis import (
    LONGEST_INITIALS,
    SHORTEST_INITIALS,
    Alternative,
    AnalysedQuery,
    Origin,
    bigram_tokens,
    character_tokens,
    squash,
    syllable_tokens,
    word_tokens,
)
from .synonyms import SynonymRule
from .text import QUERY_LIMIT, clean, han_characters, is_han
from .vocabulary import Vocabulary

# What a token of each channel is worth. Not tuned: from half to nearly twice the values of pairs and syllables, MRR@10
# on 221 labelled queries moves by less than .005.
WORD, BIGRAM, CHARACTER = 1.0, 0.6, 0.05
SYLLABLES, SYLLABLES_OF_UNKNOWN = 0.15, 0.8
"""Pairs of syllables add little beside known characters and carry the query where no item has the characters."""
INITIALS_OF_PINYIN = 0.8
"""How far letters are believed to be initials when they can be read as whole syllables."""
CHARACTERS_TRIED = 12
"""Characters tried for a query of a single syllable."""

_CODE = re.compile(r"[a-z0-9]+(?:[-–—_./ ]+[a-z0-9]+)*")
_PIECE = re.compile(r"(?P<latin>[a-z][a-z0-9]*(?:[' ]+[a-z][a-z0-9]*)*)|(?P<run>[^\W_a-z]+)")

Group = tuple[Alternative, ...]


def analyse(raw: str, vocabulary: Vocabulary) -> AnalysedQuery:
    """Every string has an analysis; one without a searchable character is empty."""
    text = " ".join(clean(raw, QUERY_LIMIT).text.split())
    rest, codes = _take_codes(text, vocabulary)
    cut = list(vocabulary.synonyms.cut(rest))
    meant = [_synonym_group(rule, vocabulary) for _, rule in cut if rule]
    pieces = [piece for part, rule in cut if not rule for piece in _pieces(part)]
    runs = [run for kind, piece in pieces if kind == "run" for run in content_runs(piece)]
    if not runs and not meant:  # Nothing but function words: they are all there is to go by.
        runs = [piece for kind, piece in pieces if kind == "run" and len(pieces) == 1]
    groups = [
        *meant,
        *(_run_group(run, vocabulary) for run in runs),
        *(_latin_group(piece, vocabulary) for kind, piece in pieces if kind == "latin"),
    ]
    has_chinese = bool(han_characters(text))
    return AnalysedQuery(
        text,
        tuple(groups),
        codes,
        is_latin=not runs and not has_chinese,
        # Staff have said what a term by itself stands for: the model is not asked for another opinion.
        sentence=_sentence(text, groups) if has_chinese and (runs or len(groups) > 1) and not codes else "",
    )


def _sentence(text: str, groups: Iterable[Group]) -> str:
    """The text with what is surely misspelled put right: the model reads characters and hears nothing."""
    for typed, *others in groups:
        if meant := next((one for one in others if one.origin == Origin.SOUND and one.weight == 1), None):
            text = text.replace(typed.text, meant.text)
    return text


def _pieces(part: str) -> list[tuple[str, str]]:
    """Runs of Chinese and figures ("run"), and words in letters ("latin")."""
    return [(match.lastgroup or "", match[0]) for match in _PIECE.finditer(part)]


def _take_codes(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """The text without the item codes in it, and those codes."""
    codes = []

    def take(match: re.Match[str]) -> str:
        if (code := squash(match[0])) not in vocabulary.codes:
            return match[0]
        codes.append(code)
        return " "

    return _CODE.sub(take, text), tuple(codes)


def content_runs(piece: str) -> Iterator[str]:
    """What is left between the function words. Only whole words are cut out: 给付 keeps its 给."""
    run = ""
    for word, _, _ in spelling.words(piece):
        if word not in spelling.function_words():
            run += word
        elif run:
            yield run
            run = ""
    if run:
        yield run


def _synonym_group(rule: SynonymRule, vocabulary: Vocabulary) -> Group:
    """A term as typed, and what it may stand for."""
    typed = Alternative(rule.term, tuple(_text_tokens(rule.term, vocabulary)))
    return typed, *_expansions(rule, vocabulary)


def _expansions(rule: SynonymRule, vocabulary: Vocabulary) -> Iterator[Alternative]:
    for expansion in rule.expansions:
        yield Alternative(expansion, tuple(_text_tokens(expansion, vocabulary)), rule.weight, Origin.SYNONYM)


def _text_tokens(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    for kind, piece in _pieces(text):
        if kind == "run":
            yield from _run_tokens(piece, vocabulary)
        else:
            yield from ((f"w{word}", WORD) for word in re.split("[' ]+", piece))


def _run_group(run: str, vocabulary: Vocabulary) -> Group:
    """A run of Chinese as typed, and as it may have been meant."""
    return (
        Alternative(run, tuple(_run_tokens(run, vocabulary))),
        *(
            Alternative(reading.text, tuple(_run_tokens(reading.text, vocabulary)), reading.weight, Origin.SOUND)
            for reading in homophones.readings(run, vocabulary)
        ),
    )


def _run_tokens(run: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    yield from ((token, WORD) for token in word_tokens(run))
    yield from ((token, BIGRAM) for token in bigram_tokens(run))
    spelled = spelling.syllables(run)
    for at, (left, right) in enumerate(pairwise(spelled)):
        if left and right:
            known = f"b{run[at : at + 2]}" in vocabulary.pairs
            yield f"p{left}_{right}", SYLLABLES if known else SYLLABLES_OF_UNKNOWN
    yield from ((token, CHARACTER) for token in character_tokens(run))


def _latin_group(piece: str, vocabulary: Vocabulary) -> Group:
    """Letters as a word of the catalogue (icp), as pinyin, as initials; unknown if they are none of these."""
    parts = re.split("[' ]+", piece)
    letters = "".join(parts)
    alternatives = []
    if any(part in vocabulary.latin for part in parts):
        alternatives.append(Alternative(piece, tuple((f"w{part}", WORD) for part in parts)))
    readings = _pinyin_readings(parts)
    for syllables in readings:
        alternatives += _pinyin_alternatives(syllables, vocabulary)
        for rule in vocabulary.synonyms.spelled(syllables):
            alternatives += _expansions(rule, vocabulary)
    if len(letters) >= SHORTEST_INITIALS and letters.isalpha():
        weight = INITIALS_OF_PINYIN if readings else 1.0
        alternatives.append(Alternative(letters, ((f"i{letters[:LONGEST_INITIALS]}", WORD),), weight))
    return tuple(alternatives) or (Alternative(piece, tuple((f"w{part}", WORD) for part in parts)),)


def _pinyin_readings(parts: list[str]) -> list[tuple[str, ...]]:
    """Ways to read all parts as syllables. A syllable still being typed at the end (huzhaob) is left out."""
    ways: list[tuple[str, ...]] = [()]
    for at, part in enumerate(parts):
        found = spelling.segmentations(part)
        if not found and at == len(parts) - 1:
            found = _without_unfinished_syllable(part)
        ways = [(*way, *reading) for way in ways for reading in found][: spelling.SEGMENTATIONS]
    return [kept for way in ways if (kept := _without_function_words(way))]


def _without_unfinished_syllable(part: str) -> list[tuple[str, ...]]:
    for end in range(len(part) - 1, 1, -1):
        tail = part[end:]
        if any(syllable.startswith(tail) for syllable in spelling.known_syllables()) and (
            found := [reading for reading in spelling.segmentations(part[:end]) if len(reading) > 1]
        ):
            return found
    return []


def _without_function_words(reading: tuple[str, ...]) -> tuple[str, ...]:
    """Without zenme, xuyao, banli, unless nothing else is left."""
    kept: list[str] = []
    at = 0
    while at < len(reading):
        length = next((n for n in (4, 3, 2) if reading[at : at + n] in spelling.spelled_function_words()), 0)
        if not length:
            kept.append(reading[at])
        at += length or 1
    return tuple(kept) or reading


def _pinyin_alternatives(reading: tuple[str, ...], vocabulary: Vocabulary) -> list[Alternative]:
    text = " ".join(reading)
    if len(reading) > 1:
        return [Alternative(text, tuple((token, WORD) for token in syllable_tokens(reading)))]
    characters = vocabulary.characters(reading[0])[:CHARACTERS_TRIED]
    return [Alternative(text, ((f"u{character}", WORD),)) for character in characters if is_han(character)]
