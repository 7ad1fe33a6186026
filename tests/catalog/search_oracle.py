"""The ranking as it is defined, worked out item by item without an index: what any backend is compared with."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log
from operator import mul
from struct import unpack

from catalog.search import backend as measures
from catalog.search import facets, fusion, index, meaning
from catalog.search.analysis import AnalysedQuery, Doc, Origin, squash, tokens
from catalog.search.backend import Hit, Hits
from catalog.search.text import clean


class Oracle:
    """A search backend for a handful of items."""

    def __init__(self) -> None:
        self.docs: dict[str, Doc] = {}

    def rebuild(self, docs: Iterable[Doc]) -> None:
        self.docs = {doc.code: doc for doc in docs}

    def upsert(self, docs: Iterable[Doc]) -> None:
        self.docs |= {doc.code: doc for doc in docs}

    def delete(self, codes: Iterable[str]) -> None:
        self.docs = {code: doc for code, doc in self.docs.items() if code not in set(codes)}

    def search(self, query: AnalysedQuery, filters, limit: int, offset: int = 0) -> Hits:
        ranked = self._ranked(query)
        found = _results(ranked, filters)
        return Hits(
            codes=tuple(doc.code for doc, _, _ in found),
            hits=tuple(Hit(doc.code, score) for doc, score, _ in found[offset : offset + limit]),
            facets={facet: self._counts(facet, ranked, filters) for facet in _facets(self.docs.values())},
            confident=self._confident(query, ranked),
        )

    def _counts(self, facet: str, ranked, filters) -> list[tuple[str, int]]:
        """Beside each value how many results there are on choosing it alone."""
        values = sorted({value for doc in self.docs.values() for value in doc.facets.get(facet, ())})
        others = {name: chosen for name, chosen in filters.items() if name != facet}
        narrowed = {value: {**others, facet: [value]} for value in values}
        if _passing(_strong(ranked), others):
            return [(value, len(_passing(_strong(ranked), narrowed[value]))) for value in values]
        return [(value, len(_results(ranked, narrowed[value]))) for value in values]

    def _ranked(self, query: AnalysedQuery) -> list[tuple[Doc, float, float]]:
        docs = sorted(self.docs.values(), key=lambda doc: doc.code)
        if query.is_empty:
            return [(doc, 0.0, 1.0) for doc in sorted(docs, key=lambda doc: doc.spelling)]
        named = [doc for code in query.codes for doc in docs if code in map(squash, (doc.code, *doc.codes))]
        by_words = [(doc, *self._score(query, doc)) for doc in docs if self._is_found(query, doc)]
        scored = self._fused(query, docs, by_words)
        scored.sort(key=lambda one: -one[1])
        first = [(doc, self._score(query, doc)[0], 1.0) for n, doc in enumerate(named) if doc not in named[:n]]
        return first + [one for one in scored if one[0] not in named]

    def _fused(self, query: AnalysedQuery, docs, by_words) -> list[tuple[Doc, float, float]]:
        """By words alone, or all items by words and meaning."""
        near = self._nearness(query)
        if not near:
            return by_words
        mean, nearest = sum(near.values()) / len(near), max(near.values())
        best = max((score for _, score, _ in by_words), default=0.0) or 1.0
        worth = max((coverage for *_, coverage in by_words), default=0.0) ** fusion.AGREEMENT / best
        held = {doc.code: (score, coverage) for doc, score, coverage in by_words}
        return [
            (
                doc,
                held.get(doc.code, (0.0, 0.0))[0] * worth
                + fusion.MEANING * max(0.0, (near[doc.code] - mean) / max(nearest - mean, 1e-9)),
                held.get(doc.code, (0.0, 0.0))[1],
            )
            for doc in docs
        ]

    def _nearness(self, query: AnalysedQuery) -> dict[str, float]:
        """Code → cosine; empty where the model is not asked."""
        names = {clean(doc.name).text for doc in self.docs.values()}
        if not query.sentence or query.text in names or not all(doc.vector for doc in self.docs.values()):
            return {}
        asked = meaning.model().query(query.sentence).tolist()
        return {
            code: sum(map(mul, unpack(f"<{meaning.DIMENSIONS}e", doc.vector), asked)) for code, doc in self.docs.items()
        }

    def _is_found(self, query: AnalysedQuery, doc: Doc) -> bool:
        return any(self._gain(token, doc) for token in self._looked_at(query))

    def _looked_at(self, query: AnalysedQuery) -> set[str]:
        every = {pair for group in query.groups for alternative in group for pair in alternative.tokens}
        telling = {token for token, weight in every if self._tells(token, weight)}
        found = [doc for doc in self.docs.values() if any(self._gain(token, doc) for token in telling)]
        return telling if len(found) >= index.FEW_MATCHES else {token for token, _ in every}

    def _score(self, query: AnalysedQuery, doc: Doc) -> tuple[float, float]:
        looked_at = self._looked_at(query)
        whole = sum(self._mass(group[0].tokens) for group in query.groups) or 1.0
        score = coverage = 0.0
        for group in query.groups:
            best, held = 0.0, 0.0
            for alternative in group:
                own = sum(
                    weight * alternative.weight * self._gain(t, doc)
                    for t, weight in alternative.tokens
                    if t in looked_at
                )
                if own > best:
                    present = [(t, weight) for t, weight in alternative.tokens if self._gain(t, doc)]
                    best, held = own, self._mass(present) / (self._mass(alternative.tokens) or 1.0)
            score += best
            coverage += held * self._mass(group[0].tokens) / whole
        return score * self._fit(query, doc, coverage), coverage

    def _fit(self, query: AnalysedQuery, doc: Doc, coverage: float) -> float:
        name = clean(doc.name).text
        fit = measures.BARE_SHARE + (1 - measures.BARE_SHARE) * coverage
        fit /= 1 + len(name) / measures.LENGTH_HALVES_AT
        read = [one.text for one in query.groups[0] if one.origin != Origin.TYPED] if len(query.groups) == 1 else []
        for wanted in {query.text, *read}:
            if wanted in name:
                fit *= 1 + measures.CONTAINS + measures.CONTAINS_WHOLLY * len(wanted) / len(name)
            elif any(clean(alias).text == wanted for alias in doc.aliases):
                fit *= 1 + measures.CONTAINS + measures.CONTAINS_WHOLLY
        return fit

    def _gain(self, token: str, doc: Doc) -> float:
        weight = 0.0
        for name, field in index.FIELDS.items():
            mean = sum(_length(other, name) for other in self.docs.values()) / len(self.docs) or 1.0
            norm = 1 - index.LENGTH + index.LENGTH * _length(doc, name) / mean
            weight += field.weight * _count(token, doc, name, field.channels) / norm
        return self._idf(token) * weight * (index.SATURATION + 1) / (weight + index.SATURATION)

    def _idf(self, token: str) -> float:
        holding = sum(
            any(_count(token, doc, name, field.channels) for name, field in index.FIELDS.items())
            for doc in self.docs.values()
        )
        return log(1 + (len(self.docs) - holding + 0.5) / (holding + 0.5))

    def _tells(self, token: str, weight: float) -> bool:
        return weight > index.WEAK and self._idf(token) >= index.TELLING

    def _mass(self, pairs) -> float:
        return sum(weight * self._idf(token) for token, weight in pairs if self._tells(token, weight))

    def _confident(self, query: AnalysedQuery, ranked) -> bool:
        if query.is_empty or query.codes:
            return True
        if query.is_latin:
            return bool(ranked)
        coverage = max((coverage for _, _, coverage in ranked), default=0.0)
        if near := self._nearness(query):
            return coverage >= measures.SURE_COVERAGE or max(near.values()) >= measures.SURE_NEARNESS
        return coverage >= measures.CONFIDENT_COVERAGE


def _results(ranked, filters):
    return _passing(_strong(ranked), filters) or _passing(ranked, filters)[: facets.ALWAYS_SHOWN]


def _strong(ranked):
    return [
        one for place, one in enumerate(ranked) if one[2] >= measures.RESULT_COVERAGE or place < facets.ALWAYS_SHOWN
    ]


def _passing(ranked, filters):
    return [one for one in ranked if all(_passes(one[0], facet, chosen) for facet, chosen in filters.items())]


def _passes(doc: Doc, facet: str, chosen) -> bool:
    return not chosen or any(value in chosen for value in doc.facets.get(facet, ()))


def _facets(docs) -> set[str]:
    return {facet for doc in docs for facet, values in doc.facets.items() if values}


def _texts(doc: Doc, name: str) -> list[str]:
    own = getattr(doc, name)
    return [clean(text).text for text in ((own,) if isinstance(own, str) else own)]


def _length(doc: Doc, name: str) -> int:
    return sum(map(len, _texts(doc, name)))


def _count(token: str, doc: Doc, name: str, channels: str) -> int:
    return sum(_tokens(text, channels)[token] for text in _texts(doc, name))


@cache
def _tokens(text: str, channels: str) -> Counter[str]:
    return Counter(tokens(text, channels))
