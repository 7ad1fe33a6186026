"""Child processes that live and end together. Standard library only."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

GRACE = 10  # Seconds a child has to end by itself.
LOOK_EVERY = 0.2  # Seconds.
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Stopped(Exception):
    """Somebody asked this process to end."""


def start(command: Sequence[str | Path], *, environ: Mapping[str, str] | None = None, **options) -> subprocess.Popen:
    """A child in a session of its own: a Ctrl-C reaches only us, and we end it. On Linux it never outlives us."""
    return subprocess.Popen(
        command, env=environ, start_new_session=True, preexec_fn=_end_with_parent(os.getpid()), **options
    )


def run_together(
    commands: Mapping[str, Sequence[str | Path]], *, when_ready: Callable[[], None], is_ready: Callable[[], bool]
) -> str:
    """Run all commands until asked to stop or until one of them ends; then none runs. Returns why it ended."""
    children: dict[str, subprocess.Popen] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        for name, command in commands.items():
            children[name] = start(command)
        waiting = True
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    return f"The {name} has ended by itself (exit {child.returncode}), so everything was stopped."
            if waiting and is_ready():
                waiting = False
                when_ready()
            time.sleep(LOOK_EVERY)
    except Stopped:
        return ""
    finally:
        end(children.values())


def end(children: Collection[subprocess.Popen], first: int = signal.SIGTERM) -> None:
    """All children and what they started have ended: asked at once, and killed after the grace."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)  # A second Ctrl-C must not leave a child behind.
    for child in children:
        if child.poll() is None:
            child.send_signal(first)
    deadline = time.monotonic() + GRACE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # The child, or what a child that was killed has left behind.
        child.wait()


def answers(url: str) -> bool:
    """The address answers 200 within two seconds."""
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310  Our own loopback address.
            return response.status == 200
    except (URLError, OSError):
        return False


def is_free(port: int) -> bool:
    """Nobody listens on that port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop(number, frame) -> None:
    raise Stopped


def _end_with_parent(parent: int) -> Callable[[], None] | None:
    """What the child does before its program: ask the kernel for SIGTERM when we are gone, however we went."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
