"""Opening hours become slots: made ahead, and brought into line when hours, places, closures or the calendar change.

A slot with a past is never deleted, only closed to new bookings: bookings stay what they are. A closure does not
change which slots there are; those it touches are closed until it is withdrawn.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db.models import F, IntegerField, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from . import places, planning, window
from .models import Line, Slot
from .patience import patiently
from .planning import Plan, used

BATCH = 500


@dataclass(frozen=True)
class Made:
    """What was done: slots added and deleted, how many were opened or changed their places, which were closed, and
    in which more is taken than the line has places now. Slots that are named are so by primary key.
    """

    added: int = 0
    deleted: int = 0
    opened: int = 0
    resized: int = 0
    closed: tuple[int, ...] = ()
    crowded: tuple[int, ...] = ()

    def __add__(self, other: "Made") -> "Made":
        return Made(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return any(astuple(self))


def make(
    *, lines: Iterable[Line] | None = None, now: datetime, first: date | None = None, last: date | None = None
) -> Made:
    """The slots to come of these lines, or all, are what their hours and places say: 60 days of them unless told.

    The second time nothing is done. Each line is a change of its own, which waits for any other of the same line.
    """
    first = first or timezone.localdate(now)
    last = last or timezone.localdate(now) + window.LONGEST
    chosen = Line.objects.values_list("pk", flat=True) if lines is None else (line.pk for line in lines)
    return sum((_make(pk, now, first, last) for pk in sorted(set(chosen))), Made())


@patiently
def _make(line: int, now: datetime, first: date, last: date) -> Made:
    """The hours are read after the lock, so that nobody brings back what another has just changed.

    The lock lets others point at the line: bookings do, and they have the slots that are waited for here.
    """
    locked = Line.objects.select_for_update(no_key=True).get(pk=line)
    return _carry_out(planning.plan(locked, now, first, last))


def _carry_out(plan: Plan) -> Made:
    """Lock, then look: whoever has a place by now keeps their slot."""
    held = {slot.pk: slot for slot in places.lock(plan.touched)}
    kept = used([held[slot.pk] for slot in plan.unwanted])
    gone = [pk for pk in held if pk in {slot.pk for slot in plan.unwanted} - {slot.pk for slot in kept}]
    Slot.objects.filter(pk__in=gone).delete()
    closed = [slot.pk for slot in [*kept, *plan.covered] if held[slot.pk].state == Slot.State.OPEN]
    Slot.objects.filter(pk__in=closed).update(state=Slot.State.CLOSED)
    opened = [slot.pk for slot in plan.clear_of(kept, plan.reopened)]
    Slot.objects.filter(pk__in=opened).update(state=Slot.State.OPEN)
    resized = _resize(plan)
    added = Slot.objects.bulk_create(plan.clear_of(kept, plan.missing), batch_size=BATCH, ignore_conflicts=True)
    return Made(
        added=len(added),
        deleted=len(gone),
        opened=len(opened),
        resized=len(resized),
        closed=tuple(closed),
        crowded=tuple(pk for pk in resized if plan.is_crowded(held[pk])),
    )


def _resize(plan: Plan) -> list[int]:
    """Those slots have the places of the line, and never fewer than are taken or withheld."""
    found = [slot.pk for slot in plan.resized]
    shares, whole = plan.shares, IntegerField()
    Slot.objects.filter(pk__in=found).update(
        capacity_online=Greatest(Value(shares.online), F("taken_online") + F("withheld_online"), output_field=whole),
        capacity_staff=Greatest(Value(shares.staff), F("taken_staff"), output_field=whole),
    )
    return found
