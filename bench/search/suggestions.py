"""Suggestions while somebody types, timed at every character of every query."""

from collections.abc import Iterable
from functools import partial

from bench.search.figures import p50_p99, short, timed
from bench.search.queries import Query
from catalog import search


def line(queries: Iterable[Query]) -> str:
    """One sentence. Asked of the search of this process, over the catalogue of its database."""
    typed = dict.fromkeys(query.text[:end] for query in queries for end in range(1, len(query.text) + 1))
    search.suggest("护")  # Builds the index.
    p50, p99 = p50_p99([timed(partial(search.suggest, prefix))[1] for prefix in typed])
    return f"Suggestions, {len(typed)} beginnings of queries: p50 {short(p50)} ms, p99 {short(p99)} ms."
