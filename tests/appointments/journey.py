"""The way to a booking as a browser without scripts goes it, for tests."""

from django.test import Client

from appointments.models import Booking, Line
from catalog.models import ServiceItem
from tests.factories import make_number

DAY = "2026-11-25"


def address(line: Line, *items: ServiceItem, day: str = "", **more: str) -> str:
    """The address of the days of a line, or of the times of a day."""
    query = "&".join([f"item={item.code}" for item in items] + [f"{name}={value}" for name, value in more.items()])
    return f"/book/{line.code}/{day and day + '/'}?{query}"


def hold(client: Client, line: Line, item: ServiceItem, time: str = "09:00", key: str = "k" * 22, **more: str):
    """The answer to a time that was chosen."""
    return client.post(address(line, item, day=DAY, **more), {"time": time, "key": key})


def held(client: Client) -> Booking:
    """What the citizen of the browser holds now."""
    return Booking.objects.get(citizen=client.citizen, state="held")


def myself(**fields: str) -> dict[str, str]:
    """The answers of somebody who comes for themselves."""
    return {"who": "self", "name": "张三", "kind": "id_card", "number": make_number()} | fields


def name(client: Client, booking: Booking, **fields: str):
    """The answer to who comes."""
    return client.post(f"/bookings/{booking.key}/who/", myself(**fields))


def confirm(client: Client, booking: Booking):
    """The answer to the last step."""
    return client.post(f"/bookings/{booking.key}/check/")


def book(client: Client, line: Line, item: ServiceItem) -> Booking:
    """A booking made by all the steps."""
    hold(client, line, item)
    booking = held(client)
    name(client, booking)
    confirm(client, booking)
    booking.refresh_from_db()
    return booking
