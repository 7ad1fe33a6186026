"""CSV and XLSX files as lines of clean text.

CSV may be UTF-8, with or without a byte order mark, or GB18030 (which holds GBK and GB2312). A workbook is read from
its first sheet; every value becomes text. The kind of file is told from its first bytes, not from its name.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from catalog.exports.cells import unguarded

from .cleaning import clean
from .problems import Problem, Unreadable

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
EXACT_UP_TO = 10**15  # A number cell holds 15 digits; longer codes have lost their last ones.

Cells = list[str]


@dataclass(frozen=True)
class Line:
    """One row below the header: its number as a spreadsheet program counts, and its cells by header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A file that could be read. Rows that could not are in `problems`."""

    name: str
    headers: list[str]
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(path: Path) -> Table:
    """The table in the file. Raises Unreadable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            _("%(file)s cannot be read: %(reason)s") % {"file": path.name, "reason": error.strerror}
        ) from error
    if data.startswith(OLD_EXCEL):
        raise Unreadable(_("This is a workbook of the old kind (.xls). Save it as .xlsx or CSV first."))
    problems: list[Problem] = []
    rows = _workbook_rows(data, problems) if data.startswith(ZIP) else _csv_rows(data)
    return _table(path.name, rows, problems)


def _table(name: str, rows: Iterable[tuple[int, Cells]], problems: list[Problem]) -> Table:
    filled = ((number, cells) for number, cells in rows if any(cells))
    _number, headers = next(filled, (0, []))
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise Unreadable(_("The file is empty."))
    if doubled := sorted({header for header in headers if header and headers.count(header) > 1}):
        raise Unreadable(_("Columns that occur twice: %(columns)s.") % {"columns": ", ".join(doubled)})
    table = Table(name, headers, problems=problems)
    for number, cells in filled:
        if len(cells) < len(headers) or any(cells[len(headers) :]):
            reason = _("%(found)s cells where the header has %(expected)s")
            problems.append(Problem(number, "", reason % {"found": len(cells), "expected": len(headers)}))
        else:
            table.lines.append(Line(number, dict(zip(headers, cells, strict=False))))
    return table


def _csv_rows(data: bytes) -> Iterator[tuple[int, Cells]]:
    """Each record with the line it begins on; a cell may hold several lines."""
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [clean(unguarded(cell)) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_("Line %(line)s is no CSV: %(reason)s") % {"line": begins, "reason": error}) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is neither UTF-8 nor GB18030 text, nor a workbook (.xlsx)."))


def _workbook_rows(data: bytes, problems: list[Problem]) -> Iterator[tuple[int, Cells]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # Some programs write a wrong size.
        rows = list(sheet.iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError) as error:
        raise Unreadable(_("The workbook is damaged.")) from error
    width = max((len(row) for row in rows), default=0)
    for number, row in enumerate(rows, 1):
        inexact = [position for position, value in enumerate(row) if _has_lost_digits(value)]
        for position in inexact:
            column = _text(rows[0][position]) if position < len(rows[0]) else ""
            reason = _("The code is stored as a number and has lost digits. Store it as text.")
            problems.append(Problem(number, column, reason))
        if not inexact:
            yield number, [_text(value) for value in row] + [""] * (width - len(row))


def _has_lost_digits(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) >= EXACT_UP_TO


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value))
