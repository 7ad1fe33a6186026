"""What is booked: one item of the catalogue at a line of the municipal hall, with slots for this run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from appointments import window
from appointments.models import BookingRules, Line, Slot
from catalog.models import Placement, ServiceItem

HALL = "M"
WINDOW = 40
"""Working days that can be booked here, so that there are slots enough; it is a rule that staff may change."""

A_SLOT = timedelta(minutes=30)
FIRST = timedelta(hours=9)
MADE_BY = "bench"


def _times() -> Iterator[datetime]:
    """One after the other, from tomorrow on; by day and by night, because nobody comes."""
    moment = window.midnight(timezone.localdate(), days=1)
    while True:
        yield moment
        moment += A_SLOT


@dataclass
class Stage:
    """An item, a line that takes it, and slots that are opened as they are needed."""

    item: ServiceItem
    line: Line
    times: Iterator[datetime] = field(default_factory=_times)

    def open_slots(self, count: int, places: int) -> list[Slot]:
        """New slots in a row with that many places online."""
        return Slot.objects.bulk_create(
            Slot(line=self.line, starts_at=at, ends_at=at + A_SLOT, capacity_online=places)
            for _, at in zip(range(count), self.times, strict=False)
        )

    def open_days(self, days: int, slots: int, places: int) -> None:
        """So many days in a row with so many slots each, from nine in the morning on."""
        today = timezone.localdate()
        Slot.objects.bulk_create(
            Slot(line=self.line, starts_at=at, ends_at=at + A_SLOT, capacity_online=places)
            for day in range(1, days + 1)
            for number in range(slots)
            for at in [window.midnight(today, days=day) + FIRST + number * A_SLOT]
        )


def stages() -> tuple[Stage, Stage]:
    """Two lines of the hall, each with an item it takes and without slots: one to book at, one to look at."""
    BookingRules.objects.create(window_workdays=WINDOW, decided_by=MADE_BY)
    of_groups = {
        placement.counter_group_id: placement
        for placement in Placement.objects.in_force(timezone.localdate())
        .filter(hall__code=HALL, counter_group__isnull=False)
        .exclude(kind=Placement.Kind.RETAINED)
        .select_related("item")
        .order_by("-pk")
    }
    first, second, *_rest = map(_stage, of_groups.values())
    return first, second


def _stage(placement: Placement) -> Stage:
    line, _ = Line.objects.get_or_create(
        hall=placement.hall,
        counter_group=placement.counter_group,
        defaults={"code": f"{MADE_BY}-{placement.counter_group_id}", "places": 10, "source": MADE_BY},
    )
    Slot.objects.filter(line=line).delete()
    return Stage(placement.item, line)
