"""Typed by sound: 户照 read as 护照.

Only a piece that begins and ends at word boundaries is read differently, and only as a piece that does so in an item.
Without this 教师证 would be read as the 驾驶证 that ends in the same sounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from . import spelling
from .vocabulary import Vocabulary, aligned_spans

NO_WORD = 1.0
"""How far another reading is believed where the typed piece is in no dictionary."""
A_WORD = 0.85
"""... and where it is a word of its own, and may be meant."""
READINGS = 4
"""Other readings of one run that are tried."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The run as it may have been meant, and how far that is believed."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Replacement:
    start: int
    end: int
    text: str
    weight: float


def readings(run: str, vocabulary: Vocabulary) -> list[Reading]:
    """Other readings of the run, the one with most pieces replaced first; none where every pair is known."""
    if vocabulary.knows_all_pairs(run):
        return []
    found = sorted(_replacements(run, vocabulary), key=lambda one: (one.start - one.end, one.start))
    together: list[_Replacement] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in together):
            together.append(one)
    candidates = [together, *([one] for one in found)] if found else []
    distinct = dict(_replace(run, several) for several in reversed(candidates))
    return [Reading(text, weight) for text, weight in reversed(distinct.items())][:READINGS]


def _replacements(run: str, vocabulary: Vocabulary) -> Iterator[_Replacement]:
    cut, spelled = spelling.reading(run)
    for start, end in aligned_spans(cut):
        typed = run[start:end]
        if vocabulary.knows_all_pairs(typed) or not all(spelled[start:end]):
            continue
        weight = A_WORD if spelling.is_dictionary_word(typed) else NO_WORD
        for text in vocabulary.spelled(spelled[start:end]):
            if _half_equal(typed, text):
                yield _Replacement(start, end, text, weight)


def _half_equal(typed: str, text: str) -> bool:
    same = sum(left == right for left, right in zip(typed, text, strict=True))
    return len(typed) > same >= len(typed) / 2


def _replace(run: str, several: list[_Replacement]) -> tuple[str, float]:
    for one in several:
        run = run[: one.start] + one.text + run[one.end :]
    return run, min(one.weight for one in several)
