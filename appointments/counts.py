"""Whether slots count what there is: the one stored figure of booking, counted again from its bookings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from .models import Booking, Slot

FIGURES = ("taken_online", "taken_staff", "withheld_online")


@dataclass(frozen=True)
class Drift:
    """One slot whose figure is not what was counted."""

    slot: int
    figure: str
    held: int
    counted: int


def drifts(since: datetime | None = None) -> Iterator[Drift]:
    """The slots, of those that begin after a moment, that count wrong. There are none while all go by `places`.

    One statement, so that it sees one moment of the database.
    """
    slots = Slot.objects.filter(starts_at__gte=since) if since else Slot.objects.all()
    for row in _counted(slots):
        for figure in FIGURES:
            if row[figure] != row[f"counted_{figure}"]:
                yield Drift(row["pk"], figure, row[figure], row[f"counted_{figure}"])


def _counted(slots: QuerySet[Slot]) -> QuerySet:
    taken = {
        f"counted_taken_{pool}": Count(
            "booking_slots",
            filter=Q(booking_slots__booking__pool=pool, booking_slots__booking__state__in=Booking.LIVE),
            distinct=True,
        )
        for pool in Slot.Pool.values
    }
    pending = Count("returned_places", filter=Q(returned_places__settled_at__isnull=True), distinct=True)
    counted = slots.annotate(**taken, counted_withheld_online=pending)
    return counted.values("pk", *FIGURES, *(f"counted_{figure}" for figure in FIGURES)).order_by("pk")
