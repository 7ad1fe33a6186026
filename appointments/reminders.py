"""What a citizen should hear, and from when until when. Written in the transaction of its cause, said by others."""

from datetime import datetime, timedelta
from typing import Any

from .models import Booking, Reminder

AT_LEAST = timedelta(minutes=5)
"""What is said about a visit that has begun is still worth saying for a moment."""


def tell(
    kind: str,
    booking: Booking,
    *,
    now: datetime,
    cause: str = "",
    valid_until: datetime | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """The citizen will hear it once, unless it comes too late. Nobody hears of a booking without a phone."""
    if booking.citizen_id is None:
        return
    reminder = Reminder(
        kind=kind,
        citizen_id=booking.citizen_id,
        booking=booking,
        key=":".join(filter(None, (kind, str(booking.pk), cause))),
        details=details or {},
        made_at=now,
        due_at=now,
        valid_until=max(valid_until or booking.starts_at, now + AT_LEAST),
    )
    Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
