"""The items as a workbook for people: sheets 事项, 进驻, 说明; text is text, so that no cell is a formula or a link.

The creation date is fixed: the same data give the same bytes. The items are read twice rather than held in memory.
"""

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from .cells import plain
from .columns import ITEM_COLUMNS, PLACEMENT_COLUMNS, Names, Value, item_cells, placement_cells
from .selection import Selection

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CREATED = datetime(2017, 11, 6, tzinfo=UTC).replace(tzinfo=None)  # xlsxwriter wants a time without a zone.
WIDE, NARROW = 32, 14
WIDE_COLUMNS = {"item_name", "dept_name", "source", "page_url"}

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(selection: Selection, file: IO[bytes]) -> int:
    """The workbook is in the file. Returns the number of items."""
    # The name of the temporary folder does not reach the file; the library writes its parts there first.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(file, OPTIONS | {"tmpdir": folder})
        book.set_properties({"created": CREATED, "title": "政务服务事项"})
        items, places, notes = (book.add_worksheet(name) for name in ("事项", "进驻", "说明"))
        names = Names.read()
        rows = _fill(items, [c.name for c in ITEM_COLUMNS], (item_cells(row, names) for row in selection.rows()))
        _fill(places, list(PLACEMENT_COLUMNS), (cells for row in selection.rows() for cells in placement_cells(row)))
        _explain(notes, selection, rows)
        book.close()
    return rows


def _fill(sheet: Worksheet, header: list[str], lines: Iterable[list[Value]]) -> int:
    for number, name in enumerate(header):
        sheet.set_column(number, number, WIDE if name in WIDE_COLUMNS else NARROW)
    sheet.freeze_panes(1, 0)
    _write_line(sheet, 0, header)
    last = 0
    for last, cells in enumerate(lines, 1):
        _write_line(sheet, last, cells)
    sheet.autofilter(0, 0, last, len(header) - 1)
    return last


def _write_line(sheet: Worksheet, line: int, cells: Iterable[Value]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(line, column, cell)
        elif cell:
            sheet.write_string(line, column, plain(cell))


def _explain(sheet: Worksheet, selection: Selection, rows: int) -> None:
    """What the file is, and what each column means."""
    sheet.set_column(0, 1, WIDE)
    lines = [
        [_("Service items of the city")],
        [_("List of the day"), selection.day.isoformat()],
        [_("Number of items"), rows],
        [
            _("Narrowed by"),
            "; ".join(f"{name}={value}" for name, value in selection.filters().items()) or _("nothing: the whole list"),
        ],
        [_("How far to trust it"), _("The column “source” says where each row comes from. Empty cells are not known.")],
        [],
        *([column.name, column.title] for column in ITEM_COLUMNS),
        [],
        *([name, title] for name, title in PLACEMENT_COLUMNS.items()),
    ]
    for number, cells in enumerate(lines):
        _write_line(sheet, number, cells)
