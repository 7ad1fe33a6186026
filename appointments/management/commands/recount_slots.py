"""Count the places of all slots again."""

from django.core.management.base import BaseCommand, CommandError

from appointments import counts


class Command(BaseCommand):
    help = "Compare what every slot counts with its bookings. Changes nothing; exit 1 where a figure differs."

    def handle(self, **options) -> None:
        found = list(counts.drifts())
        for drift in found:
            self.stdout.write(f"slot {drift.slot}: {drift.figure} is {drift.held}, counted {drift.counted}")
        if found:
            raise CommandError(f"{len(found)} figures differ.")
        self.stdout.write("Drift 0: every slot counts what it has.")
