"""Make the sentence vectors that are missing."""

from django.core.management.base import BaseCommand, CommandError

from catalog import sentence_vectors
from catalog.models import SentenceVector
from catalog.search import meaning
from catalog.seeding import vectors


class Command(BaseCommand):
    """The worker does the same by itself; this shows how far it is, and keeps the vectors of the reference data."""

    help = "Make the sentence vectors that are missing, so that search goes by meaning."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--save", action="store_true", help="write them to fixtures/sentence_vectors.bin")

    def handle(self, *, save: bool, **options) -> None:
        model = meaning.model()
        if model is None:
            raise CommandError("No sentence model is installed, or SEARCH_BY_MEANING=0.")
        made = sentence_vectors.fill(self.progress)
        self.stderr.write(f"{made} vectors made.")
        if save:
            wanted = sentence_vectors.wanted()
            rows = SentenceVector.objects.filter(model=model.name, text_hash__in=wanted)
            vectors.save(model.name, {row.text_hash: bytes(row.vector) for row in rows.iterator()})

    def progress(self, done: int, all_of_them: int) -> None:
        """A line now and then."""
        self.stderr.write(f"{done} of {all_of_them}")
