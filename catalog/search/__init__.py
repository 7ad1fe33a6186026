"""Words in, ranked items out. The index lives in each process and follows the catalogue by itself.

search("户照丢了", filters={"audience": ["person"]}, limit=20)
suggest("huzh")
trial(aliases={"D13-080": ["本子丢了"]}).search("本子丢了")
status()
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from . import documents, meaning
from .backend import Hit, Hits
from .engine import Engine, Snapshot, build
from .facets import FacetCounts, Filters
from .interpreting import Interpretation, interpretation, suggestion
from .query import analyse
from .suggest import Suggestion
from .synonyms import SynonymRule
from .text import QUERY_LIMIT

__all__ = [
    "QUERY_LIMIT",
    "Hit",
    "Interpretation",
    "Result",
    "Suggestion",
    "SynonymRule",
    "Trial",
    "forget",
    "refresh",
    "search",
    "status",
    "suggest",
    "trial",
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one search.

    `hits` is the page asked for, `codes` are all items found; both best first. `facets` has every value of every facet
    with the number of results on choosing it alone there. Not `confident`: nothing fits well, say so and list it still.
    `suggestion` is the query spelled as it was probably meant (您是不是要找), "" if as typed.
    """

    codes: tuple[str, ...]
    hits: tuple[Hit, ...]
    facets: FacetCounts
    confident: bool
    suggestion: str
    interpretation: Interpretation

    @property
    def total(self) -> int:
        return len(self.codes)


def search(q: str, *, filters: Filters | None = None, limit: int = 20, offset: int = 0) -> Result:
    """Items that answer the words and pass the filters: OR within a facet, AND across facets.

    Without a searchable character all items that pass are listed, in the order of their pinyin. A value
    that no item has passes nothing.
    """
    return _answer(_engine().snapshot(), q, filters, limit, offset)


class Trial:
    """The catalogue as it is but for some changes, in an index of its own that nobody else sees."""

    def __init__(self, corpus: documents.Corpus) -> None:
        self._snapshot = build(None, corpus, import_string(settings.SEARCH_BACKEND))

    def search(self, q: str, *, filters: Filters | None = None, limit: int = 20, offset: int = 0) -> Result:
        """What `search` would answer."""
        return _answer(self._snapshot, q, filters, limit, offset)


def trial(*, aliases: Mapping[str, Sequence[str]] | None = None, synonyms: Sequence[SynonymRule] = ()) -> Trial:
    """What the search would be like: `aliases` are all those of an item, by its code; `synonyms` come on top.

    Builds an index: about two seconds for 1 618 items.
    """
    corpus = documents.load(aliases)
    return Trial(replace(corpus, synonyms=[*corpus.synonyms, *synonyms]))


def _answer(snapshot: Snapshot, q: str, filters: Filters | None, limit: int, offset: int) -> Result:
    query = analyse(q, snapshot.vocabulary)
    hits: Hits = snapshot.backend.search(query, filters or {}, limit, offset)
    return Result(
        codes=hits.codes,
        hits=hits.hits,
        facets=hits.facets,
        confident=hits.confident,
        suggestion=suggestion(query, hits),
        interpretation=interpretation(query, hits),
    )


def suggest(prefix: str, limit: int = 8) -> list[Suggestion]:
    """Items to choose from while typing, from one Chinese character or two letters on."""
    return _engine().snapshot().suggester.suggest(prefix, limit)


def status() -> dict[str, Any]:
    """For the health page: which generation is searchable since when, how many items, and why a rebuild failed.

    `model` is the sentence model, None without one; `by_meaning` is false where search goes by words alone.
    """
    engine = _engine()
    model = meaning.model()
    about_model = {"model": model.name if model else None}
    try:
        snapshot = engine.snapshot()
    except Exception as error:  # The health page says so; searching raises it.
        logger.exception("The search index was not built")
        nothing = {"generation": None, "built_at": None, "items": 0, "by_meaning": False}
        return nothing | about_model | {"last_error": type(error).__name__}
    return {
        "generation": snapshot.stamp[0],
        "built_at": snapshot.built_at.isoformat(),
        "items": snapshot.items,
        "by_meaning": snapshot.by_meaning,
        **about_model,
        "last_error": engine.last_error,
    }


def refresh() -> None:
    """This process searches the catalogue as it is now, without waiting for the next look at the generation."""
    _engine().refresh()


def forget() -> None:
    """This process builds its index anew at the next question. Tests call it: their databases share generations."""
    _engine().forget()


@cache
def _engine() -> Engine[documents.Stamp]:
    return Engine(
        stamp=documents.stamp,
        load=documents.load,
        make_backend=import_string(settings.SEARCH_BACKEND),
        after_thread=connections.close_all,  # Of the thread that calls it.
    )
