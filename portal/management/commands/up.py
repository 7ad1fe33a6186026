"""Set up and start."""

import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import installation, processes

WORKERS = 2
MANAGE = settings.BASE_DIR / "manage.py"


class Command(BaseCommand):
    help = "Set up what is missing, then run the portal and its outbox until Ctrl-C."

    def handle(self, **options) -> None:
        begun = time.monotonic()
        if not processes.is_free(settings.PORT):
            raise CommandError(f"Port {settings.PORT} is in use: stop what listens there, or choose another with PORT.")
        installation.run(self.stderr.write)
        here = f"http://127.0.0.1:{settings.PORT}"

        def announce() -> None:
            seconds = time.monotonic() - begun
            self.stderr.write(f"The portal is at {settings.SITE_URL} (ready after {seconds:.1f} s). Ctrl-C stops it.")

        why = processes.run_together(
            {"web server": web_server(), "outbox": outbox()},
            when_ready=announce,
            is_ready=lambda: processes.answers(f"{here}/health/ready"),
        )
        if why:
            raise CommandError(why)
        self.stderr.write("Stopped.")


def web_server() -> list[str | Path]:
    """granian over WSGI: two workers of one thread measured best."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(settings.PORT)),
        # Unless told otherwise it starts hundreds of threads under load, each with a database connection of its own.
        *("--workers", str(WORKERS), "--blocking-threads", "1"),
        *("--working-dir", settings.BASE_DIR, "portal.wsgi:application"),
    ]


def outbox() -> list[str | Path]:
    """The schedule: by the embedded loop, or with REDIS_URL by a Celery worker with beat."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return [sys.executable, MANAGE, "outbox"]
    return [
        *(sys.executable, "-m", "celery", "--app", "portal.celery", "--workdir", settings.BASE_DIR, "worker"),
        *("--beat", "--schedule", settings.DATA_DIR / "celerybeat-schedule", "--concurrency", str(WORKERS)),
        *("--loglevel", "warning"),
    ]
