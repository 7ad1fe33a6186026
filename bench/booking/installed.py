"""The portal set up in a database and a data folder that are gone when the comparison ends."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.booking import databases

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"

SCENARIOS = ("A", "B", "hot", "journey", "peers", "C", "D")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What is asked on the command line, and the PostgreSQL server of the environment."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.booking",
        description="Booking over HTTP beside a bare Django view and peers, on the server of TEST_DATABASE_URL.",
    )
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=f"{', '.join(SCENARIOS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side has its turn (default 3)")
    parser.add_argument("--runs", type=int, default=20, help="runs of scenario A (default 20)")
    parser.add_argument("--bookings", type=int, default=1_000_000, help="bookings in scenario C (default 1000000)")
    parser.add_argument("--peers", default=sys.executable, help="a Python that has django-appointment (default this)")
    given = parser.parse_args(arguments)
    given.server = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if not given.server.startswith("postgres"):
        parser.error("set TEST_DATABASE_URL to a PostgreSQL server on which databases may be made")
    if unknown := set(given.scenarios) - set(SCENARIOS):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    given.scenarios = given.scenarios or SCENARIOS
    return given


@contextmanager
def portal(server: str) -> Iterator[None]:
    """The environment names a portal that `manage.py setup` has set up there."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-booking-") as folder,
        databases.throwaway(server, "portal") as database,
    ):
        os.environ |= {
            "DATABASE_URL": database,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        subprocess.run([sys.executable, MANAGE, "setup"], check=True, stderr=subprocess.DEVNULL)
        yield
