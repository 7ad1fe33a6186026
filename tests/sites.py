"""The portal in a process of its own, as visitors meet it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from portal import processes

PATIENCE = 30  # Seconds until it must be ready.


@contextmanager
def serve(database: str, folder: Path) -> Iterator[str]:
    """The address of the portal under granian, over that database of the test server."""
    port = processes.free_port()
    address = f"http://127.0.0.1:{port}"
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")),
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": address,
        "SECRET_KEY": settings.SECRET_KEY,  # A cookie that a test signs is one of the site.
    }
    command = ["granian", "--interface", "wsgi", "--no-ws", "--port", str(port), "portal.wsgi:application"]
    log = folder / "log"
    with log.open("wb") as output:
        server = processes.start([sys.executable, "-m", *command], environ=environ, stdout=output, stderr=output)
        try:
            _wait(f"{address}/health/ready", server, log)
            yield address
        finally:
            processes.end([server])


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not processes.answers(address):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
