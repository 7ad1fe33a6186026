"""How often one caller, or everybody together, may do something: counted for all processes, in Redis where there is
one and in the database where not.

Time is cut into stretches that begin at fixed moments, so around a seam up to twice as much may pass. What must be
exact is counted from its own rows instead: see the limits of one phone in `phone_codes`.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from .models import Tally

logger = logging.getLogger(__name__)

EVERYBODY = "everybody"
KEY_LENGTH = 32  # Hexadecimal figures: 128 bits.


@dataclass(frozen=True)
class Quota:
    """So many times in so many seconds. One with an `alarm` is logged when it is first exceeded in a stretch."""

    name: str
    limit: int
    seconds: int
    alarm: str = ""


def spend(quota: Quota, subject: str, now: datetime) -> timedelta | None:
    """Count it once more. None where that is within the quota, else how long until the next stretch begins."""
    key, ends_at = _stretch(quota, subject, now)
    number = _add_one_in_cache(key, quota) if settings.REDIS_URL else _add_one_in_database(key, ends_at)
    if number == quota.limit + 1 and quota.alarm:
        logger.error("%s: more than %s in %s seconds", quota.alarm, quota.limit, quota.seconds)
    return ends_at - now if number > quota.limit else None


def exhausted(quota: Quota, subject: str, now: datetime) -> timedelta | None:
    """How long until the next stretch begins where nothing of the quota is left, else None. Nothing is counted."""
    key, ends_at = _stretch(quota, subject, now)
    if settings.REDIS_URL:
        number = cache.get(key, 0)
    else:
        number = Tally.objects.filter(key=key).values_list("number", flat=True).first() or 0
    return ends_at - now if number >= quota.limit else None


def forget(now: datetime) -> int:
    """Stretches that are over are gone; Redis forgets by itself. Returns how many; a repeat finds none."""
    return Tally.objects.filter(ends_at__lte=now).delete()[0]


def _stretch(quota: Quota, subject: str, now: datetime) -> tuple[str, datetime]:
    """The key to count under, which does not tell whom, and when its stretch ends."""
    number = int(now.timestamp()) // quota.seconds
    whom = salted_hmac("portal.accounts.quotas", subject, algorithm="sha256").hexdigest()[:KEY_LENGTH]
    return f"{quota.name}:{number}:{whom}", datetime.fromtimestamp((number + 1) * quota.seconds, UTC)


def _add_one_in_cache(key: str, quota: Quota) -> int:
    cache.add(key, 0, timeout=2 * quota.seconds)  # Longer than the stretch: it cannot vanish before the next line.
    return cache.incr(key)


def _add_one_in_database(key: str, ends_at: datetime) -> int:
    Tally.objects.bulk_create([Tally(key=key, ends_at=ends_at)], ignore_conflicts=True)
    with transaction.atomic():  # The row stays locked, so that no two callers read the same number.
        Tally.objects.filter(key=key).update(number=F("number") + 1)
        return Tally.objects.values_list("number", flat=True).get(key=key)
