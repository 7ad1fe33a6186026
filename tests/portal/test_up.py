"""`manage.py up` for real: a data folder of its own, a web server, an outbox, and how they end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from portal import processes
from portal.management.commands import up

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180  # Seconds; a first run loads the reference data.


class Portal:
    """One run of `manage.py up` over a data folder."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.port = processes.free_port()
        self.log = folder / f"up-{self.port}.log"
        self.environ = {
            "PATH": os.environ["PATH"],
            "PORTAL_NO_VENV": "1",
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
        } | environ

    def __enter__(self) -> "Portal":
        with self.log.open("wb") as output:
            self.process = processes.start(
                [sys.executable, BASE_DIR / "manage.py", "up"], environ=self.environ, stdout=output, stderr=output
            )
        return self

    def __exit__(self, *_) -> None:
        processes.end([self.process])

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while "The portal is at" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def children(self) -> dict[int, str]:
        """The processes it started and their arguments."""
        lines = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(None, 2) for line in lines.splitlines()]
        return {int(pid): arguments for pid, parent, arguments in rows if int(parent) == self.process.pid}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A data folder after a first run that was stopped by SIGTERM."""
    folder = tmp_path_factory.mktemp("up")
    with Portal(folder) as portal:
        portal.wait_until_ready()
        portal.process.send_signal(signal.SIGTERM)
        assert portal.process.wait(processes.GRACE + 5) == 0, portal.said
    (folder / "first.log").write_text(portal.said)
    return folder


def test_the_first_run_sets_everything_up_and_says_the_password_once(folder):
    said = (folder / "first.log").read_text()

    assert said.count("Operator account: name operator, password ") == 1
    assert "[6/7] Reference data: done" in said
    assert said.endswith("Stopped.\n")


def test_the_second_run_finds_everything_and_serves_it(folder):
    with Portal(folder) as portal:
        portal.wait_until_ready()
        with urlopen(f"http://127.0.0.1:{portal.port}/") as answer:
            page = answer.read().decode()

    assert "password" not in portal.said
    assert {"[5/7] Static files: unchanged", "[6/7] Reference data: unchanged"} <= set(portal.said.splitlines())
    assert 'lang="zh-Hans-CN"' in page


def test_the_death_of_one_ends_all(folder):
    with Portal(folder) as portal:
        portal.wait_until_ready()
        [outbox] = [pid for pid, arguments in portal.children().items() if arguments.endswith("outbox")]
        os.kill(outbox, signal.SIGKILL)

        assert portal.process.wait(processes.GRACE + 5) == 1
        assert "The outbox has ended by itself (exit -9), so everything was stopped." in portal.said
        assert processes.is_free(portal.port)


def test_nothing_is_left_when_it_is_killed(folder):
    with Portal(folder) as portal:
        portal.wait_until_ready()
        portal.process.kill()
        portal.process.wait()

        deadline = time.monotonic() + processes.GRACE
        while not processes.is_free(portal.port) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert processes.is_free(portal.port) or sys.platform != "linux"


def test_a_port_in_use_is_named_before_anything_is_done(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Portal(tmp_path, PORT=str(port)) as portal:
            assert portal.process.wait(60) == 1

    assert (
        portal.said == f"CommandError: Port {port} is in use: stop what listens there, or choose another with PORT.\n"
    )
    assert not (tmp_path / "data" / "portal.sqlite3").exists()


def test_with_redis_a_worker_with_beat_takes_the_place_of_the_outbox(folder):
    if reason := os.environ.get("MISSING_REDIS_URL"):
        pytest.skip(reason)
    with Portal(folder, REDIS_URL=os.environ["REDIS_URL"]) as portal:
        portal.wait_until_ready()
        programs = " ".join(portal.children().values())

    assert "celery --app portal.celery" in programs
    assert "--beat" in programs
    assert str(up.MANAGE) + " outbox" not in programs
