"""Give every role exactly its rights."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts import roles


class Command(BaseCommand):
    help = "Give every role of staff exactly its rights. Run after migrate; a repeat changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        roles.sync()
        self.stdout.write(", ".join(role.name for role in roles.ROLES))
