"""The environment into settings: what is unsafe is refused here, in one sentence each."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What Django's deployment check asks of a key.
KEY_LENGTH = 50
DIFFERENT = 5
KEY_NAME_LENGTH = 8
TRUE = {"1", "true", "yes", "on"}
SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

LOCK_TIMEOUT = "-c lock_timeout=3000"
"""Milliseconds a statement waits for a row; after that the change is tried again or refused in words."""

# One writer at a time that waits its turn, a log that readers do not block, and no commit lost to a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def flag(environ: Mapping[str, str], name: str) -> bool:
    """Whether the variable says yes."""
    return environ.get(name, "").strip().lower() in TRUE


def is_loopback(host: str) -> bool:
    """Whether that host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(site: str) -> bool:
    """Whether that address is on this machine."""
    return is_loopback(urlsplit(site).hostname or "")


def port(environ: Mapping[str, str]) -> int:
    """Where `manage.py up` listens. Raises ImproperlyConfigured for what is no port."""
    text = environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ImproperlyConfigured(f"PORT must be a number from 1 to 65535; it is {text!r}.")
    return int(text)


def site_url(environ: Mapping[str, str]) -> str:
    """The address of the site without a path. Raises ImproperlyConfigured for plain http beyond this machine."""
    url = (environ.get("SITE_URL") or f"http://127.0.0.1:{port(environ)}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"SITE_URL must look like https://host, without a path; it is {url!r}.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ImproperlyConfigured(f"SITE_URL must begin with https:// beyond this machine; it is {url!r}.")
    return url


def debug(environ: Mapping[str, str], site: str) -> bool:
    """Whether debug pages are on. Raises ImproperlyConfigured for a public site: they show secrets."""
    wanted = flag(environ, "DEBUG")
    if wanted and not is_local(site):
        raise ImproperlyConfigured("DEBUG must be off for a public SITE_URL: its pages show secrets.")
    return wanted


def allowed_hosts(environ: Mapping[str, str], site: str) -> list[str]:
    """The host names the site answers to. Raises ImproperlyConfigured for a wildcard."""
    host = urlsplit(site).hostname or ""
    hosts = [host, *(name.strip() for name in environ.get("ALLOWED_HOSTS", "").split(",") if name.strip())]
    if any("*" in name for name in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts: * would trust any Host header.")
    return [*hosts, *(["localhost", "127.0.0.1", "[::1]"] if is_loopback(host) else [])]


def secret_key(environ: Mapping[str, str], site: str, data_dir: Path) -> str:
    """The signing key. On this machine it is made once and kept in DATA_DIR; elsewhere it must be given."""
    given = environ.get("SECRET_KEY", "")
    if given:
        if len(given) < KEY_LENGTH or len(set(given)) < DIFFERENT or given.startswith("django-insecure"):
            raise ImproperlyConfigured(f"SECRET_KEY must be random and have at least {KEY_LENGTH} characters.")
        return given
    if not is_local(site):
        raise ImproperlyConfigured("SECRET_KEY is required for a public SITE_URL.")
    return _kept_key(data_dir / "secret_key")


def identity_keys(environ: Mapping[str, str], site: str, data_dir: Path) -> list[tuple[str, bytes]]:
    """The keys that turn document numbers into hashes, the present one first: `name:secret,name:secret`.

    On this machine one is made once and kept in DATA_DIR; elsewhere it must be given, apart from the database and its
    backups. Raises ImproperlyConfigured for a key that is short, unnamed or named twice.
    """
    given = environ.get("IDENTITY_KEYS", "")
    if not given:
        if not is_local(site):
            raise ImproperlyConfigured("IDENTITY_KEYS is required for a public SITE_URL.")
        return [("local", _kept_key(data_dir / "identity_key").encode())]
    keys = [tuple(part.strip().partition(":")[::2]) for part in given.split(",")]
    names = [name for name, _ in keys]
    if not all(0 < len(name) <= KEY_NAME_LENGTH and len(key) >= KEY_LENGTH for name, key in keys):
        raise ImproperlyConfigured(f"IDENTITY_KEYS must look like name:key, with {KEY_LENGTH} characters in each key.")
    if len(set(names)) < len(names):
        raise ImproperlyConfigured("IDENTITY_KEYS names a key twice.")
    return [(name, key.encode()) for name, key in keys]


def _kept_key(path: Path) -> str:
    """The key in the file, made whole in one step: no process ever reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent)  # For the owner only.
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(KEY_LENGTH))
        with suppress(FileExistsError):  # Somebody else was first, and theirs is the key.
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text(encoding="ascii")


def database(environ: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """The database settings of DATABASE_URL. Raises ImproperlyConfigured for another kind of database."""
    url = environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'portal.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": SQLITE, "NAME": unquote(parts.path.removeprefix("/")), "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": POSTGRESQL,
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": LOCK_TIMEOUT} | dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(f"DATABASE_URL must begin with postgres:// or sqlite:///, not {parts.scheme}://.")
