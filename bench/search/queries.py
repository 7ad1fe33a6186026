"""The labelled queries: what was typed, and which items are right answers to it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.search.analysis import Doc

FILE = Path(__file__).with_name("queries.json")
NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Query:
    """One query. `relevant` maps the codes of the right answers to the names of those items."""

    text: str
    kind: str
    relevant: Mapping[str, str]


def labelled(items: Sequence[Doc], file: Path = FILE) -> list[Query]:
    """The queries that some item answers. The file labels by patterns, because every catalogue has other codes.

    Fields of a line: `q`, `kind`, `names` and `depts` (patterns of the item name, or of the department); `names_alt`
    counts only where those find nothing. Negatives have no right answer and are left out.
    """
    lines = json.loads(file.read_text(encoding="utf-8"))
    queries = (Query(line["q"], line["kind"], _relevant(line, items)) for line in lines if line["kind"] != NEGATIVE)
    return [query for query in queries if query.relevant]


def _relevant(line: Mapping[str, Any], items: Sequence[Doc]) -> dict[str, str]:
    found = dict(_matching(items, line["names"], line["depts"]))
    return found or dict(_matching(items, line.get("names_alt", []), []))


def _matching(items: Sequence[Doc], names: Sequence[str], departments: Sequence[str]) -> Iterator[tuple[str, str]]:
    for item in items:
        if any(re.search(pattern, item.name) for pattern in names) or any(
            re.search(pattern, department) for pattern in departments for department in item.department
        ):
            yield item.code, item.name
