"""The whole comparison in one run: quality and time on the catalogue, then time on rows of items × places."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search import quality, scale, suggestions, throwaway
from bench.search.engines import Engine, Missing
from bench.search.engines.fts5 import Fts5Trigrams, Fts5Words
from bench.search.engines.icontains import IContains
from bench.search.engines.ours import MeaningAlone, Words, WordsAndMeaning
from bench.search.engines.search_filter import DrfSearchFilter
from bench.search.engines.tantivy import TantivyWords
from bench.search.engines.tsvector import TsvectorWords
from bench.search.queries import labelled
from catalog.search import SynonymRule, documents
from catalog.search.analysis import Doc

SIZES = (1, 100_000, 1_000_000)
"""Rows of items × places; one row an item is the least."""


def makers(
    synonyms: Sequence[SynonymRule], sqlite: BaseDatabaseWrapper, postgresql: BaseDatabaseWrapper | None
) -> list[Callable[[], Engine]]:
    """Everything that is compared. Making one raises Missing where this machine lacks what it needs."""
    return [
        partial(IContains, sqlite),
        partial(DrfSearchFilter, sqlite),
        partial(Fts5Trigrams, sqlite),
        partial(_tsvector, postgresql),
        partial(Fts5Words, sqlite),
        TantivyWords,
        MeaningAlone,
        partial(Words, synonyms),
        partial(WordsAndMeaning, synonyms),
    ]


def _tsvector(connection: BaseDatabaseWrapper | None) -> TsvectorWords:
    if connection is None:
        raise Missing("no PostgreSQL: set TEST_DATABASE_URL to a database in which a schema may be made")
    return TsvectorWords(connection)


def postgresql_url(environ: Mapping[str, str]) -> str:
    """That of the tests before that of the portal; "" where neither is PostgreSQL."""
    urls = [environ.get(name, "") for name in ("TEST_DATABASE_URL", "DATABASE_URL")]
    return next((url for url in urls if url.startswith("postgres")), "")


def ours(synonyms: Sequence[SynonymRule], items: Sequence[Doc]) -> list[Words]:
    """Our search, built, as far as this machine has what it needs."""
    found = []
    for kind in (Words, WordsAndMeaning):
        try:
            engine = kind(synonyms)
            engine.build(items)
        except Missing:
            continue
        found.append(engine)
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often every query is asked (default 3)")
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES, help="rows of items × places, in rising order")
    options = parser.parse_args()
    items, synonyms = documents.with_vectors(documents.documents()), documents.synonyms()
    if not (queries := labelled(items)):
        sys.exit("There are no items that a query asks for. Run “python3 manage.py setup” first.")
    print(f"{len(items)} items, {len(queries)} queries that some item answers, {options.rounds} rounds\n")
    with ExitStack() as stack:
        sqlite = stack.enter_context(throwaway.sqlite())
        url = postgresql_url(os.environ)
        postgresql = stack.enter_context(throwaway.postgresql(url)) if url else None
        *tables, missing = quality.compare(makers(synonyms, sqlite, postgresql), items, queries, options.rounds)
        said = [*tables, *(f"Not compared: {each}." for each in dict.fromkeys(missing)), suggestions.line(queries)]
        print(*said, sep="\n\n", end="\n\n")
        if options.rows:
            found = list(scale.contenders(ours(synonyms, items), sqlite, postgresql))
            print(scale.compare(found, items, queries, options.rows))
