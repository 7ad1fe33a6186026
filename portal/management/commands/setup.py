"""Do everything but start."""

from django.core.management.base import BaseCommand

from portal import installation


class Command(BaseCommand):
    help = (
        "Make the data folder, database, static files, reference data and operator account. Again: only what changed."
    )

    def handle(self, **options) -> None:
        installation.run(self.stderr.write)
