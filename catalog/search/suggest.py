"""While a citizen types: names and aliases that begin with it at a word, in characters, pinyin or initials."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from . import spelling
from .analysis import Doc, squash
from .query import content_runs
from .text import QUERY_LIMIT, Span, clean

KEY_LENGTH = 12
"""Characters of context in a key. Nobody types more before choosing."""
SHORTEST_LATIN = 2
"""Letters after which suggestions begin; for Chinese one character is enough."""
SHORTEST_CODE = 3

_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One item to choose. `text` is the name or alias that matched, `spans` what of it was typed."""

    text: str
    code: str
    spans: tuple[Span, ...]
    name: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One word start of one name or alias: the plain text from there on, and how each character is typed in letters."""

    doc: Doc
    text: str
    start: int
    plain: str
    sounds: list[str]

    @property
    def rank(self) -> tuple[bool, bool, int, str, str, int]:
        """What begins with it before what only holds it, names before aliases, short before long."""
        return self.start > 0, self.text != self.doc.name, len(self.text), self.doc.code, self.text, self.start


class Suggester:
    """The sorted keys of one generation of the catalogue. Nothing changes it after it is built."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self._entries = sorted((entry for doc in docs for entry in _entries(doc)), key=lambda entry: entry.rank)
        pairs = sorted({(key, place) for place, entry in enumerate(self._entries) for key in _keys(entry)})
        self._keys = [key for key, _ in pairs]
        self._places = array("I", [place for _, place in pairs])

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """At most `limit` items, each once: as typed, else without function words, else by sound."""
        for typed in _readings(prefix):
            start, end = bisect_left(self._keys, typed), bisect_left(self._keys, typed + _AFTER_ALL)
            if start < end:
                return self._first_of_each(sorted(self._places[start:end]), typed, limit)
        return []

    def _first_of_each(self, places: list[int], typed: str, limit: int) -> list[Suggestion]:
        found: dict[str, Suggestion] = {}
        for place in places:
            if len(found) == limit:
                break
            entry = self._entries[place]
            if entry.doc.code not in found:
                found[entry.doc.code] = Suggestion(entry.text, entry.doc.code, _spans(entry, typed), entry.doc.name)
        return list(found.values())


def _entries(doc: Doc) -> Iterator[_Entry]:
    """Every word start of the name, and the beginning of every alias."""
    for text in (doc.name, *doc.aliases):
        plain = clean(text).text
        cut = spelling.words(plain)
        sounds = [
            syllable or character.strip()
            for syllable, character in zip(spelling.syllables(plain, cut), plain, strict=True)
        ]
        for _, start, _ in cut if text == doc.name else cut[:1]:
            end = start + KEY_LENGTH
            yield _Entry(doc, text, start, plain[start:end], sounds[start:end])


def _keys(entry: _Entry) -> Iterator[str]:
    yield entry.plain
    yield "".join(entry.sounds)
    yield "".join([sound[:1] for sound in entry.sounds])
    if entry.start == 0 and entry.text == entry.doc.name:
        yield from filter(None, map(squash, (entry.doc.code, *entry.doc.codes)))


def _readings(prefix: str) -> Iterator[str]:
    text = " ".join(clean(prefix, QUERY_LIMIT).text.split())
    latin = squash(text)
    if text.isascii():
        if len(latin) >= (SHORTEST_CODE if any(map(str.isdigit, latin)) else SHORTEST_LATIN):
            yield latin
        return
    yield text[:KEY_LENGTH]
    runs = list(content_runs(text))
    if runs and runs[-1] != text:
        yield runs[-1][:KEY_LENGTH]
    sound = "".join(
        syllable or squash(character) for syllable, character in zip(spelling.syllables(text), text, strict=True)
    )
    if len(sound) >= SHORTEST_LATIN:
        yield sound


def _spans(entry: _Entry, typed: str) -> tuple[Span, ...]:
    """What of the text was typed: by character, by syllable (a begun one counts) or by initial; nothing for a code."""
    for units in (list(entry.plain), entry.sounds, [sound[:1] for sound in entry.sounds]):
        if "".join(units).startswith(typed):
            length = next(n for n, whole in enumerate(accumulate(units), start=1) if len(whole) >= len(typed))
            return (clean(entry.text).original(entry.start, entry.start + length),)
    return ()
