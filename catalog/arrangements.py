"""Whether next year's arrangement of holidays and make-up workdays is entered.

It is announced late in the year, and without it nobody can be told which days of January are worked.
"""

from datetime import date
from enum import StrEnum

from .models import CalendarDay

DUE_FROM = 11  # November: in most years it is announced by then.


class Arrangement(StrEnum):
    """How it stands with next year's arrangement."""

    ANNOUNCED = "announced"
    NOT_DUE = "not_due"
    MISSING = "missing"


def next_year(today: date) -> Arrangement:
    """Announced once any day of next year is; missing from 1 November on. One query."""
    announced = CalendarDay.objects.filter(day__year=today.year + 1, status=CalendarDay.Status.ANNOUNCED)
    if announced.exists():
        return Arrangement.ANNOUNCED
    return Arrangement.MISSING if today.month >= DUE_FROM else Arrangement.NOT_DUE
