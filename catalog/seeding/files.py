"""Reading `fixtures/`."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one CSV file by column name."""
    with (settings.FIXTURES_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_by_item(name: str) -> dict[str, list[Row]]:
    """The rows of one CSV file below each item code, in the order of the file."""
    found = defaultdict(list)
    for row in rows(name):
        found[row["item_code"]].append(row)
    return found


def json_lines(name: str) -> Iterator[dict[str, Any]]:
    """One object for each line."""
    with (settings.FIXTURES_DIR / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def json_file(name: str) -> Any:
    """What the whole file holds."""
    return json.loads((settings.FIXTURES_DIR / name).read_text(encoding="utf-8"))
