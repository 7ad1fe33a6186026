"""While a citizen types: what begins with it at a word, in characters, pinyin or initials."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
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
MOST_OTHERS = 2
"""Of one answer at most so many are no items: departments and words that stand for something."""
CITY = "市"

_AFTER_ALL = "\U0010ffff"


class Kind(StrEnum):
    """What is suggested."""

    ITEM = "item"
    DEPARTMENT = "department"
    TERM = "term"  # Words of the citizens, to be searched for.


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose. `text` is the name that matched, `spans` what of it was typed.

    `name` is what the item or department is called in the catalogue, or what a term stands for; `code` is "" for a
    term, and `department` is the item's.
    """

    kind: Kind
    text: str
    spans: tuple[Span, ...]
    code: str
    name: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Something to choose under all its names, its own first; `codes` as they are compared."""

    kind: Kind
    names: tuple[str, ...]
    code: str
    name: str
    department: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a choice: its plain text, how each character of it is typed in letters, and where words start.

    `beginnings` are those starts that count as its beginning.
    """

    choice: _Choice
    text: str
    plain: str
    syllables: list[str]
    initials: list[str]
    beginnings: list[int]
    others: list[int]

    @property
    def is_own(self) -> bool:
        return self.text == self.choice.names[0]

    @property
    def rank(self) -> tuple[bool, int, str, str, str]:
        """Own names before other names, short before long."""
        return not self.is_own, len(self.text), self.choice.kind, self.choice.code, self.text

    def keys(self, start: int) -> Iterator[str]:
        """What may be typed for the name from there on."""
        yield from map("".join, self.units(start))
        if start == 0 and self.is_own:
            yield from self.choice.codes

    def units(self, start: int) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """The characters of a key, its syllables, its initials."""
        end = start + KEY_LENGTH
        return self.plain[start:end], self.syllables[start:end], self.initials[start:end]

    def spans(self, start: int, typed: str) -> tuple[Span, ...]:
        """What of the text was typed: by character, by syllable (a begun one counts) or initial; nothing for a code."""
        for units in self.units(start):
            if "".join(units).startswith(typed):
                length = next(n for n, whole in enumerate(accumulate(units), start=1) if len(whole) >= len(typed))
                return (clean(self.text).original(start, start + length),)
        return ()


class Suggester:
    """The sorted keys of one generation of the catalogue. Nothing changes it after it is built.

    `terms` are pairs of a word of the citizens and what it may stand for; a word may come several times.
    """

    def __init__(self, docs: Sequence[Doc], terms: Iterable[tuple[str, str]] = ()) -> None:
        choices = [*map(_item, docs), *_departments(docs), *_terms(terms)]
        names = sorted((name for choice in choices for name in _names(choice)), key=lambda name: name.rank)
        # A place is one start in one name. The smaller its number the better: what begins so, then what only holds it.
        self._names = [name for name in names for _ in name.beginnings] + [name for name in names for _ in name.others]
        self._starts = [start for name in names for start in name.beginnings]
        self._starts += [start for name in names for start in name.others]
        keys, places = [], array("I")
        for place, (name, start) in enumerate(zip(self._names, self._starts, strict=True)):
            for key in name.keys(start):
                keys.append(key)
                places.append(place)
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._keys = [keys[number] for number in order]
        self._places = array("I", [places[number] for number in order])

    def suggest(self, prefix: str, limit: int) -> list[Suggestion]:
        """At most `limit` choices, each once: as typed, else without function words, else by sound."""
        for typed in _readings(prefix):
            start, end = bisect_left(self._keys, typed), bisect_left(self._keys, typed + _AFTER_ALL)
            if start < end:
                return self._first_of_each(sorted(self._places[start:end]), typed, limit)
        return []

    def _first_of_each(self, places: list[int], typed: str, limit: int) -> list[Suggestion]:
        found: dict[_Choice, Suggestion] = {}
        others = 0
        for place in places:
            if len(found) == limit:
                break
            name = self._names[place]
            choice = name.choice
            if choice in found or (choice.kind != Kind.ITEM and others == MOST_OTHERS):
                continue
            others += choice.kind != Kind.ITEM
            spans = name.spans(self._starts[place], typed)
            found[choice] = Suggestion(choice.kind, name.text, spans, choice.code, choice.name, choice.department)
        return list(found.values())


def _item(doc: Doc) -> _Choice:
    codes = tuple(filter(None, map(squash, (doc.code, *doc.codes))))
    return _Choice(Kind.ITEM, (doc.name, *doc.aliases), doc.code, doc.name, next(iter(doc.department), ""), codes)


def _departments(docs: Iterable[Doc]) -> Iterator[_Choice]:
    """The departments of the items. One that took over another and has items itself answers to its name alone."""
    found = {code: doc.department for doc in docs for code in doc.facets.get("department", ()) if doc.department}
    own = {names[0]: code for code, names in found.items()}
    for code, names in found.items():
        kept = tuple(name for name in names if own.get(name, code) == code)
        yield _Choice(Kind.DEPARTMENT, kept, code, names[0])


def _terms(pairs: Iterable[tuple[str, str]]) -> Iterator[_Choice]:
    meanings: dict[str, dict[str, None]] = {}
    for term, meaning in pairs:
        meanings.setdefault(term, {})[meaning] = None
    for term, several in meanings.items():
        yield _Choice(Kind.TERM, (term,), "", "、".join(several))


def _names(choice: _Choice) -> Iterator[_Name]:
    """The names with where one may begin to type them."""
    for text in choice.names:
        plain = clean(text).text
        cut, spelled = spelling.reading(plain)
        syllables = [syllable or character.strip() for syllable, character in zip(spelled, plain, strict=True)]
        beginnings = [0]
        if choice.kind == Kind.DEPARTMENT and plain.startswith(CITY):  # Everybody says 公安局, and few 市公安局.
            beginnings.append(len(CITY))
        others = []
        if text == choice.names[0]:  # Other names are short, and typed from their beginning.
            others = [start for _, start, _ in cut if plain[start].isalnum() and start not in beginnings]
        yield _Name(choice, text, plain, syllables, [each[:1] for each in syllables], beginnings, others)


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
