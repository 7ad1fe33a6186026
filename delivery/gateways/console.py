"""Text messages where nothing is sent: a short file, for its owner only, that a page shows on this machine.

They are not written to the log, because codes and bookings are nobody else's.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import locks
from django.http import HttpRequest
from django.utils import timezone

from appointments import identity

KEPT = 200
"""Messages. Among so many a repeated key is noticed."""

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def send(*, phone: str, text: str, key: str) -> None:
    """The message is the newest of the file; one whose key is there already is dropped."""
    with _alone():
        kept = _read()
        if any(message["key"] == key for message in kept):
            return
        message = {"key": key, "to": identity.masked_phone(phone), "text": text, "at": timezone.now().isoformat()}
        _write([*kept, message][-KEPT:])


def latest(count: int) -> list[dict[str, Any]]:
    """The last messages, newest first: key, to, text, at."""
    return [{**message, "at": datetime.fromisoformat(message["at"])} for message in reversed(_read()[-count:])]


def is_shown(request: HttpRequest) -> bool:
    """Whether the page with the messages is there: for a browser of this machine, whatever the port.

    A site that is set up as local, but reached by another name, is not.
    """
    is_asked_here = urlsplit(f"//{request.get_host()}").hostname in THIS_MACHINE
    return settings.IS_LOCAL and settings.SMS_GATEWAY == "console" and is_asked_here


def _file() -> Path:
    return Path(settings.DATA_DIR) / "messages.jsonl"


@contextmanager
def _alone() -> Iterator[None]:
    """No other process writes meanwhile."""
    path = _file().with_suffix(".lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def _read() -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in _file().read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def _write(messages: list[dict[str, Any]]) -> None:
    """In one step: whoever is killed meanwhile leaves the file as it was."""
    descriptor, draft = tempfile.mkstemp(dir=_file().parent)  # For the owner only.
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(message, ensure_ascii=False) + "\n" for message in messages)
    os.replace(draft, _file())
