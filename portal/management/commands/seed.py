"""Load the reference data."""

from django.core.management.base import BaseCommand
from django.utils import timezone

import appointments.seeding
import catalog.seeding

WIDTH = 30


class Command(BaseCommand):
    help = "Load the reference data of fixtures/, and make the slots of its lines. What staff changed stays."

    def handle(self, **options) -> None:
        now = timezone.now()
        revisions = catalog.seeding.seed(now=now, progress=self.progress)
        slots = appointments.seeding.seed(now=now, progress=self.progress)
        self.stderr.write("")
        if revisions or slots:
            self.stderr.write(f"{revisions} item revisions and {slots} slots added.")
        else:
            self.stderr.write("The reference data was already there.")

    def progress(self, what: str, done: int, total: int) -> None:
        """One bar on the terminal, redrawn in place."""
        filled = WIDTH * done // total
        bar = "#" * filled + "." * (WIDTH - filled)
        self.stderr.write(f"\r{what:<10} [{bar}] {done}/{total} ", ending="")
        self.stderr.flush()
