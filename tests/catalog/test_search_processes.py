"""Several processes, and two kinds of database: one answer."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from catalog import revisions, search
from catalog.models import Revision, ServiceItem
from catalog.search.engine import LOOK_EVERY
from tests.factories import NOON, TODAY

PATIENCE = 20  # Seconds until a process must have seen a change.
PASSPORT = "D13-080"

# Of every kind: as people say it, questions, official, part of a name, pinyin, initials, by sound, traditional, mixed.
QUERIES = [
    *("护照", "孩子要上户口", "店要开张先去哪办", "家里老人走了要办什么手续", "不动产登记资料查询", "登记", "律师"),
    *("huzhao", "gongjijin", "sfz", "户照", "注消公司", "護照", "營業執照"),
    *("icp备案", "KTV", "D13-080", "12345", "怎么办"),
]


class Searcher:
    """A process that searches one database for as long as it lives."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def ask(self, typed: str) -> list[str]:
        """The ten best codes."""
        self.process.stdin.write(json.dumps({"id": "", "q": typed}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["results"]


@contextmanager
def searcher(database_url: str, folder: Path) -> Iterator[Searcher]:
    with subprocess.Popen(
        [sys.executable, "manage.py", "search_eval"],
        cwd=settings.BASE_DIR,
        env=environ(database_url, folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Searcher(process)


def environ(database_url: str, folder: Path) -> dict[str, str]:
    own = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "PORTAL_NO_VENV": "1"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "portal.settings"}


@pytest.mark.django_db(transaction=True)
def test_two_processes_follow_a_change_without_a_restart_and_without_a_wrong_answer(tmp_path):
    """Every answer of either process is the one before the change or the one after it, and then only the one after."""
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    typed = "出洋用的本本"
    with ExitStack() as processes:
        both = [processes.enter_context(searcher(url, tmp_path)) for _ in range(2)]
        before = [one.ask(typed) for one in both]
        content = ServiceItem.objects.get(code=PASSPORT).as_of(TODAY)
        content = content | {"aliases": [*content["aliases"], typed]}
        revisions.record([content], effective_from=TODAY, origin=Revision.Origin.IMPORT, now=NOON, reason="a test")
        search.refresh()
        after = list(search.search(typed, limit=10).codes[:10])

        answers = [[one.ask(typed)] for one in both]
        deadline = time.monotonic() + PATIENCE
        while any(seen[-1] != after for seen in answers) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY / 20)
            for one, seen in zip(both, answers, strict=True):
                seen.append(one.ask(typed))

    assert before[0] == before[1] != after
    assert after[0] == PASSPORT
    for seen in answers:
        changed = seen.index(after)
        assert seen == [before[0]] * changed + [after] * (len(seen) - changed)


@pytest.mark.django_db
def test_sqlite_and_postgresql_rank_alike(tmp_path):
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    for command in (["migrate", "--verbosity", "0"], ["seed"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=environ(url, tmp_path),
            check=True,
            capture_output=True,
        )

    with searcher(url, tmp_path) as sqlite:
        found = {typed: sqlite.ask(typed) for typed in QUERIES}

    assert found == {typed: list(search.search(typed, limit=10).codes[:10]) for typed in QUERIES}
    assert connection.vendor == "postgresql"
