"""What the catalogue says, so that a query can be read in its light: known pairs, spellings, codes, Latin words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from . import spelling
from .analysis import Doc, Token, bigram_tokens, squash
from .synonyms import SynonymRule, SynonymTable
from .text import clean, is_han

LONGEST_SPAN = 6
"""Characters of the longest piece that is offered as another spelling of what was typed."""


class Vocabulary:
    """The words of one generation of the catalogue. Nothing changes it after it is built."""

    def __init__(self, docs: Sequence[Doc], synonyms: Iterable[SynonymRule] = ()) -> None:
        self.synonyms = SynonymTable(synonyms)
        self.codes = set(filter(None, map(squash, chain.from_iterable((doc.code, *doc.codes) for doc in docs))))
        names = [clean(name).text for doc in docs for name in (doc.name, *doc.aliases)]
        others = {text for doc in docs for text in (doc.description, *doc.department)}  # Departments are few.
        texts = chain(names, (clean(text).text for text in others))
        self.pairs: set[Token] = set(chain.from_iterable(map(bigram_tokens, texts)))
        readings = [spelling.reading(name) for name in names]
        cuts = [tuple([word for word, _, _ in cut]) for cut, _ in readings]
        self.latin = {word for word in set(chain.from_iterable(cuts)) if word.isascii() and word.isalnum()}
        spelled = (zip(syllables, name, strict=True) for name, (_, syllables) in zip(names, readings, strict=True))
        self._characters = _by_frequency(Counter(chain.from_iterable(spelled)))
        self._spans = _by_frequency(_spelled(Counter(chain.from_iterable(map(_aligned_pieces, cuts)))))

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
    for first, last in _aligned([word for word, _, _ in cut]):
        yield cut[first][1], cut[last - 1][2]


def _aligned_pieces(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words[first:last] for first, last in _aligned(words)]


def _aligned(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[first, last) of neighbouring Chinese words that are 2 to LONGEST_SPAN characters together."""
    lengths = [len(word) if is_han(word) else LONGEST_SPAN + 1 for word in words]  # What is not Chinese never fits.
    for first, length in enumerate(lengths):
        if 1 < length <= LONGEST_SPAN:
            yield first, first + 1
        for last in range(first + 1, len(lengths)):
            length += lengths[last]
            if length > LONGEST_SPAN:
                break
            yield first, last + 1


def _spelled(pieces: Mapping[tuple[str, ...], int]) -> dict[tuple[str, str], int]:
    """How often each sound and text is there. One text may be cut in several ways, and sound different in each."""
    counts: dict[tuple[str, str], int] = {}
    for words, count in pieces.items():
        key = "_".join(spelling.of_words(words)), "".join(words)
        counts[key] = counts.get(key, 0) + count
    return counts


def _by_frequency(counts: Mapping[tuple[str, str], int]) -> dict[str, tuple[str, ...]]:
    """Sound → the texts that are read like it, the commonest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for sound, text in counts:
        found[sound].append(text)
    return {
        sound: tuple(sorted(texts, key=lambda text: (-counts[sound, text], text))) if len(texts) > 1 else tuple(texts)
        for sound, texts in found.items()
    }
