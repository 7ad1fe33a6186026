"""A headless Chromium: one that is there, else one that is fetched by the means this machine has."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .missing import Missing

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DEBIAN = ["chromium", "fonts-noto-cjk", "libatomic1"]
NPM = "@sparticuz/chromium@141"
UNPACK = "import('@sparticuz/chromium').then(async (it) => console.log(await it.default.executablePath()))"
FOLDER = Path(sys.prefix) / "chromium"


@contextmanager
def provide(environ: Mapping[str, str]) -> Iterator[str]:
    """The path of the program. Raises Missing."""
    path = environ.get("PATH", os.defpath)
    program = environ.get("CHROMIUM") or _on_path(path) or _by_apt(path) or _by_npm(path)
    if not program or not Path(program).exists():
        raise Missing(
            f"Chromium is missing: Debian: apt install {' '.join(DEBIAN)}; elsewhere set CHROMIUM to its path."
        )
    yield program


def _on_path(path: str) -> str:
    found = [program for name in NAMES if (program := shutil.which(name, path=path))]
    return (found + [str(MAC)] * MAC.exists() + [""])[0]


def _by_apt(path: str) -> str:
    """Debian's package, installed now. Only root can, and only on Debian and its children."""
    if os.geteuid() != 0 or not shutil.which("apt-get", path=path):
        return ""
    print("Installing Chromium by apt-get …", file=sys.stderr, flush=True)
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN]):
        subprocess.run(["apt-get", "-qq", *step], stdout=sys.stderr, env=environ, check=False)
    return _on_path(path)


def _by_npm(path: str) -> str:
    """The package of npm, kept in the virtual environment."""
    if not shutil.which("npm", path=path):
        return ""
    if not FOLDER.exists():
        print("Fetching Chromium by npm …", file=sys.stderr, flush=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", FOLDER, NPM], stdout=sys.stderr, check=False)
    unpacked = subprocess.run(["node", "-e", UNPACK], cwd=FOLDER, capture_output=True, text=True, check=False)
    return unpacked.stdout.strip()
