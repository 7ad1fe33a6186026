"""The places that can be booked."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MINUTES_A_DAY = 24 * 60


class SlotQuerySet(models.QuerySet):
    def coming(self, now: datetime) -> Self:
        """Slots that have not begun, soonest first."""
        return self.filter(state=Slot.State.OPEN, starts_at__gt=now).order_by("starts_at")

    def with_room(self, pool: str, units: int = 1) -> Self:
        """Slots with that many free places in the pool."""
        if pool == Slot.Pool.STAFF:
            return self.filter(taken_staff__lte=F("capacity_staff") - units)
        return self.filter(taken_online__lte=F("capacity_online") - F("withheld_online") - units)


class Slot(models.Model):
    """One stretch of time at one line, and how many of its places are taken.

    The database refuses to sell a place that is not there. `taken_*` is the number of live bookings in the pool and
    changes only together with them (`appointments.places`); `withheld_online` are places given back that are not on
    sale again yet. Places for walk-ins are not counted here: they are never sold. On the first day that its day is in
    the booking window a slot comes on sale at `release_minute`, counted from midnight, so that no minute is worth
    waiting for.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed to new bookings")

    class Pool(models.TextChoices):
        ONLINE = "online", _("online")
        STAFF = "staff", _("given by staff")

    line = models.ForeignKey(
        "appointments.Line", verbose_name=_("line"), on_delete=models.PROTECT, related_name="slots"
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    capacity_online = models.PositiveSmallIntegerField(_("places online"))
    capacity_staff = models.PositiveSmallIntegerField(_("places given by staff"), default=0)
    taken_online = models.PositiveSmallIntegerField(_("taken online"), default=0)
    taken_staff = models.PositiveSmallIntegerField(_("taken through staff"), default=0)
    withheld_online = models.PositiveSmallIntegerField(_("given back, not yet on sale"), default=0)
    release_minute = models.PositiveSmallIntegerField(_("minute of the day it comes on sale"), default=0)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "line"]
        constraints = [
            UniqueConstraint(fields=["line", "starts_at"], name="slot_once_per_line"),
            CheckConstraint(
                condition=Q(taken_online__gte=0, taken_online__lte=F("capacity_online") - F("withheld_online")),
                name="slot_taken_online_within_capacity",
            ),
            CheckConstraint(
                condition=Q(taken_staff__gte=0, taken_staff__lte=F("capacity_staff")),
                name="slot_taken_staff_within_capacity",
            ),
            CheckConstraint(condition=Q(withheld_online__gte=0), name="slot_withheld_is_not_negative"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
            CheckConstraint(condition=Q(release_minute__lt=MINUTES_A_DAY), name="slot_is_released_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    def free(self, pool: str) -> int:
        """Places of the pool that can still be taken."""
        if pool == Slot.Pool.STAFF:
            return self.capacity_staff - self.taken_staff
        return self.capacity_online - self.withheld_online - self.taken_online


class ReturnedPlaceQuerySet(models.QuerySet):
    def pending(self) -> Self:
        """Places that are withheld now."""
        return self.filter(settled_at__isnull=True)


class ReturnedPlace(models.Model):
    """One online place that a citizen gave back, and when it comes on sale again if nobody waiting takes it.

    `returns_at` is a random minute, so that a place cannot be handed over by cancelling and booking at the same moment.
    """

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="returned_places")
    made_at = models.DateTimeField(_("given back at"))
    returns_at = models.DateTimeField(_("on sale again at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ReturnedPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place given back")
        verbose_name_plural = _("places given back")
        ordering = ["returns_at"]
        indexes = [
            models.Index(fields=["returns_at"], condition=Q(settled_at__isnull=True), name="returned_place_pending")
        ]
        constraints = [CheckConstraint(condition=Q(returns_at__gt=F("made_at")), name="place_returns_later")]

    def __str__(self) -> str:
        return f"{self.slot} {timezone.localtime(self.returns_at):%H:%M}"
