"""The servers of the test run: where they are looked for, and that they end with it."""

import os
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from redis import Redis

from portal import processes
from tests import run
from tests.servers import browser, postgresql, redis
from tests.servers.missing import Missing

NOWHERE = {"PATH": ""}


def ask(url: str, question: str) -> str:
    """The database of the URL is made by the tests; a server answers under the name it always has."""
    with closing(psycopg2.connect(url.rsplit("/", 1)[0] + "/postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_without_a_server_of_the_machine_postgresql_comes_from_the_wheel(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)

    with postgresql.provide(NOWHERE) as url:
        assert ask(url, "SHOW server_version").startswith("18.")
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT datctype FROM pg_database WHERE datname = 'postgres'") == postgresql.CTYPE
        port = int(url.rsplit(":", 1)[1].split("/")[0])

    assert processes.is_free(port)


def test_without_a_server_of_the_machine_redis_comes_from_the_wheel():
    with redis.provide(NOWHERE) as url:
        with closing(Redis.from_url(url)) as client:
            assert client.ping()
        port = int(url.rsplit(":", 1)[1].split("/")[0])

    assert processes.is_free(port)


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        (postgresql, "TEST_DATABASE_URL", "postgresql://clerk@db.example/tests"),
        (redis, "TEST_REDIS_URL", "redis://cache.example/3"),
        (browser, "CHROMIUM", sys.executable),
    ],
)
def test_what_the_environment_names_is_taken(part, name, value):
    with part.provide(NOWHERE | {name: value}) as found:
        assert found == value


def test_a_missing_browser_is_named_with_how_to_get_it():
    with (
        pytest.raises(Missing, match="apt install chromium fonts-noto-cjk libatomic1; elsewhere set CHROMIUM"),
        browser.provide(NOWHERE | {"CHROMIUM": "/nowhere/chromium"}),
    ):
        pass


@pytest.fixture
def without_a_browser(monkeypatch):
    """A machine that has everything but a browser, and a pytest that only has to start."""
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("TEST_DATABASE_URL", os.environ["DATABASE_URL"])
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_part_fails_in_ci_and_is_only_named_elsewhere(without_a_browser, monkeypatch, capfd, ci, code):
    monkeypatch.setenv("CI", ci)

    assert run.main(["--version"]) == code
    assert capfd.readouterr().err.startswith("Chromium is missing: ")


def test_the_exit_code_is_that_of_pytest(without_a_browser, monkeypatch):
    monkeypatch.setenv("CI", "")

    assert run.main(["-q", str(Path(__file__).parent / "no_such_file.py")]) == 4
