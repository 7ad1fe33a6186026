"""Visits nobody came to, for tests of what follows."""

from datetime import timedelta

from appointments import attendance
from appointments.models import Booking, Citizen
from tests.factories import TOMORROW_NINE, make_booking, make_party, make_slot


def missed_visits(number: str, citizen: Citizen, count: int) -> list[Booking]:
    """So many missed visits of whoever holds that document, a week apart; the last one two days before tomorrow."""
    made = []
    for weeks in reversed(range(count)):
        starts_at = TOMORROW_NINE - timedelta(days=3 + 7 * weeks)
        booking = make_booking(
            slot=make_slot(starts_at=starts_at),
            citizen=citizen,
            party=make_party(number=number),
            now=starts_at - timedelta(hours=3),
        )
        made.append(attendance.miss(booking=booking, now=starts_at + timedelta(hours=1)))
    return made
