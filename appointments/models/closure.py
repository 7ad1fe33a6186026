"""Times at which a hall does not serve, and the visits they displace."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ClosureQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Closures that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def touching(self, start: datetime, end: datetime) -> Self:
        """Closures that share a moment with [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def with_answers(self) -> Self:
        """With the number of visits `displaced`, and how many of their citizens have `chosen` or `declined`."""
        return self.annotate(
            displaced=Count("displacements"),
            chosen=Count("displacements", filter=Q(displacements__chosen_at__isnull=False)),
            declined=Count("displacements", filter=Q(displacements__declined_at__isnull=False)),
        )


class Closure(models.Model):
    """One stretch of time at which a hall, or one line of it, does not serve although its hours say so."""

    hall = models.ForeignKey("catalog.Hall", verbose_name=_("hall"), on_delete=models.PROTECT, related_name="closures")
    line = models.ForeignKey(
        "appointments.Line",
        verbose_name=_("only the line"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closures",
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason, as citizens read it"), max_length=100)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_at"]
        constraints = [
            UniqueConstraint(
                *("hall", Coalesce("line", 0), "starts_at", "ends_at"),
                condition=Q(withdrawn_at__isnull=True),
                name="closure_once_per_stretch",
            ),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closure_ends_after_it_starts"),
            CheckConstraint(condition=~Q(reason=""), name="closure_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.line or self.hall} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"


class DisplacementQuerySet(models.QuerySet):
    def unanswered(self) -> Self:
        """Visits whose citizens have neither chosen a new time nor said that they need none."""
        return self.filter(chosen_at__isnull=True, declined_at__isnull=True)


class Displacement(models.Model):
    """One visit the hall had to cancel, the new times its citizen was offered, and what they answered.

    `options` are the offered slots by primary key, three at most; they are offered, not held. `booking` is the
    cancelled one, `new_booking` what came of it.
    """

    booking = models.OneToOneField("appointments.Booking", on_delete=models.PROTECT, related_name="displacement")
    closure = models.ForeignKey(
        Closure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="displacements",
        verbose_name=_("closure"),
    )
    reason = models.CharField(_("reason"), max_length=100)
    options = models.JSONField(_("offered times"), default=list)
    made_at = models.DateTimeField(_("made at"))
    chosen_at = models.DateTimeField(_("chosen at"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    new_booking = models.OneToOneField(
        "appointments.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = DisplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("displaced visit")
        verbose_name_plural = _("displaced visits")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(chosen_at__isnull=True) | Q(declined_at__isnull=True), name="displacement_has_one_answer"
            ),
            CheckConstraint(
                condition=Q(chosen_at__isnull=True, new_booking__isnull=True)
                | Q(chosen_at__isnull=False, new_booking__isnull=False),
                name="displacement_chosen_has_a_booking",
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking)
