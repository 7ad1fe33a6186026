"""Compare what is held with what was published."""

import json
from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.reconcile import Check, Report, run

MARKS = {"passed": "ok  ", "warned": "note", "failed": "FAIL"}
SHOWN = 10


class Command(BaseCommand):
    help = "Compare the list of a day with the published totals. Ends with 1 if a check that must hold does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="YYYY-MM-DD; today if not given")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the whole report as JSON")

    def handle(self, *, as_of: date | None, as_json: bool, verbosity: int, **options) -> None:
        report = run(as_of or timezone.localdate())
        if as_json:
            self.print_json(report)
        else:
            self.print_table(report, everything=verbosity > 1)
        if not report.agrees:
            raise SystemExit(1)

    def print_json(self, report: Report) -> None:
        """One document, all details."""
        self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))

    def print_table(self, report: Report, *, everything: bool) -> None:
        """One block a check: verdict, sentence, figures, and the first details (all with --verbosity 2)."""
        self.stdout.write(f"{report.day}  items: {report.items}  other lists: {report.district_items}")
        for check in report.checks:
            self.print_check(check, everything=everything)
        self.stdout.write(report.sentence)

    def print_check(self, check: Check, *, everything: bool) -> None:
        """The verdict first, so that the eye can run down the margin."""
        self.stdout.write(f"{MARKS[check.outcome]} {check.id:<4} {check.title}: {check.sentence}")
        for figure in check.figures:
            expected = "–" if figure.expected is None else figure.expected
            sign = "=" if figure.agrees else "≠"
            self.stdout.write(f"            {expected!s:>6} {sign} {figure.found:<6} {figure.label}")
        shown = check.details if everything else check.details[:SHOWN]
        for detail in shown:
            self.stdout.write(f"            {' '.join(filter(None, (detail.code, detail.name, detail.text)))}")
        if len(shown) < len(check.details):
            self.stdout.write(f"            … {len(check.details) - len(shown)} more (--verbosity 2)")
