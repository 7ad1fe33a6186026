"""From a bare Python to the project's own: a virtual environment with the pinned packages, then the command in it.

Standard library only, because nothing is installed yet. It writes to standard error only: some commands are piped.
PORTAL_NO_VENV=1 says that this Python has every pinned package already, and nothing is made or installed.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = VENV / "bin" / "pip"
REQUIREMENTS = BASE_DIR / "requirements"
OLDEST = (3, 11)
WITH_MODEL = {"setup", "up", "test"}


def enter(arguments: list[str]) -> None:
    """This process runs in the virtual environment with all the command needs; it may begin anew to get there."""
    if os.environ.get("PORTAL_NO_VENV") == "1":
        return
    if sys.version_info < OLDEST:
        stop(f"This needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and here is {sys.version.split()[0]}.")
    command = arguments[1] if len(arguments) > 1 else ""
    with open(REQUIREMENTS / "run.txt") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Two commands at once: the second waits and finds everything made.
        make_environment()
        for name in ["run", "test"] if command == "test" else ["run"]:
            install(REQUIREMENTS / f"{name}.txt")
        if command in WITH_MODEL:
            install_optional(REQUIREMENTS / "semantic.txt", "Search goes by words alone.")
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *arguments])


def make_environment() -> None:
    """`.venv` is there and has pip. The second time nothing happens."""
    if PYTHON.exists() and PIP.exists():  # pip comes last, so a half-made environment is made anew.
        return
    say("Making the virtual environment .venv …")
    result = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=sys.stderr,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.stderr.write(result.stderr)
        stop("Python cannot make virtual environments here. On Debian or Ubuntu: apt install python3-venv")


def install(requirements: Path) -> None:
    """The packages of that file are in `.venv`. Nothing happens while the file is what was installed last."""
    if not pip_installs(requirements):
        stop(f"pip could not install requirements/{requirements.name}: its message is above.")


def install_optional(requirements: Path, without: str) -> None:
    """The same where ready-made packages exist. Elsewhere `without` is said, and the next command tries again."""
    if not pip_installs(requirements, "--only-binary", ":all:"):
        say(f"pip could not install requirements/{requirements.name}: its message is above. {without}")


def pip_installs(requirements: Path, *options: str) -> bool:
    """Whether pip has installed that file, now or before."""
    stamp = VENV / f"installed-{requirements.stem}"
    fingerprint = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return True
    say(f"Installing the packages of requirements/{requirements.name} …")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options, "-r", requirements]
    if subprocess.run(pip, stdout=sys.stderr, check=False).returncode:
        return False
    stamp.write_text(fingerprint)
    return True


def say(line: str) -> None:
    """One line on the terminal."""
    print(line, file=sys.stderr, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.exit(sentence)
