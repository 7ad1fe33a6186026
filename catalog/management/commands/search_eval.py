"""Answers labelled queries, one JSON object a line, so that any scorer can measure the search."""

import json
import sys
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalog import search
from catalog.models import ServiceItem

RESULTS = 10


class Command(BaseCommand):
    """Reads {"id", "q"} a line; prints {"id", "results": [item codes, best first], "confident", "ms"} a line.

    Each answer is printed before the next line is read, so that somebody may wait for it.
    """

    help = 'Answer one JSON object {"id", "q"} a line with the codes of the ten best items.'

    def handle(self, **options) -> None:
        if not _is_seeded():
            raise CommandError("There are no items to search. Run “manage.py seed” first.")
        search.search("证")  # The index and the sentence model are there before a time is taken.
        for line in sys.stdin:
            if line.strip():
                self.stdout.write(json.dumps(answer(json.loads(line))))
                self.stdout.flush()


def _is_seeded() -> bool:
    """False for an empty database, and for one without tables."""
    try:
        return ServiceItem.objects.in_force().exists()
    except DatabaseError:
        return False


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
