"""Answers labelled queries, one JSON object a line, so that any scorer can measure the search."""

import json
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError

from catalog import search

RESULTS = 10


class Command(BaseCommand):
    """Reads {"id", "q"} a line; prints {"id", "results": [item codes, best first], "confident", "ms"} a line."""

    help = 'Answer one JSON object {"id", "q"} a line with the codes of the ten best items.'

    def handle(self, **options) -> None:
        if not search.status()["items"]:
            raise CommandError("There are no items to search. Run “manage.py seed” first.")
        for line in self.stdin:
            if line.strip():
                self.stdout.write(json.dumps(answer(json.loads(line))))


def answer(asked: dict[str, str]) -> dict[str, object]:
    """The best items for one query, and the milliseconds it took inside this process."""
    started = perf_counter()
    result = search.search(asked["q"], limit=RESULTS)
    milliseconds = (perf_counter() - started) * 1000
    return {
        "id": asked["id"],
        "results": [hit.code for hit in result.hits],
        "confident": result.confident,
        "ms": round(milliseconds, 3),
    }
