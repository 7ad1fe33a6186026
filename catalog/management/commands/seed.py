"""Load the reference data."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog import seeding

WIDTH = 30


class Command(BaseCommand):
    help = "Load the reference data of fixtures/. Running it again changes nothing."

    def handle(self, **options) -> None:
        added = seeding.seed(now=timezone.now(), progress=self.progress)
        self.stderr.write("")
        self.stderr.write(f"{added} item revisions added." if added else "The reference data was already there.")

    def progress(self, what: str, done: int, total: int) -> None:
        """One bar on the terminal, redrawn in place."""
        filled = WIDTH * done // total
        bar = "#" * filled + "." * (WIDTH - filled)
        self.stderr.write(f"\r{what:<10} [{bar}] {done}/{total} ", ending="")
        self.stderr.flush()
