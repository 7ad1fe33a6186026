"""Translations without GNU gettext."""

import gettext
import os

from portal import translations

SOURCE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Hall"
msgstr "{}"
"""


def write(folder, word: str, at: int):
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SOURCE.format(word), encoding="utf-8")
    os.utime(path, (at, at))
    return path.with_suffix(".mo")


def read(compiled) -> str:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Hall")


def test_a_changed_source_is_compiled_once(tmp_path):
    compiled = write(tmp_path, "大厅", at=1_000)

    assert translations.compile_changed([tmp_path]) == 1
    assert read(compiled) == "大厅"
    assert translations.compile_changed([tmp_path]) == 0

    os.utime(compiled, (2_000, 2_000))
    write(tmp_path, "办事大厅", at=3_000)

    assert translations.compile_changed([tmp_path]) == 1
    assert read(compiled) == "办事大厅"
    assert [path.name for path in compiled.parent.iterdir() if path.suffix == ".new"] == []
