"""Who is compared: each sells places of slots over HTTP, and says from its database what it sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.booking.client import Maker
from bench.booking.servers import Server


class Missing(Exception):
    """This machine lacks what the side needs; the message says what, and how to get it."""


@dataclass(frozen=True)
class Sold:
    """What the database says of one slot: its places, the bookings that hold one, and how many the slot counts."""

    places: int
    bookings: int
    counted: int

    @property
    def oversold(self) -> int:
        """Bookings for which there is no place."""
        return max(0, self.bookings - self.places)


class Side(Protocol):
    """One of those compared."""

    name: str
    server: Server

    def open_slots(self, count: int, places: int) -> list[int]:
        """New slots with that many places each, by primary key."""
        ...

    def attempt(self, slot: int, number: int) -> Maker:
        """The citizen of that number tries to book a place in the slot."""
        ...

    def sold(self, slots: Sequence[int]) -> list[Sold]:
        """What became of these slots."""
        ...
