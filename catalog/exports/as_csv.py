"""The items as CSV: RFC 4180, CRLF, machine names in the first line, no cell that a spreadsheet program runs."""

import csv
import io
from collections.abc import Iterator

from .cells import guarded
from .columns import ITEM_COLUMNS, Names, Value, item_cells
from .selection import Selection

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
BOM = "\ufeff"  # Excel on Windows reads Chinese only with it.


def parts(selection: Selection, *, bom: bool = False) -> Iterator[bytes]:
    """The header, then one part for each item."""
    names = Names.read()
    yield ((BOM if bom else "") + _line([column.name for column in ITEM_COLUMNS])).encode()
    for row in selection.rows():
        yield _line(item_cells(row, names)).encode()


def _line(cells: list[Value]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return buffer.getvalue()
