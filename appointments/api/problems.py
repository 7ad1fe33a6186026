"""Refusals of booking as problem documents."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status

from appointments import availability, offering
from appointments.asking import Visit
from appointments.availability import Time
from appointments.models import Line
from appointments.refusals import (
    Busy,
    KeyReused,
    Refusal,
    SlotClosed,
    SlotFull,
    SlotNotOnSale,
    SlotPast,
)
from appointments.remembering import remembered
from catalog.api import problems
from catalog.api.problems import Problem
from catalog.models import ServiceItem

from .answers import time_of

TITLES = {
    "slot-full": _("The time is taken"),
    "slot-closed": _("The time takes no more bookings"),
    "slot-past": _("The time is over"),
    "slot-not-on-sale": _("The time cannot be booked yet"),
    "not-handled-there": _("The item is not handled there"),
    "too-many-items": _("Too many items for one visit"),
    "hold-over": _("The place is not held any more"),
    "hold-confirmed": _("The place is booked already"),
    "already-extended": _("The hold was extended before"),
    "item-booked-already": _("The item is booked already"),
    "hall-booked-that-day": _("There is a visit to the hall on that day already"),
    "too-many-open": _("Too many visits are booked"),
    "two-places-at-once": _("There is another visit at that time"),
    "not-for-this-document": _("No more can be booked with the document"),
    "too-many-people": _("The phone books for too many people"),
    "too-many-phones": _("Too many phones book for the person"),
    "booking-paused": _("Online booking is paused for the person"),
    "not-named": _("Nobody was named yet"),
    "too-late": _("The visit can no longer be changed"),
    "key-reused": _("The key was used for another request"),
    "busy": _("Too many people are booking at this moment"),
    "changed-meanwhile": _("Somebody else changed it meanwhile"),
    "refused": _("This cannot be done now"),
}
problems.describe(TITLES)

STATUSES = {
    KeyReused.code: status.HTTP_422_UNPROCESSABLE_ENTITY,
    Busy.code: status.HTTP_503_SERVICE_UNAVAILABLE,
}
OTHER_TIME_HELPS = (SlotFull, SlotClosed, SlotPast, SlotNotOnSale)
TRY_AGAIN_AFTER = 1  # Seconds.


class Refused(Problem):
    """A refusal of booking; `alternatives` are other times at the same line, where another time would help."""

    def __init__(self, refusal: Refusal, line: Line | None = None, alternatives: Sequence[Time] = ()) -> None:
        self.status_code = STATUSES.get(refusal.code, status.HTTP_409_CONFLICT)
        self.default_code = refusal.code if refusal.code in TITLES else "refused"
        super().__init__(refusal.text)
        self.line, self.alternatives = line, alternatives
        self.wait = TRY_AGAIN_AFTER if isinstance(refusal, Busy) else None

    def members(self, request: HttpRequest) -> dict[str, Any]:
        """The other times, where there is a line they are of."""
        if self.line is None:
            return {}
        return {"alternatives": [{"line": self.line.code, **time_of(time)} for time in self.alternatives]}


@contextmanager
def offering_others(visit: Visit) -> Iterator[None]:
    """What refuses the time of the visit says which free times are nearest. Raises Refused."""
    try:
        yield
    except OTHER_TIME_HELPS as refusal:
        raise Refused(refusal, visit.line, _nearest(visit.line, tuple(visit.items), visit.starts_at)) from refusal


@remembered
def _nearest(line: Line, items: tuple[ServiceItem, ...], starts_at: datetime) -> Sequence[Time]:
    """In a rush many are told the same: it may be some seconds old."""
    now = timezone.now()
    try:
        offered = offering.at(line, items, timezone.localdate(now))
    except Refusal:
        return ()
    return availability.nearest(offered, starts_at, now)
