"""From a time that was chosen to the slots of the visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from . import expiry, places, window
from .models import Booking, Slot
from .offering import Offering
from .refusals import SlotClosed, SlotFull, SlotNotOnSale, SlotPast
from .remembering import remembered
from .rules import Rules


def slots(offered: Offering, starts_at: datetime, pool: str, kept: Rules, now: datetime) -> list[Slot]:
    """The slots in a row of the visit, as far as can be told before they are taken."""
    end = starts_at + timedelta(minutes=offered.slots * offered.line.slot_minutes)
    found = list(_between(offered.line.pk, starts_at, end))
    if starts_at <= now:
        raise SlotPast
    is_whole = len(found) >= offered.slots and found[0].starts_at == starts_at and found[-1].ends_at == end
    if not (is_whole and offered.line.is_bookable):
        raise SlotClosed
    if pool == Slot.Pool.ONLINE:
        opened = window.of(kept.window_workdays, now)
        if not all(opened.holds(slot.starts_at, slot.release_minute) for slot in found):
            raise SlotNotOnSale
    return found


@remembered
def _between(line: int, start: datetime, end: datetime) -> Sequence[Slot]:
    """A slot's times never change once it is made; what does is tested where it is taken."""
    return list(Slot.objects.filter(line=line, starts_at__gte=start, starts_at__lt=end).order_by("starts_at"))


def look(slots: Sequence[Slot], pool: str, now: datetime) -> None:
    """Raises SlotFull where nothing is left, before anything is written: in a rush most are too late.

    What is remembered of the slots only says whether to ask; whoever is let through may still be refused.
    """
    if all(slot.free(pool) > 0 for slot in slots):
        return
    full = [slot.pk for slot in Slot.objects.filter(pk__in=[slot.pk for slot in slots]) if slot.free(pool) < 1]
    if full and not Booking.objects.lapsed(now).filter(booking_slots__slot__in=full).exists():
        raise SlotFull


def take(slots: Sequence[Slot], pool: str, now: datetime) -> None:
    """The slots are taken, if need be from holds whose time is over."""
    try:
        places.take(slots, pool, now)
    except SlotFull:
        if not expiry.expire_lapsed(now=now, slots=[slot.pk for slot in slots]):
            raise
        places.take(slots, pool, now)
