"""Who books: whoever holds one mobile phone."""

from datetime import datetime

from django.db import connection

from .models import Citizen

# One statement instead of four, and no race between looking and making.
OF_PHONE = """
    INSERT INTO appointments_citizen (phone, name, epoch, made_at, seen_at) VALUES (%s, '', 0, %s, %s)
    ON CONFLICT (phone) DO UPDATE SET phone = excluded.phone RETURNING *
"""


def of_phone(phone: str, now: datetime) -> Citizen:
    """The row of whoever holds that phone, made if there is none; in a transaction it is locked until that ends.

    That others book with a phone does not show who holds it, so the citizen was not seen by it.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    [citizen] = Citizen.objects.raw(OF_PHONE, [phone, moment, moment])
    return citizen
