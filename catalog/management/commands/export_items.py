"""The list of a day as a file."""

import sys
import tempfile
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from shutil import copyfileobj

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.exports import FORMATS, Selection, write


class Command(BaseCommand):
    help = "Export the list of a day. The number of items and the SHA-256 of the file go to standard error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="YYYY-MM-DD; today if not given")
        parser.add_argument(
            "--known-at", type=_moment, metavar="MOMENT", help="as known then, such as 2026-11-24T12:00+08:00"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="standard output if not given")
        parser.add_argument("--bom", action="store_true", help="CSV with a byte order mark, for Excel on Windows")

    def handle(self, *, format: str, as_of: date | None, known_at: datetime | None, bom: bool, **options) -> None:
        selection = Selection(day=as_of or timezone.localdate(), known_at=known_at)
        with tempfile.TemporaryFile() as file:
            written = write(selection, format, file, bom=bom)
            file.seek(0)
            self.put_down(file, options["output"])
        self.stderr.write(f"{written.rows} items, SHA-256 {written.sha256}")

    def put_down(self, file, output: Path | None) -> None:
        """The finished file goes to its place in one piece: nothing half written is left under its name."""
        if output is None:
            if sys.stdout.isatty():
                raise CommandError("Say where the file should go: --output FILE, or redirect standard output.")
            copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        part = output.with_name(output.name + ".part")
        try:
            with part.open("wb") as target:
                copyfileobj(file, target)
            part.replace(output)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"{output}: {error.strerror}") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else timezone.make_aware(moment)
