"""What the interface says of bookings and of free times, as plain values: a list of times has hundreds of rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from appointments import identity
from appointments.availability import Day, Time
from appointments.models import Booking, Line
from appointments.offering import Offering
from catalog.models import Hall, ServiceItem

HERE = timezone.get_default_timezone()


def moment(when: datetime | None) -> str | None:
    """2026-11-25T09:00:00+08:00."""
    return when and when.astimezone(HERE).isoformat(timespec="seconds")


def time_of(time: Time) -> dict[str, Any]:
    """One time at which a visit can begin."""
    return {
        "slot": str(time.slot),
        "starts_at": time.starts_at.astimezone(HERE).isoformat(),
        "ends_at": time.ends_at.astimezone(HERE).isoformat(),
        "places": time.places,
    }


def day_of(day: Day) -> dict[str, Any]:
    """One day with its times."""
    return {"day": day.day.isoformat(), "places": day.places, "times": [time_of(time) for time in day.times]}


def line_of(offered: Offering, first: Time | None, days: Sequence[Day] | None) -> dict[str, Any]:
    """One line that takes the items, with its first free time and, where they were asked for, its days."""
    return {
        **place_of(offered.line),
        "minutes": sum(offered.minutes.values()),
        "first": first and time_of(first),
        "days": None if days is None else [day_of(day) for day in days],
    }


def place_of(line: Line) -> dict[str, Any]:
    """Where to go."""
    return {"line": line.code, "hall": hall_of(line.hall), "counter_group": _counter_group(line)}


def hall_of(hall: Hall) -> dict[str, str]:
    """A hall by its name."""
    return {"code": hall.code, "name": hall.name, "short_name": hall.short_name}


def booking_of(request: HttpRequest, booking: Booking, items: Sequence[ServiceItem], phone: str) -> dict[str, Any]:
    """One booking. Names and the phone are masked: whoever sent them knows them, and nobody else need."""
    return {
        "key": booking.key,
        "reference": booking.reference,
        "state": booking.state,
        **place_of(booking.line),
        "starts_at": moment(booking.starts_at),
        "ends_at": moment(booking.ends_at),
        "items": [{"code": item.code, "name": item.name} for item in items],
        "phone": identity.masked_phone(phone),
        "applicant": identity.masked_name(booking.applicant_name),
        "agent": identity.masked_name(booking.agent_name),
        "relation": booking.relation,
        "held_until": moment(booking.held_until) if booking.state == Booking.State.HELD else None,
        "was_extended": booking.extended_at is not None,
        "made_at": moment(booking.made_at),
        "confirmed_at": moment(booking.confirmed_at),
        "cancelled_at": moment(booking.cancelled_at),
        "cancelled_by": booking.cancelled_by,
        "cancelled_late": booking.cancelled_late,
        "url": request.build_absolute_uri(reverse("booking_api:booking", args=[booking.key])),
        "page_url": request.build_absolute_uri(booking.get_absolute_url()) if booking.confirmed_at else None,
    }


def _counter_group(line: Line) -> str:
    return line.counter_group.name if line.counter_group_id else ""
