"""What a change of hours or lines does to places and visits: foreseen before it is saved, and carried out after.

A visit outside the new hours stays valid unless whoever makes the change decides that its citizen is offered others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from . import displacements, outside, places, planning, slots, window
from .models import Booking, Line, Slot
from .patience import patiently
from .planning import Plan

State = Booking.State


@dataclass(frozen=True)
class Effect:
    """Times and free places that come and go, and the visits that fall outside what is left, soonest first.

    `holds` are places just being booked there: they end by themselves, or become visits.
    """

    slots_added: int
    places_added: int
    slots_removed: int
    places_removed: int
    visits: Sequence[Booking]
    holds: int

    def __bool__(self) -> bool:
        return any([self.slots_added, self.places_added, self.slots_removed, self.places_removed, self.visits])


@dataclass(frozen=True)
class Outcome:
    """How many visits fell outside and were kept, and of how many the citizens were offered new times."""

    kept: int = 0
    displaced: int = 0


def foresee(change: Callable[[], Iterable[Line]], now: datetime) -> Effect:
    """What the change would do to the slots of the lines it returns. It is made and undone; raises what it raises."""
    first = timezone.localdate(now)
    with transaction.atomic():
        plans = [planning.plan(line, now, first, first + window.LONGEST) for line in change()]
        effect = _effect(plans)
        transaction.set_rollback(True)
    return effect


def carry_out(*, lines: Sequence[Line], now: datetime, reason: str = "") -> Outcome:
    """The slots of the lines are what their hours say. Visits outside are kept, or with a reason displaced.

    Nobody books a place that a displaced visit leaves in a slot with too many: it is closed until all are told. Cut off
    in the middle, the next run of `slots.make` opens it. Raises Busy; before anybody is told nothing is changed then.
    """
    visits = _make(lines, now, close_crowded=bool(reason))
    confirmed = sum(visit.state == State.CONFIRMED for visit in visits)
    if not (reason and visits):
        return Outcome(kept=confirmed)
    told = displacements.displace(visits, reason=reason, now=now)
    slots.make(lines=lines, now=now)
    return Outcome(kept=confirmed - len(told), displaced=len(told))


def _effect(plans: Sequence[Plan]) -> Effect:
    added = [slot for plan in plans for slot in plan.added(planning.used(plan.unwanted))]
    removed = [slot for plan in plans for slot in plan.unwanted if slot.state == Slot.State.OPEN]
    resized = [(plan, slot) for plan in plans for slot in plan.resized if slot.state == Slot.State.OPEN]
    more = [sum(plan.fitting(slot)) - sum(planning.capacity(slot)) for plan, slot in resized]
    crowded = [slot for plan, slot in resized if plan.is_crowded(slot)]
    visits = outside.visits([slot.pk for slot in removed], crowded)
    return Effect(
        slots_added=len(added),
        places_added=sum(_free(slot) for slot in added) + sum(places for places in more if places > 0),
        slots_removed=len(removed),
        places_removed=sum(_free(slot) for slot in removed) - sum(places for places in more if places < 0),
        visits=[visit for visit in visits if visit.state == State.CONFIRMED],
        holds=sum(visit.state != State.CONFIRMED for visit in visits),
    )


def _free(slot: Slot) -> int:
    return slot.free(Slot.Pool.ONLINE) + slot.free(Slot.Pool.STAFF)


@patiently
def _make(lines: Sequence[Line], now: datetime, *, close_crowded: bool) -> list[Booking]:
    """The slots follow, all of them or none: else the same change, made again, would no longer find these visits."""
    made = slots.make(lines=lines, now=now)
    crowded = places.lock(made.crowded)
    prefetch_related_objects(crowded, "line")
    if close_crowded:
        Slot.objects.filter(pk__in=made.crowded).update(state=Slot.State.CLOSED)
    return outside.visits(made.closed, crowded)
