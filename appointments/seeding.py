"""The lines and hours of `fixtures/` into the database, and their slots.

Which halls publish hours is known, how many places a slot has is not: those numbers are illustrative and say so. A hall
that has a line or hours already is left to staff, whatever they made of it.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from catalog.models import CounterGroup, Hall
from catalog.seeding.files import Row, rows

from . import slots
from .models import Line, OpeningHours

Progress = Callable[[str, int, int], None]


def seed(*, now: datetime, progress: Progress) -> int:
    """Lines, hours and the slots of all lines are in the database. Returns how many slots were added."""
    with transaction.atomic():
        _add_lines_and_hours()
    lines = list(Line.objects.order_by("pk"))
    added = 0
    for done, line in enumerate(lines, 1):
        added += slots.make(lines=[line], now=now).added
        progress("slots", done, len(lines))
    return added


def _add_lines_and_hours() -> None:
    listed = {row["hall_key"] for row in rows("lines.csv")}
    halls = Hall.objects.filter(code__in=listed, lines__isnull=True, opening_hours__isnull=True)
    new = {hall.code: hall for hall in halls}
    groups = {(group.hall_id, group.name): group for group in CounterGroup.objects.filter(hall__in=new.values())}
    Line.objects.bulk_create(_line(row, new, groups) for row in rows("lines.csv") if row["hall_key"] in new)
    OpeningHours.objects.bulk_create(_hours(row, new) for row in rows("opening_hours.csv") if row["hall_key"] in new)


def _line(row: Row, halls: dict[str, Hall], groups: dict[tuple[int, str], CounterGroup]) -> Line:
    hall = halls[row["hall_key"]]
    return Line(
        code=row["line_code"],
        hall=hall,
        counter_group=groups[hall.pk, row["counter_group"]] if row["counter_group"] else None,
        slot_minutes=int(row["slot_minutes"]),
        places=int(row["places"]),
        staff_percent=int(row["staff_percent"]),
        walk_in_percent=int(row["walk_in_percent"]),
        source=row["source"],
    )


def _hours(row: Row, halls: dict[str, Hall]) -> OpeningHours:
    return OpeningHours(
        hall=halls[row["hall_key"]],
        weekday=int(row["weekday"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        valid_from=date.fromisoformat(row["valid_from"]),
        source=row["source"],
    )
