"""Take in a list from a file."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import imports
from catalog.contents import Content
from catalog.imports import Difference, Options, Plan

SHOWN = 20
VALUE_AT_MOST = 60


class Command(BaseCommand):
    help = (
        "Import a list of items from CSV (UTF-8, GB18030) or XLSX. All of it is saved, or nothing: bad rows are listed "
        "with line, column and reason, and the command ends with 1. Items missing from the file are retired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show the differences and save nothing")
        parser.add_argument(
            "--effective-from", type=date.fromisoformat, metavar="DAY", help="YYYY-MM-DD; today if not given"
        )
        parser.add_argument("--placements", type=Path, metavar="FILE", help="the places of the items, one a line")
        parser.add_argument("--notice-no", default="", metavar="NUMBER", help="number of the notice that decides it")
        parser.add_argument("--source", default="", help="where the list is from; the file name if not given")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="the file is the official list and replaces what is held; needs --source",
        )

    def handle(self, *, file: Path, dry_run: bool, replace: bool, **options: Any) -> None:
        if replace and not options["source"].strip():
            raise CommandError(_("--replace needs --source: say where the official list is from."))
        meant = Options(
            effective_from=options["effective_from"] or timezone.localdate(),
            source=options["source"].strip(),
            notice_no=options["notice_no"].strip(),
            replace=replace,
        )
        with transaction.atomic():
            plan = self.prepare(file, options["placements"], meant)
            self.print_plan(plan, everything=options["verbosity"] > 1)
            if not plan.can_be_saved:
                raise CommandError(_("Nothing was saved."))
            if dry_run:
                self.stdout.write(_("Dry run: nothing was saved."))
                return
            if not plan.differences:
                return
            self.tell(_("Saving %(number)s revisions…") % {"number": len(plan.differences)})
            recorded = imports.apply(plan, now=timezone.now())
        self.stdout.write(_("Revisions recorded: %(number)s.") % {"number": len(recorded)})

    def prepare(self, file: Path, placements: Path | None, meant: Options) -> Plan:
        """The plan for the files. A file that cannot be read ends the command with its reason."""
        try:
            self.tell(_("Reading %(file)s…") % {"file": file.name})
            table, places = imports.read(file), imports.read(placements) if placements else None
            self.tell(_("Comparing %(number)s rows…") % {"number": len(table.lines)})
            return imports.prepare(table, meant, places)
        except imports.Unreadable as error:
            raise CommandError("\n".join(error.messages)) from error

    def tell(self, line: str) -> None:
        """Progress, apart from the result."""
        self.stderr.write(line)

    def print_plan(self, plan: Plan, *, everything: bool) -> None:
        """Everything that stands in the way, then the differences (the first of each kind; all with --verbosity 2)."""
        if plan.ignored:
            self.stdout.write(_("Columns not known and left out: %(columns)s.") % {"columns": "、".join(plan.ignored)})
        for problem in plan.problems:
            self.stdout.write(str(problem))
        for refusal in plan.refusals:
            self.stdout.write(refusal)
        if not plan.differences and plan.can_be_saved:
            self.stdout.write(_("No change: %(number)s items are as in the file.") % {"number": plan.unchanged})
            return
        self.print_differences(_("Added"), plan.added, everything=everything)
        self.print_differences(_("Changed"), plan.changed, everything=everything)
        self.print_differences(_("Moved"), plan.moved, everything=everything)
        self.print_differences(_("Retired"), plan.retired, everything=everything)
        self.stdout.write(_("Unchanged: %(number)s") % {"number": plan.unchanged})

    def print_differences(self, title: str, differences: Sequence[Difference], *, everything: bool) -> None:
        """A heading with the number, and a line each."""
        self.stdout.write(f"{title}: {len(differences)}")
        shown = differences if everything else differences[:SHOWN]
        for difference in shown:
            self.stdout.write(f"  {difference.code} {difference.name}")
            if difference.before and difference.after:
                for name in difference.fields:
                    self.stdout.write(
                        f"    {name}: {_value(difference.before, name)} → {_value(difference.after, name)}"
                    )
        if len(shown) < len(differences):
            self.stdout.write(_("  … %(number)s more (--verbosity 2)") % {"number": len(differences) - len(shown)})


def _value(content: Content, name: str) -> str:
    if name == "placements":
        return "|".join(":".join(filter(None, (p["hall"] or p["kind"], p["counter_group"]))) for p in content[name])
    text = str(content[name])
    return text if len(text) <= VALUE_AT_MOST else text[:VALUE_AT_MOST] + "…"
