"""The README speaks of what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands

BASE_DIR = Path(__file__).resolve().parent.parent
README = (BASE_DIR / "README.md").read_text(encoding="utf-8")
REGISTRY = re.compile(r"://|index-url|find-links|^-|^/", re.MULTILINE)


def mapped() -> Iterator[str]:
    """The paths of the map, each with the folder it stands under."""
    [block] = re.findall(r"## Where things are.*?```\n(.*?)```", README, re.DOTALL)
    folder = ""
    for line in block.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name
            yield name
        else:
            yield folder + name


def test_everything_on_the_map_is_there():
    assert [path for path in mapped() if not (BASE_DIR / path).exists()] == []


def test_every_command_is_there():
    listed = set(
        re.findall(r"^\| `([a-z_]+)[ `]", README.split("## The other commands")[1].split("## ")[0], re.MULTILINE)
    )

    assert listed - set(get_commands()) == set()


def test_every_variable_is_read():
    table = README.split("## The environment")[1].split("## ")[0]
    names = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    sources = "".join(
        (BASE_DIR / "portal" / f"{name}.py").read_text() for name in ("environment", "settings", "bootstrap")
    )

    assert {name for name in names if f'"{name}"' not in sources} == set()


def test_the_pins_name_no_registry():
    for name in ("run", "test", "semantic", "bench"):
        assert not REGISTRY.search((BASE_DIR / "requirements" / f"{name}.txt").read_text())
