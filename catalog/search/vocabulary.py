"""What the catalogue says, so that a query can be read in its light: known pairs, spellings, codes, Latin words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from . import spelling
from .analysis import Doc, Token, bigram_tokens, squash
from .synonyms import SynonymRule, SynonymTable
from .text import clean, is_han

LONGEST_SPAN = 6
"""Characters of the longest piece that is offered as another spelling of what was typed."""


class Vocabulary:
    """The words of one generation of the catalogue. Nothing changes it after it is built."""

    def __init__(self, docs: Iterable[Doc], synonyms: Iterable[SynonymRule] = ()) -> None:
        self.synonyms = SynonymTable(synonyms)
        self.pairs: set[Token] = set()
        self.latin: set[str] = set()
        self.codes: set[str] = set()
        characters: Counter[tuple[str, str]] = Counter()
        spans: Counter[tuple[str, str]] = Counter()
        for doc in docs:
            self.codes.update(filter(None, map(squash, (doc.code, *doc.codes))))
            for text in (doc.description, *doc.department):
                self.pairs.update(bigram_tokens(clean(text).text))
            for name in (doc.name, *doc.aliases):
                text = clean(name).text
                self.pairs.update(bigram_tokens(text))
                cut, spelled = spelling.reading(text)
                self.latin.update([word for word, _, _ in cut if word.isascii() and word.isalnum()])
                characters.update(zip(spelled, text, strict=True))
                spans.update([("_".join(spelled[start:end]), text[start:end]) for start, end in aligned_spans(cut)])
        self._characters = _by_frequency(characters)
        self._spans = _by_frequency(spans)

    def knows_all_pairs(self, text: str) -> bool:
        """True where every pair of neighbouring characters occurs in some item."""
        return self.pairs.issuperset(bigram_tokens(text))

    def spelled(self, syllables: Iterable[str]) -> tuple[str, ...]:
        """Pieces of item names and aliases, between word boundaries, that sound like this; the commonest first."""
        return self._spans.get("_".join(syllables), ())

    def characters(self, syllable: str) -> tuple[str, ...]:
        """Characters of item names and aliases that are read like this, the commonest first."""
        return self._characters.get(syllable, ())


def aligned_spans(cut: Sequence[spelling.Word]) -> Iterator[tuple[int, int]]:
    """[start, end) of one or more whole neighbouring words, 2 to LONGEST_SPAN characters."""
    for first, (word, start, end) in enumerate(cut):
        if not is_han(word):
            continue
        if 1 < end - start <= LONGEST_SPAN:
            yield start, end
        for word, _, end in cut[first + 1 :]:
            if end - start > LONGEST_SPAN or not is_han(word):
                break
            yield start, end


def _by_frequency(counts: Counter[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Sound → the texts that are read like it, the commonest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for sound, text in counts:
        found[sound].append(text)
    return {
        sound: tuple(sorted(texts, key=lambda text: (-counts[sound, text], text))) if len(texts) > 1 else tuple(texts)
        for sound, texts in found.items()
    }
