"""What the environment may say, and what is refused."""

import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from portal import environment
from tests.threads import at_once

BASE_DIR = Path(__file__).resolve().parent.parent.parent
KEY = "k3y-of-the-tests-" * 4
PUBLIC = {
    "SITE_URL": "https://portal.example",
    "SECRET_KEY": KEY,
    "IDENTITY_KEYS": f"first:{KEY}",
    "SMS_GATEWAY": "console",
}


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    """A command in a process whose environment is only what the test says."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "PORTAL_NO_VENV": "1"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(expression: str, **environ: str) -> str:
    """What an expression over the settings is for that environment."""
    answer = manage(
        "shell", "--no-imports", "-c", f"from django.conf import settings as s; print({expression})", **environ
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_the_deployment_check_has_nothing_to_say_about_a_public_site(tmp_path):
    answer = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **PUBLIC)

    assert (answer.returncode, answer.stdout) == (0, "System check identified no issues (0 silenced).\n"), answer.stderr
    assert list(tmp_path.iterdir()) == [], "a public site keeps no key of its own making"


@pytest.mark.parametrize(
    ("gateway", "deploys", "error"), [("", ["--deploy"], "portal.E003"), ("pigeon", [], "portal.E002")]
)
def test_the_check_says_where_nobody_sends_text_messages(gateway, deploys, error, tmp_path):
    answer = manage("check", *deploys, DATA_DIR=str(tmp_path), **PUBLIC | {"SMS_GATEWAY": gateway})

    assert answer.returncode == 1
    assert error in answer.stderr


def test_messages_are_shown_on_this_machine_and_sent_nowhere_by_default(tmp_path):
    asked = "(s.SMS_GATEWAY, s.IS_LOCAL)"

    assert setting(asked, DATA_DIR=str(tmp_path)) == "('console', True)"
    assert setting(asked, **PUBLIC | {"SMS_GATEWAY": ""}) == "('', False)"


def test_the_cookies_of_citizens_are_for_this_host_and_https_alone_on_a_public_site():
    from_where = "from portal.accounts import callers, citizen_sessions, pending"
    names = "(citizen_sessions.COOKIE, callers.COOKIE, pending.COOKIE)"

    answer = manage("shell", "--no-imports", "-c", f"{from_where}; print({names})", **PUBLIC)

    assert answer.stdout.strip() == "('__Host-citizen', '__Host-device', '__Host-sign-in')", answer.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"SITE_URL": "http://portal.example"},
            "SITE_URL must begin with https:// beyond this machine; it is 'http://portal.example'.",
        ),
        (
            {"SITE_URL": "portal.example"},
            "SITE_URL must look like https://host, without a path; it is 'portal.example'.",
        ),
        ({"SECRET_KEY": ""}, "SECRET_KEY is required for a public SITE_URL."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be random and have at least 50 characters."),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be random and have at least 50 characters."),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY must be random and have at least 50 characters."),
        ({"DEBUG": "1"}, "DEBUG must be off for a public SITE_URL: its pages show secrets."),
        ({"ALLOWED_HOSTS": "a.example, *"}, "ALLOWED_HOSTS must name hosts: * would trust any Host header."),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL must begin with postgres:// or sqlite:///, not mysql://."),
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535; it is 'http'."),
    ],
)
def test_an_unsafe_environment_is_refused_in_one_sentence(tmp_path, change, sentence):
    answer = manage("check", **PUBLIC | {"DATA_DIR": str(tmp_path)} | change)

    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_plain_http_is_for_this_machine(host):
    assert environment.site_url({"SITE_URL": f"http://{host}:8000/"}) == f"http://{host}:8000"


def test_the_address_follows_the_port():
    assert environment.site_url({"PORT": "8123"}) == "http://127.0.0.1:8123"


def test_a_public_site_sends_its_cookies_over_https_only():
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME"
    secure = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"

    assert setting(names, **PUBLIC) == "__Host-session __Host-csrf __Host-language"
    assert setting(secure, **PUBLIC) == "True True True 31536000"


def test_a_forwarded_scheme_is_believed_only_from_a_trusted_proxy():
    assert setting("s.SECURE_PROXY_SSL_HEADER", **PUBLIC) == "None"
    assert setting("s.SECURE_PROXY_SSL_HEADER", TRUSTED_PROXY="1", **PUBLIC) == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_the_key_of_this_machine_is_made_once_for_its_owner_only(tmp_path):
    ask = partial(environment.secret_key, {}, "http://127.0.0.1:8000", tmp_path / "var")

    keys = at_once([ask] * 8)

    assert len(set(keys)) == 1
    assert len(keys[0]) >= environment.KEY_LENGTH
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_sqlite_keeps_what_was_committed_and_makes_writers_wait(tmp_path):
    connection = ConnectionHandler({"default": environment.database({}, tmp_path)})["default"]
    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    mode = connection.transaction_mode
    connection.close()

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20000}
    assert mode == "IMMEDIATE"
    assert (tmp_path / "portal.sqlite3").exists()


def test_a_postgresql_url_is_read_whole():
    url = "postgresql://clerk:p%40ss@db.example:6432/yi%20men?sslmode=require"

    database = environment.database({"DATABASE_URL": url}, Path("unused"))

    assert {key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "yi men",
        "USER": "clerk",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"options": environment.LOCK_TIMEOUT, "sslmode": "require"},
    }


@pytest.mark.django_db
def test_every_answer_carries_the_policies(client):
    headers = client.get("/health/live").headers

    policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }
    assert {
        name: headers[name]
        for name in ("Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy")
    } == {
        "Referrer-Policy": "strict-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), payment=(), usb=(), geolocation=()"


def test_a_second_postgresql_driver_is_reported(tmp_path):
    (tmp_path / "psycopg.py").touch()

    answer = manage("check", DATA_DIR=str(tmp_path / "var"), PYTHONPATH=str(tmp_path))

    assert answer.returncode == 1
    assert "(portal.E001) psycopg 3 is installed, and Django would use it instead of psycopg2." in answer.stderr


def test_debug_pages_are_for_this_machine():
    assert environment.debug({"DEBUG": "yes"}, "http://127.0.0.1:8000")
    with pytest.raises(ImproperlyConfigured):
        environment.debug({"DEBUG": "yes"}, "https://portal.example")
