"""Let a partner front end book for citizens."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appointments import api_clients
from appointments.models import ApiClient


class Command(BaseCommand):
    help = "Make a partner front end and print its token, once: only a hash of it is held."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What operators and the log call it, such as “mini-program”.")
        parser.add_argument("--scope", action="append", required=True, choices=ApiClient.SCOPES)

    def handle(self, *, name: str, scope: list[str], **options) -> None:
        try:
            client, token = api_clients.create(name=name, scopes=scope, now=timezone.now())
        except ValidationError as error:
            raise CommandError(f"{name}: {' '.join(error.messages)}") from error
        self.stderr.write(f"{client.name} may {', '.join(client.scopes)}. Its token is shown only now:")
        self.stdout.write(token)
