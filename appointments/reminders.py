"""What a citizen should hear, and from when until when. Written in the transaction of its cause, said by others."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from .models import Booking

# Written out, because it is said of every booking. What was said before is not said again.
TELL = """
    INSERT INTO appointments_reminder (kind, citizen_id, booking_id, key, details, made_at, due_at, valid_until)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""

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
    key = ":".join(filter(None, (kind, str(booking.pk), cause)))
    over = max(valid_until or booking.starts_at, now + AT_LEAST)
    made_at, ends_at = map(connection.ops.adapt_datetimefield_value, (now, over))
    with connection.cursor() as cursor:
        told = (kind, booking.citizen_id, booking.pk, key, json.dumps(details or {}), made_at, made_at, ends_at)
        cursor.execute(TELL, told)
