"""The one direction of imports, and the rooms this house does not have."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
JOURNEY = ["catalog", "appointments", "delivery", "portal"]  # An app may import itself and what stands before it.
NO_ROOM = {"services", "selectors", "utils", "helpers", "common", "managers"}


def wrong_imports(root: Path) -> list[str]:
    """A line for every import that points up the journey, wherever in a file it stands."""
    return [
        f"{path.relative_to(root)}:{line}: {app} imports {target}"
        for number, app in enumerate(JOURNEY)
        for path in sorted((root / app).rglob("*.py"))
        for line, target in imports(path, root)
        if target.split(".")[0] in JOURNEY[number + 1 :]
    ]


def imports(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """The line and full name of everything a file imports, at the top, inside functions, or relative to itself."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            source = [*above, node.module] if node.module else [*above]
            yield from ((node.lineno, ".".join([*source, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "import_string", "__import__"):
            yield from ((node.lineno, part.value) for part in node.args[:1] if isinstance(part, ast.Constant))


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def test_imports_run_back_along_the_journey():
    assert wrong_imports(BASE_DIR) == []


@pytest.mark.parametrize(
    ("file", "source", "found"),
    [
        ("catalog/x.py", "import portal.health", "catalog imports portal.health"),
        ("catalog/x.py", "from appointments.models import Slot", "catalog imports appointments.models.Slot"),
        ("appointments/deep/x.py", "def f():\n    from delivery import cases", "appointments imports delivery.cases"),
        ("delivery/x.py", "if False:\n    from portal import celery", "delivery imports portal.celery"),
        ("delivery/x.py", "importlib.import_module('portal.celery')", "delivery imports portal.celery"),
        ("catalog/deep/x.py", "from ... import portal", "catalog imports portal"),
    ],
)
def test_an_import_that_points_the_wrong_way_is_found(tmp_path, file, source, found):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)

    assert wrong_imports(tmp_path) == [f"{file}:{len(source.splitlines())}: {found}"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("portal/x.py", "from delivery import cases\nfrom catalog.models import Hall"),
        ("delivery/deep/x.py", "from . import cases\nfrom .. import apps\nfrom appointments import slots"),
        ("catalog/x.py", "import portals\nfrom django.contrib import admin"),
    ],
)
def test_an_import_that_points_the_right_way_is_not(tmp_path, file, source):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)

    assert wrong_imports(tmp_path) == []


def test_no_module_is_named_for_a_layer():
    named = [path for app in JOURNEY for path in (BASE_DIR / app).rglob("*") if path.stem in NO_ROOM]

    assert named == []
