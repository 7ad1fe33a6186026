"""The whole suite on real servers: what `manage.py test` does."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from portal import processes
from tests.servers import browser, postgresql, redis
from tests.servers.missing import Missing

BASE_DIR = Path(__file__).resolve().parent.parent
PARTS = {"DATABASE_URL": postgresql.provide, "REDIS_URL": redis.provide, "CHROMIUM": browser.provide}


def main(arguments: Sequence[str]) -> int:
    """pytest's exit code. A missing part is named; its tests are skipped, or with CI=true nothing runs and it is 1."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with ExitStack() as servers:
        folder = servers.enter_context(TemporaryDirectory(prefix="portal-tests-"))
        environ, missing = _provide(servers)
        environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATA_DIR": folder}
        for sentence in missing:
            print(sentence, file=sys.stderr, flush=True)
        if missing and os.environ.get("CI") == "true":
            return 1
        return _pytest(arguments, environ)


def _provide(servers: ExitStack) -> tuple[dict[str, str], list[str]]:
    """The environment for pytest, and a sentence for each missing part."""
    environ, missing = dict(os.environ), []
    for name, provide in PARTS.items():
        try:
            environ[name] = servers.enter_context(provide(os.environ))
        except Missing as sentence:
            missing.append(str(sentence))
            environ.pop(name, None)
            environ[f"MISSING_{name}"] = str(sentence)
    return environ, missing


def _pytest(arguments: Sequence[str], environ: dict[str, str]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is pytest's to answer; we wait for it and stop the servers.
    tests = subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=BASE_DIR,
        env=environ,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        return tests.wait()
    finally:
        processes.end([tests])
