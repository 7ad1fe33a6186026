"""Places of slots taken and given back. The only module that changes what a slot counts.

Rows are touched in this order everywhere: citizen, people, bookings, slots. A slot comes last because everybody wants
it, and several slots in the order of their keys, in one statement.
"""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from .models import Booking, ReturnedPlace, Slot
from .refusals import SlotClosed, SlotFull, SlotPast
from .rules import Rules
from .window import midnight

EARLIEST, LATEST = time(7), time(22)
"""Between these hours of the day places are offered to those who wait: at night nobody would answer in time."""

# The guarantee in one statement: it waits for whoever changes the row, and looks at what they left.
TAKE = {
    Slot.Pool.ONLINE: """
        UPDATE appointments_slot SET taken_online = taken_online + 1
        WHERE id = %s AND state = 'open' AND starts_at > %s AND taken_online + withheld_online < capacity_online
    """,
    Slot.Pool.STAFF: """
        UPDATE appointments_slot SET taken_staff = taken_staff + 1
        WHERE id = %s AND state = 'open' AND starts_at > %s AND taken_staff < capacity_staff
    """,
}


def take(slots: Sequence[Slot], pool: str, now: datetime) -> None:
    """One place of the pool in each of the slots is taken. Raises SlotFull, SlotClosed or SlotPast, and takes none."""
    wanted = sorted(slot.pk for slot in slots)
    if len(wanted) > 1 and not all(slot.free(pool) for slot in lock(wanted)):
        raise SlotFull
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        for pk in wanted:
            cursor.execute(TAKE[pool], [pk, moment])
            if cursor.rowcount != 1:
                raise why_not(wanted, now)


def take_withheld(slots: Sequence[Slot], now: datetime) -> bool:
    """One withheld place of each of the slots is taken online and settled; False where one has none, and none is taken.

    The places given back come before the slots, as in `put_on_sale`.
    """
    wanted = sorted(slot.pk for slot in slots)
    returned = [_returned(pk) for pk in wanted]
    held = lock(wanted)
    if None in returned or any(slot.state != Slot.State.OPEN or slot.starts_at <= now for slot in held):
        return False
    ReturnedPlace.objects.filter(pk__in=[each.pk for each in returned]).update(settled_at=now)
    Slot.objects.filter(pk__in=wanted).update(
        withheld_online=F("withheld_online") - 1, taken_online=F("taken_online") + 1
    )
    return True


def release(slots: Sequence[int], pool: str) -> None:
    """The place of the pool in each of these slots, by primary key, can be taken by others at once."""
    if len(slots) > 1:
        lock(slots)
    Slot.objects.filter(pk__in=slots).update(**{f"taken_{pool}": F(f"taken_{pool}") - 1})


def withhold(slots: Sequence[int], rules: Rules, now: datetime) -> None:
    """The online place in each of these slots goes to the waiting list, and on sale again at a random minute.

    The minutes are counted from when it can be offered, so that those who wait hear of what is given back at night.
    """
    lock(slots)
    Slot.objects.filter(pk__in=slots).update(
        taken_online=F("taken_online") - 1, withheld_online=F("withheld_online") + 1
    )
    minutes = random.uniform(rules.return_from_minutes, rules.return_to_minutes)  # noqa: S311 - A lot, no secret.
    returns_at = offered_from(now) + timedelta(minutes=minutes)
    ReturnedPlace.objects.bulk_create(ReturnedPlace(slot_id=pk, made_at=now, returns_at=returns_at) for pk in slots)


def offered_from(now: datetime) -> datetime:
    """The first moment from now on at which places are offered: now, or at night seven in the morning."""
    here = timezone.localtime(now)
    if EARLIEST <= here.time() < LATEST:
        return now
    morning = midnight(here.date(), days=here.time() >= LATEST)
    return morning + timedelta(hours=EARLIEST.hour)


def give_back(slots: Sequence[int], pool: str, kept: Rules, now: datetime) -> None:
    """The places of a confirmed visit are free for others: online ones after a while, those of staff at once."""
    if slots and pool == Slot.Pool.ONLINE:
        withhold(slots, kept, now)
    elif slots:
        release(slots, pool)


def put_on_sale(returned: ReturnedPlace, now: datetime) -> bool:
    """The place is on sale again; False where it was settled before."""
    if not ReturnedPlace.objects.pending().filter(pk=returned.pk).update(settled_at=now):
        return False
    Slot.objects.filter(pk=returned.slot_id).update(withheld_online=F("withheld_online") - 1)
    return True


def slots_of(booking: Booking) -> list[int]:
    """The slots of the booking by primary key."""
    return sorted(booking.booking_slots.values_list("slot", flat=True))


def lock(slots: Sequence[int]) -> list[Slot]:
    """These slots, in the order of their keys, which nobody else changes until the transaction ends."""
    return list(Slot.objects.filter(pk__in=slots).order_by("pk").select_for_update(of=("self",)))


def _returned(slot: int) -> ReturnedPlace | None:
    """The place of the slot that waits longest to go on sale again, locked; those that others hold are passed over."""
    waiting = ReturnedPlace.objects.pending().filter(slot=slot).order_by("returns_at", "pk")
    return waiting.select_for_update(skip_locked=skip_locked()).first()


def why_not(wanted: Sequence[int], now: datetime) -> SlotFull | SlotClosed | SlotPast:
    """Why these slots cannot be taken."""
    for slot in Slot.objects.filter(pk__in=wanted):
        if slot.starts_at <= now:
            return SlotPast()
        if slot.state == Slot.State.CLOSED:
            return SlotClosed()
    return SlotFull()


def skip_locked() -> bool:
    """Whether rows that somebody else is changing can be passed over: not on SQLite, which has one writer anyway."""
    return connection.features.has_select_for_update_skip_locked
