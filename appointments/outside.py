"""Visits to come that a change of hours or places leaves without their place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from .models import Booking, BookingSlot, Slot

TO_COME = (*Booking.PROVISIONAL, Booking.State.CONFIRMED)


def visits(closed: Iterable[int], crowded: Sequence[Slot]) -> list[Booking]:
    """Visits in the closed slots, by primary key, and those too many in crowded ones; soonest first, with holds."""
    found = set(_to_come(closed).values_list("booking", flat=True)) | set(too_many(crowded))
    lines = Booking.objects.filter(pk__in=found).select_related("line__hall", "line__counter_group")
    return list(lines.order_by("starts_at", "pk"))


def too_many(crowded: Sequence[Slot]) -> list[int]:
    """The bookings, by primary key, for which the slots have more taken than their lines now have places.

    Whoever booked last goes first; a visit over several slots counts in each.
    """
    excess = Counter()
    for slot in crowded:
        shares = slot.line.shares
        excess[slot.pk, Slot.Pool.ONLINE] = slot.taken_online - shares.online
        excess[slot.pk, Slot.Pool.STAFF] = slot.taken_staff - shares.staff
    taken = defaultdict(list)
    rows = _to_come(slot.pk for slot in crowded).order_by("-booking__made_at", "-booking")
    for booking, pool, slot in rows.values_list("booking", "booking__pool", "slot"):
        taken[booking].append((slot, pool))
    found = []
    for booking, own in taken.items():
        if any(excess[place] > 0 for place in own):
            found.append(booking)
            excess.subtract(own)
    return found


def _to_come(slots: Iterable[int]) -> QuerySet[BookingSlot]:
    return BookingSlot.objects.filter(slot__in=list(slots), booking__state__in=TO_COME)
