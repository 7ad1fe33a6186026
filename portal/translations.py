"""Translations, compiled without GNU gettext."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_changed(folders: Iterable[Path]) -> int:
    """Every .po file has a .mo file that is not older. Returns how many were written."""
    changed = [
        source
        for folder in folders
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not _is_fresh(source.with_suffix(".mo"), source)
    ]
    for source in changed:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        draft = source.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(source.with_suffix(".mo"))  # A process that reads sees the old file or the new one.
    return len(changed)


def _is_fresh(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime
