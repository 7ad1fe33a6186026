"""Servers of what is measured: each started as the portal starts its own, and ended with the run."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal import processes
from portal.management.commands.up import web_server

LONGEST_START = 60.0  # Seconds.
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """What listens on a port, as the processes of one session."""

    port: int
    session: int

    def cpu(self) -> float:
        """Seconds of processor time its processes have used so far."""
        return sum(_seconds(each) for each in Path("/proc").glob("[0-9]*") if _session(each) == self.session)


@contextmanager
def running(
    application: str, environ: Mapping[str, str], *, ready: str, python: str | Path = sys.executable
) -> Iterator[Server]:
    """The application behind the portal's web server, with the same workers, on a free port.

    Raises TimeoutError where the address `ready` is not answered with 200 in time.
    """
    port = processes.free_port()
    _, *how, _ours = web_server()
    command = [python, *(str(port) if part == str(settings.PORT) else part for part in how), application]
    child = processes.start(command, environ={**os.environ, **environ})
    try:
        deadline = time.monotonic() + LONGEST_START
        while not processes.answers(f"http://127.0.0.1:{port}{ready}"):
            if child.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"{application} does not answer.")
            time.sleep(0.2)
        yield Server(port, child.pid)
    finally:
        processes.end([child])


def _fields(folder: Path) -> list[str]:
    """What the kernel says of the process, from its state on; nothing where it has just ended."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _session(folder: Path) -> int:
    found = _fields(folder)
    return int(found[3]) if found else 0


def _seconds(folder: Path) -> float:
    found = _fields(folder)
    return (int(found[11]) + int(found[12])) / TICKS if found else 0.0
