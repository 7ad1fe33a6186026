"""The items as JSON lines: the machine copy, every public fact, the same bytes for the same data.

One item a line by code, keys sorted, no blanks, NFC, UTF-8, LF. Beside the content of the item a line holds
`valid_from`, `valid_to`, `version` and `origin` of the revision it comes from. Nothing is escaped for spreadsheets.
"""

import json
import unicodedata
from collections.abc import Iterator

from .selection import Row, Selection

CONTENT_TYPE = "application/x-ndjson; charset=utf-8"


def parts(selection: Selection) -> Iterator[bytes]:
    """One part for each item."""
    return (_line(row).encode() for row in selection.rows())


def _line(row: Row) -> str:
    item = row.content | {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "version": row.version,
        "origin": row.origin,
    }
    text = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text) + "\n"
