"""Where a name shows what was searched for, as spans of the original text. The page escapes and marks them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from . import spelling
from .analysis import Alternative, initials
from .query import SYLLABLES
from .text import Cleaned, Span


class Marker:
    """Finds in texts every word, pair, syllable or initial of the readings. `length` is that of the readings."""

    def __init__(self, readings: Iterable[Alternative]) -> None:
        readings = list(readings)
        self.length = sum(len(reading.text) for reading in readings)
        self._pieces = {piece for reading in readings for piece in _pieces(reading)}
        tokens = [pair for reading in readings for pair in reading.tokens]
        self._syllables = {token[1:] for token, weight in tokens if token[0] == "p" and weight > SYLLABLES}
        self._initials = [token[1:] for token, _ in tokens if token[0] == "i"]

    def spans(self, cleaned: Cleaned) -> tuple[Span, ...]:
        """[start, end) in the original of that text; merged, in order."""
        found = {span for piece in self._pieces for span in _occurrences(cleaned.text, piece)}
        if self._syllables or self._initials:
            found.update(self._sounding(cleaned.text))
        return tuple(_merged(cleaned.original(start, end) for start, end in found))

    def _sounding(self, text: str) -> Iterator[Span]:
        cut, spelled = spelling.reading(text)
        for at, (left, right) in enumerate(pairwise(spelled)):
            if f"{left}_{right}" in self._syllables:
                yield at, at + 2
        letters = initials(spelled)
        for wanted in self._initials:
            yield from ((start, start + len(wanted)) for _, start, _ in cut if letters.startswith(wanted, start))


def covered(several: Iterable[Span]) -> int:
    """Characters inside the spans."""
    return sum(end - start for start, end in several)


def _pieces(reading: Alternative) -> Iterator[str]:
    """Words and pairs; single characters only where there is nothing else."""
    channels = "wb" if len(reading.text) > 1 and reading.tokens[0][0][0] != "u" else "wbu"
    return (token[1:] for token, _ in reading.tokens if token[0] in channels)


def _occurrences(text: str, wanted: str) -> Iterator[Span]:
    start = text.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def _merged(several: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(several):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
