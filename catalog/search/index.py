"""The inverted index: which items hold a token, and how much that says (BM25F)."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, repeat
from math import log

from .analysis import Alternative, AnalysedQuery, Doc, Token, tokens
from .beginnings import beginnings
from .text import clean

# Not tuned: with k1 from 1 to 2 and b from .25 to .75, MRR@10 on 221 labelled queries moves by less than .005.
SATURATION = 1.4
"""k1 of BM25: how fast more of the same stops counting."""
LENGTH = 0.5
"""b of BM25: how far a long text is held against an item. Names are short, so this is milder than the usual .75."""

FEW_MATCHES = 50
"""With fewer items found than that, what tells little is looked at as well. It never counts as coverage."""
WEAK = 0.05
"""Tokens of this weight and less tell little: they are single characters beside words."""
TELLING = 0.5
"""Tokens of a smaller idf tell little: more than six items in ten hold them, as nearly all hold 深圳."""


@dataclass(frozen=True, slots=True)
class Field:
    """One kind of text of an item, what a match in it is worth, and the channels it is searched by."""

    weight: float
    channels: str


FIELDS = {
    "name": Field(3.0, "wbpiu"),
    "aliases": Field(2.5, "wbpi"),
    "description": Field(1.0, "wb"),
    "department": Field(0.7, "wb"),
}

_COUNT_BITS = 24  # A posting list is kept as one number: where it starts, and its length in the low bits.


Scored = tuple[dict[int, float], dict[int, float]]
"""One alternative: item → score, and item → share of the alternative's idf mass that it holds."""


@dataclass(frozen=True, slots=True)
class Matches:
    """How well items answer a query: for each group and alternative, item → score and item → share of it held.

    `shares` is what each group is of the whole query, by idf mass; `found` are the items, in their order.
    """

    groups: list[list[Scored]]
    shares: list[float]
    found: list[int]

    def readings(self, number: int) -> tuple[int, ...]:
        """For each group the alternative by which the item was found; -1 where it holds none of them."""
        return tuple(_best(group, number) for group in self.groups)

    def totals(self) -> dict[int, tuple[float, float]]:
        """Item → the sum over the groups of the best alternative, and the share of the query that these hold."""
        score, coverage = dict.fromkeys(self.found, 0.0), dict.fromkeys(self.found, 0.0)
        for group, share in zip(self.groups, self.shares, strict=True):
            for number, reading in _best_readings(group).items():
                scores, held = group[reading]
                score[number] += scores[number]
                coverage[number] += share * held.get(number, 0.0)
        return {number: (score[number], coverage[number]) for number in self.found}


def _best_readings(group: list[Scored]) -> dict[int, int]:
    """Item → the alternative it holds best, the first of equals. The same as `_best` of each, in one pass."""
    best = dict(group[0][0])
    readings = dict.fromkeys(best, 0)
    for reading, (scores, _) in enumerate(group[1:], start=1):
        for number, score in scores.items():
            if score > best.get(number, 0.0):
                best[number], readings[number] = score, reading
    return readings


def _best(group: list[Scored], number: int) -> int:
    scores = [scores.get(number, 0.0) for scores, _ in group]
    best = max(scores, default=0.0)
    return scores.index(best) if best else -1


class Index:
    """Postings of items numbered in the order given. Nothing changes it after it is built."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.size = len(docs)
        postings = _postings(docs)
        self._initials = beginnings({token: postings.pop(token) for token in list(postings) if token[0] == "i"})
        counts = [len(found) // 2 for found in postings.values()]
        starts = accumulate(counts, initial=0)
        self._places: dict[Token, int] = {
            token: start << _COUNT_BITS | count for token, start, count in zip(postings, starts, counts, strict=False)
        }
        flat = list(chain.from_iterable(postings.values()))
        self._items = array("I", flat[::2])
        gains = [self._gain(frequency) for frequency in range(self.size + 1)]
        gain_of_each = chain.from_iterable(map(repeat, map(gains.__getitem__, counts), counts))
        self._impacts = array(
            "d", [gain * weight / (weight + SATURATION) for gain, weight in zip(gain_of_each, flat[1::2], strict=True)]
        )

    def _idf(self, frequency: int) -> float:
        return log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))

    def _gain(self, frequency: int) -> float:
        return self._idf(frequency) * (SATURATION + 1)

    def idf(self, token: Token) -> float:
        """How much the token tells; highest for one that no item holds."""
        if token[0] == "i":
            return self._idf(len(self._initials(token)))
        return self._idf(self._places.get(token, 0) & ((1 << _COUNT_BITS) - 1))

    def _postings(self, token: Token) -> tuple[Sequence[int], Sequence[float]]:
        """The items that hold the token, and what it adds to the score of each."""
        if token[0] == "i":
            return self._postings_of_initials(token)
        place = self._places.get(token, 0)
        start, count = place >> _COUNT_BITS, place & ((1 << _COUNT_BITS) - 1)
        return self._items[start : start + count], self._impacts[start : start + count]

    def _postings_of_initials(self, token: Token) -> tuple[Sequence[int], Sequence[float]]:
        found = self._initials(token)
        gain = self._gain(len(found))
        return list(found), [gain * weight / (weight + SATURATION) for weight in found.values()]

    def match(self, query: AnalysedQuery) -> Matches:
        """Scores of all items. What tells little is looked at only while the rest finds few items."""
        groups = [[self._score(alternative) for alternative in group] for group in query.groups]
        found = {number for group in groups for scores, _ in group for number in scores}
        if len(found) < FEW_MATCHES:
            for group, scored in zip(query.groups, groups, strict=True):
                for alternative, (scores, _) in zip(group, scored, strict=True):
                    self._add_weak(alternative, scores)
            found = {number for group in groups for scores, _ in group for number in scores}
        masses = [self._mass(group[0]) for group in query.groups]
        whole = sum(masses) or 1.0
        return Matches(groups, [mass / whole for mass in masses], sorted(found))

    def _score(self, alternative: Alternative) -> Scored:
        """For the items that hold telling tokens of the alternative: score, and the share of its mass they hold."""
        scores: dict[int, float] = {}
        held: dict[int, float] = {}
        whole = self._mass(alternative) or 1.0
        for token, weight in alternative.tokens:
            if self._tells(token, weight):
                share = weight * self.idf(token) / whole
                self._add(token, weight * alternative.weight, scores)
                for number in self._postings(token)[0]:
                    held[number] = held.get(number, 0.0) + share
        return scores, held

    def _add_weak(self, alternative: Alternative, scores: dict[int, float]) -> None:
        for token, weight in alternative.tokens:
            if not self._tells(token, weight):
                self._add(token, weight * alternative.weight, scores)

    def _add(self, token: Token, weight: float, scores: dict[int, float]) -> None:
        for number, impact in zip(*self._postings(token), strict=True):
            scores[number] = scores.get(number, 0.0) + weight * impact

    def _mass(self, alternative: Alternative) -> float:
        return sum(weight * self.idf(token) for token, weight in alternative.tokens if self._tells(token, weight))

    def _tells(self, token: Token, weight: float) -> bool:
        return weight > WEAK and self.idf(token) >= TELLING


def _postings(docs: Sequence[Doc]) -> dict[Token, list[float]]:
    """Token → item, weight, item, weight and so on, by item."""
    postings: dict[Token, list[float]] = defaultdict(list)
    for number, weights in enumerate(_weighted(docs)):
        for token, weight in weights.items():
            held = postings[token]
            held.append(number)
            held.append(weight)
    return postings


def _weighted(docs: Sequence[Doc]) -> Iterator[dict[Token, float]]:
    """For each item: token → sum over its fields of the field's weight × occurrences / length norm."""
    texts = [_field_texts(doc) for doc in docs]
    tokens_of = dict.fromkeys(FIELDS, tokens) | {"department": cache(tokens)}  # Departments come again and again.
    channels = {name: field.channels.replace("i", "r") for name, field in FIELDS.items()}  # See beginnings.py.
    means = {name: sum(sum(map(len, text[name])) for text in texts) / max(len(texts), 1) or 1.0 for name in FIELDS}
    for text in texts:
        weights: dict[Token, float] = defaultdict(float)
        for name, field in FIELDS.items():
            norm = 1 - LENGTH + LENGTH * sum(map(len, text[name])) / means[name]
            worth = field.weight / norm
            for part in text[name]:
                for token in tokens_of[name](part, channels[name]):
                    weights[token] += worth
        yield weights


def _field_texts(doc: Doc) -> dict[str, list[str]]:
    parts = {
        "name": (doc.name,),
        "aliases": doc.aliases,
        "description": (doc.description,),
        "department": doc.department,
    }
    return {name: [clean(text).text for text in texts] for name, texts in parts.items()}
