"""Run the schedule in this process."""

import signal
from threading import Event

from django.core.management.base import BaseCommand

from portal import outbox
from portal.celery import app


class Command(BaseCommand):
    help = "Run what the schedule says, in this process and without a broker, until SIGTERM or Ctrl-C."

    def handle(self, **options) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        app.loader.import_default_modules()
        outbox.run(app, stop)
