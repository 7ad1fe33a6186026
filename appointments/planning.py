"""What would have to be done to the slots of a line so that they are what its hours say. Nothing is changed here."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from . import hours
from .hours import Stretch
from .models import BookingSlot, Line, ReturnedPlace, Slot
from .models.line import Shares
from .window import midnight

TRANCHES = (4, 6)
"""In so many tranches the slots of a day come on sale, between these minutes: no minute is worth waiting for."""
EARLIEST, LATEST = 7 * 60, 21 * 60

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """One slot as the hours want it; covered where a closure touches it."""

    starts_at: datetime
    ends_at: datetime
    is_covered: bool


@dataclass(frozen=True)
class Plan:
    """The slots of one line to come: those its hours want, by their beginning, and those there are."""

    line: Line
    wanted: Mapping[datetime, Wanted]
    held: Sequence[Slot]

    @property
    def shares(self) -> Shares:
        """How the places of a slot are divided."""
        return self.line.shares

    @cached_property
    def unwanted(self) -> list[Slot]:
        """Slots outside the hours, or of another length."""
        return [slot for slot in self.held if not self._wants(slot)]

    @cached_property
    def covered(self) -> list[Slot]:
        """Open slots that a closure touches."""
        return [slot for slot in self._staying(Slot.State.OPEN) if self._is_covered(slot)]

    @cached_property
    def reopened(self) -> list[Slot]:
        """Closed slots that are wanted again."""
        return [slot for slot in self._staying(Slot.State.CLOSED) if not self._is_covered(slot)]

    @cached_property
    def resized(self) -> list[Slot]:
        """Slots that stay and have other places than they should."""
        return [slot for slot in self.held if self._wants(slot) and capacity(slot) != self.fitting(slot)]

    @cached_property
    def missing(self) -> list[Slot]:
        """Slots to be made, not saved; each with the minute at which it comes on sale."""
        staying = {slot.starts_at for slot in self.held if self._wants(slot)}
        fresh = [wanted for start, wanted in sorted(self.wanted.items()) if start not in staying]
        return [self._new(wanted, minute) for wanted, minute in self._released(fresh)]

    @property
    def touched(self) -> list[int]:
        """The slots that would be changed, by primary key."""
        return sorted({slot.pk for slot in [*self.unwanted, *self.covered, *self.reopened, *self.resized]})

    def clear_of(self, kept: Sequence[Slot], slots: Sequence[Slot]) -> list[Slot]:
        """Those of the slots that can be beside the ones that are kept although nobody wants them.

        The same counters do not serve two visits at once, so where places of a kept slot are taken none overlaps it.
        """
        if not kept:
            return list(slots)
        beginnings = {slot.starts_at for slot in kept}
        busy = [slot for slot in kept if slot.taken_online or slot.taken_staff or slot.withheld_online]
        return [slot for slot in slots if slot.starts_at not in beginnings and not _overlaps(slot, busy)]

    def added(self, kept: Sequence[Slot]) -> list[Slot]:
        """The slots that come on sale beside those that are kept."""
        return [slot for slot in self.clear_of(kept, [*self.missing, *self.reopened]) if not self._is_covered(slot)]

    def fitting(self, slot: Slot) -> tuple[int, int]:
        """The places the slot should have, online and given by staff: never fewer than are taken or withheld."""
        online, staff = self.shares.online, self.shares.staff
        return max(online, slot.taken_online + slot.withheld_online), max(staff, slot.taken_staff)

    def is_crowded(self, slot: Slot) -> bool:
        """Whether more of the slot is taken than the line has places."""
        return slot.taken_online > self.shares.online or slot.taken_staff > self.shares.staff

    def _wants(self, slot: Slot) -> bool:
        wanted = self.wanted.get(slot.starts_at)
        return wanted is not None and wanted.ends_at == slot.ends_at

    def _is_covered(self, slot: Slot) -> bool:
        return self.wanted[slot.starts_at].is_covered

    def _staying(self, state: str) -> Iterator[Slot]:
        return (slot for slot in self.held if slot.state == state and self._wants(slot))

    def _released(self, fresh: Sequence[Wanted]) -> Iterator[tuple[Wanted, int]]:
        """Each with a random one of its day's minutes; those of slots that are there already are gone on with."""
        drawn: dict[date, list[int]] = {}
        for slot in self.held:
            drawn.setdefault(timezone.localdate(slot.starts_at), []).append(slot.release_minute)
        for day, several in groupby(fresh, key=lambda wanted: timezone.localdate(wanted.starts_at)):
            minutes = drawn.get(day) or tranches()
            yield from ((wanted, random.choice(minutes)) for wanted in several)  # noqa: S311 - A lot, no secret.

    def _new(self, wanted: Wanted, minute: int) -> Slot:
        return Slot(
            line=self.line,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            state=Slot.State.CLOSED if wanted.is_covered else Slot.State.OPEN,
            capacity_online=self.shares.online,
            capacity_staff=self.shares.staff,
            release_minute=minute,
        )


def plan(line: Line, now: datetime, first: date, last: date) -> Plan:
    """What the line's slots of these days that have not begun should be, beside what they are: five queries."""
    held = Slot.objects.filter(line=line.pk, starts_at__gt=now, starts_at__gte=midnight(first))
    held = list(held.filter(starts_at__lt=midnight(last, days=1)).order_by("starts_at"))
    for slot in held:
        slot.line = line
    return Plan(
        line=line,
        wanted={wanted.starts_at: wanted for wanted in _wanted(line, first, last) if wanted.starts_at > now},
        held=held,
    )


def used(slots: Sequence[Slot]) -> list[Slot]:
    """Those of the slots that somebody has, or had, a place of."""
    pks = [slot.pk for slot in slots]
    rows = [model.objects.filter(slot__in=pks).values_list("slot", flat=True) for model in (BookingSlot, ReturnedPlace)]
    found = set().union(*rows) if pks else set()
    return [slot for slot in slots if slot.pk in found]


def tranches() -> list[int]:
    """Random minutes of a day at which its slots come on sale."""
    return random.sample(range(EARLIEST, LATEST), random.randint(*TRANCHES))  # noqa: S311 - A lot, no secret.


def capacity(slot: Slot) -> tuple[int, int]:
    """The places of the slot, online and given by staff."""
    return slot.capacity_online, slot.capacity_staff


def _wanted(line: Line, first: date, last: date) -> Iterator[Wanted]:
    """The slots of the line's hours. A line without a place to give has none."""
    if not line.is_bookable or not (line.shares.online or line.shares.staff):
        return
    timetable, length = hours.of(line, first, last), timedelta(minutes=line.slot_minutes)
    for number in range((last - first).days + 1):
        for stretch in timetable.stretches(first + number * DAY):
            for piece in pieces(stretch, length):
                yield Wanted(*piece, timetable.is_closed(piece))


def pieces(stretch: Stretch, length: timedelta) -> Iterator[Stretch]:
    """The stretch cut into slots; what is left at its end is too short for one."""
    start = stretch.start
    while start + length <= stretch.end:
        yield Stretch(start, start + length)
        start += length


def _overlaps(slot: Slot, others: Sequence[Slot]) -> bool:
    return any(other.starts_at < slot.ends_at and other.ends_at > slot.starts_at for other in others)
