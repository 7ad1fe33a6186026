"""The rules of booking that hold at a place: what staff decided, from narrow to wide, and else the default."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Q

from .models import BookingRules, Line
from .remembering import remembered


@dataclass(frozen=True)
class Rules:
    """The rules of one line. The defaults are those of the design; no text of the city was found that decides them."""

    window_workdays: int = 7
    hold_minutes: int = 5
    offer_minutes: int = 20
    cancel_minutes: int = 120
    open_per_item: int = 1
    per_hall_and_day: int = 1
    open_in_all: int = 3
    people_per_phone: int = 3
    phones_per_person: int = 2
    early_minutes: int = 15
    grace_minutes: int = 15
    late_minutes: int = 60
    strikes: int = 3
    strike_days: int = 90
    pause_days: int = 30
    return_from_minutes: int = 10
    return_to_minutes: int = 60

    @property
    def hold(self) -> timedelta:
        """How long a place is held, and for how long it is held once more."""
        return timedelta(minutes=self.hold_minutes)

    @property
    def offer(self) -> timedelta:
        """How long an earlier place is offered to somebody who waits."""
        return timedelta(minutes=self.offer_minutes)

    def free_until(self, starts_at: datetime) -> datetime:
        """Until when a visit may be cancelled without its being late."""
        return starts_at - timedelta(minutes=self.cancel_minutes)

    def missed_from(self, starts_at: datetime) -> datetime:
        """From when on a visit nobody came for counts as missed."""
        return starts_at + timedelta(minutes=self.late_minutes)


NAMES = [field.name for field in fields(Rules)]


def of(line: Line) -> Rules:
    """The rules of the line: its own, else those of its hall, else those of the city, else the defaults. One query."""
    return _of(line.pk, line.hall_id)


@remembered
def _of(line: int, hall: int) -> Rules:
    rows = BookingRules.objects.filter(Q(line=line) | Q(hall=hall) | Q(line__isnull=True, hall__isnull=True))
    return together(rows)


@remembered
def of_city() -> Rules:
    """The rules where no place is asked for. One query."""
    return together(BookingRules.objects.filter(line__isnull=True, hall__isnull=True))


def together(rows: Iterable[BookingRules]) -> Rules:
    """The rows as one set of rules; the narrower one decides."""
    narrow_first = sorted(rows, key=lambda row: (row.line_id is None, row.hall_id is None))
    decided = {
        name: next((value for row in narrow_first if (value := getattr(row, name)) is not None), None) for name in NAMES
    }
    return Rules(**{name: value for name, value in decided.items() if value is not None})
