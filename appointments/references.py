"""The key that opens a booking, the label people read out, and the keys of requests."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.utils import timezone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like something else.
SHORT, LONG = 4, 6


class ReferenceTaken(Exception):
    """Somebody else has this label; another one will do."""


def new_key() -> str:
    """128 random bits for a URL."""
    return secrets.token_urlsafe(16)


def new_reference(starts_at: datetime, length: int = SHORT) -> str:
    """A label such as SZ-1124-3F7K: the day of the visit and something to tell it from others."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"SZ-{timezone.localtime(starts_at):%m%d}-{letters}"


def request_key(caller: str, key: str) -> str:
    """The caller's key of a request, as it is kept: no two callers share a key."""
    return hashlib.sha256(f"{caller}\0{key}".encode()).hexdigest()


def fingerprint(body: Any) -> str:
    """What a request asked, so that its key is not used for another one."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
