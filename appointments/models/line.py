"""The queues of a hall, and how long a visit takes."""

from dataclasses import dataclass
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

WHOLE = 100  # Per cent.
SHORTEST_SLOT, LONGEST_SLOT = 5, 240  # Minutes.


@dataclass(frozen=True)
class Shares:
    """How the places of one slot are divided."""

    online: int
    staff: int
    walk_in: int


class LineQuerySet(models.QuerySet):
    def bookable(self) -> Self:
        """Lines whose places are sold ahead."""
        return self.filter(is_bookable=True)


class Line(models.Model):
    """One queue of a hall: the counters that serve it together, and how many visits they take in one slot.

    A line without a counter group serves what is placed in the hall without naming one. What of the places is neither
    for staff to give nor kept for walk-ins is sold online.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    hall = models.ForeignKey("catalog.Hall", verbose_name=_("hall"), on_delete=models.PROTECT, related_name="lines")
    counter_group = models.ForeignKey(
        "catalog.CounterGroup",
        verbose_name=_("counter group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
    )
    slot_minutes = models.PositiveSmallIntegerField(_("minutes of a slot"), default=30)
    places = models.PositiveSmallIntegerField(_("visits in a slot"))
    staff_percent = models.PositiveSmallIntegerField(_("per cent given by staff"), default=10)
    walk_in_percent = models.PositiveSmallIntegerField(_("per cent kept for walk-ins"), default=40)
    item_minutes = models.PositiveSmallIntegerField(
        _("minutes an item takes"), default=15, help_text=_("Where nothing else is known of the item.")
    )
    is_bookable = models.BooleanField(_("can be booked"), default=True)
    source = models.CharField(_("source"), max_length=200)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["hall", "pk"]
        constraints = [
            UniqueConstraint(fields=["hall", "counter_group"], name="one_line_per_counter_group"),
            UniqueConstraint(
                fields=["hall"], condition=Q(counter_group__isnull=True), name="one_line_without_counter_group"
            ),
            CheckConstraint(
                condition=Q(staff_percent__lte=WHOLE - F("walk_in_percent")), name="line_shares_are_no_more_than_whole"
            ),
            CheckConstraint(
                condition=Q(slot_minutes__range=(SHORTEST_SLOT, LONGEST_SLOT)), name="line_slot_is_5_to_240_minutes"
            ),
            CheckConstraint(condition=Q(item_minutes__gt=0), name="line_item_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.counter_group}" if self.counter_group else str(self.hall)

    @property
    def shares(self) -> Shares:
        """The places of one slot; what does not divide evenly goes to walk-ins, who cannot plan."""
        staff = self.places * self.staff_percent // WHOLE
        online = self.places * (WHOLE - self.staff_percent - self.walk_in_percent) // WHOLE
        return Shares(online=online, staff=staff, walk_in=self.places - staff - online)


class VisitLength(models.Model):
    """How long one item takes at a counter, where it differs from its line's usual."""

    item = models.OneToOneField(
        "catalog.ServiceItem", verbose_name=_("item"), on_delete=models.CASCADE, related_name="visit_length"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("length of a visit")
        verbose_name_plural = _("lengths of visits")
        constraints = [CheckConstraint(condition=Q(minutes__gt=0), name="visit_takes_time")]

    def __str__(self) -> str:
        return f"{self.item} {self.minutes}"
