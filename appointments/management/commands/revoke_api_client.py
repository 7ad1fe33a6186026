"""Shut a partner front end out."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appointments import api_clients
from appointments.models import ApiClient


class Command(BaseCommand):
    help = "Revoke the token of a partner front end; every process knows within a few seconds. Run twice, it stays so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *, name: str, **options) -> None:
        client = ApiClient.objects.filter(name=name).first()
        if client is None:
            raise CommandError(f"There is no partner of the name {name}.")
        api_clients.revoke(client=client, now=timezone.now())
        self.stdout.write(f"{name} is shut out.")
