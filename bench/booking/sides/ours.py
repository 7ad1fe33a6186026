"""The portal's own interface for partner front ends, served as in production."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from appointments.models import Booking, Slot
from bench.booking import attempts, people, servers, wire
from bench.booking.client import Maker
from bench.booking.sides import Sold
from bench.booking.stage import Stage


@dataclass(frozen=True)
class Ours:
    """A booking in one request: who, for which item, and when."""

    server: servers.Server
    stage: Stage
    token: str
    name: str = "this project"

    def open_slots(self, count: int, places: int) -> list[int]:
        return [slot.pk for slot in self.stage.open_slots(count, places)]

    def attempt(self, slot: int, number: int) -> Maker:
        citizen = people.citizen(number)
        body = {
            "slot": str(slot),
            "items": [self.stage.item.code],
            "citizen": {
                "name": citizen.name,
                "phone": citizen.phone,
                "document": {"kind": "id_card", "number": citizen.document},
            },
        }
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"bench-{number}"}
        request = wire.post_json(reverse("booking_api:bookings"), body, headers)
        return partial(attempts.in_turn, [request])

    def sold(self, slots: Sequence[int]) -> list[Sold]:
        live = (
            Booking.objects.live().filter(booking_slots__slot__in=slots).values_list("booking_slots__slot", flat=True)
        )
        bookings = Counter(live)
        return [
            Sold(slot.capacity_online, bookings[slot.pk], slot.taken_online)
            for slot in Slot.objects.filter(pk__in=slots)
        ]


@contextmanager
def ours(stage: Stage, token: str) -> Iterator[Ours]:
    """The portal, served, on the database of the environment."""
    with servers.running("portal.wsgi:application", {}, ready="/health/ready") as running:
        yield Ours(running, stage, token)
