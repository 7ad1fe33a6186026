"""Lists as offices send them, for tests of the import: files, the command, and what is held. A plugin of conftest."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from catalog import imports, revisions
from catalog.imports import Options
from catalog.models import Placement, Revision, ServiceItem
from catalog.seeding.items import TASK_TYPES

ITEMS, PLACEMENTS = settings.FIXTURES_DIR / "items.csv", settings.FIXTURES_DIR / "placements.csv"
TOWN = "D13-080"
CHINESE = ["事项编码", "事项名称", "实施主体", "类别", "市区同办/分情形", "事项类型", "设定依据", "进驻"]
NEW = ["N01-001", "新事项", "市公安局", "A", "", "行政许可", "《某条例》第1条", "M:综合窗口|D"]


@pytest.fixture
def chinese() -> Iterator[None]:
    """What is said is said in Chinese, as to the clerk at the command line."""
    with translation.override("zh-hans"):
        yield


def csv_file(folder: Path, rows: list[list[str]], *, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    """A CSV file with these rows."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def xlsx_file(folder: Path, rows: list[list]) -> Path:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "list.xlsx"
    book.save(path)
    return path


def command(*arguments) -> tuple[int, str]:
    """The exit code of `import_items`, and what it prints."""
    out, code = StringIO(), 0
    try:
        call_command("import_items", *map(str, arguments), stdout=out, stderr=StringIO())
    except CommandError as error:
        code = error.returncode
        out.write(str(error))
    return code, out.getvalue()


def prepare(path: Path, placements: Path | None = None, **options) -> imports.Plan:
    """The plan for files that take effect today."""
    options = {"effective_from": timezone.localdate(), **options}
    return imports.prepare(imports.read(path), Options(**options), imports.read(placements) if placements else None)


def chinese_rows() -> list[list[str]]:
    """The reference list as an office would write it."""
    kinds = {"identical": "市、区同办", "by_circumstance": "分情形", "": ""}
    types = {value: word for word, value in TASK_TYPES.items()}
    return [
        [
            *(c["code"], c["name"], c["department"], c["tier"], kinds[c["sharing"]], types[c["task_type"]]),
            "\n".join(basis["citation"] for basis in c["legal_bases"]),
            "|".join(f"{p['hall']}:{p['counter_group']}" if p["hall"] else venue(p) for p in c["placements"]),
        ]
        for c in revisions.list_as_of(timezone.localdate())
    ]


def venue(placement) -> str:
    """A place that is no single hall, as a file writes it."""
    return {"retained": "R", "district_or_street": "D"}[placement["kind"]]


def reference_rows() -> list[list[str]]:
    """The reference list, as an editor would open it: the header first."""
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def placements_header() -> list[str]:
    """The columns of the reference places."""
    with PLACEMENTS.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def placement_rows() -> list[list[str]]:
    """The reference places."""
    with PLACEMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def held(code: str = TOWN):
    """The content of an item today."""
    return ServiceItem.objects.get(code=code).as_of(timezone.localdate())


def state():
    """All an import could change."""
    return list(revisions.list_as_of(timezone.localdate())), Revision.objects.count(), Placement.objects.count()
