"""Run the tests on real servers."""

import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run pytest on a real PostgreSQL, Redis and browser. What follows `test` goes to pytest."

    def run_from_argv(self, argv: list[str]) -> None:
        """Ends with pytest's exit code. The arguments are pytest's, so they are not parsed here."""
        from tests import run  # The rest of the portal runs where the tests are not installed.

        sys.exit(run.main(argv[2:]))
