"""Who would come earlier."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class WaitlistQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Entries that still want an earlier place, first come first."""
        return self.filter(ended_at__isnull=True).order_by("made_at", "pk")


class WaitlistEntry(models.Model):
    """The wish of a citizen with a confirmed booking for an earlier place at the same line, between two moments.

    The place they have stays theirs until they accept another. `offer` is the place offered to them now, a booking in
    the state “offered”.
    """

    class Ending(models.TextChoices):
        MOVED = "moved", _("moved to the place offered")
        LEFT = "left", _("left by the citizen")
        OVER = "over", _("no longer possible")

    booking = models.ForeignKey("appointments.Booking", on_delete=models.PROTECT, related_name="waitlist_entries")
    after = models.DateTimeField(_("not before"))
    before = models.DateTimeField(_("before"))
    offer = models.OneToOneField(
        "appointments.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="offered_to"
    )
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=8, choices=Ending, blank=True)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting for an earlier place")
        verbose_name_plural = _("waiting for earlier places")
        ordering = ["made_at", "pk"]
        constraints = [
            UniqueConstraint(fields=["booking"], condition=Q(ended_at__isnull=True), name="waiting_once_per_booking"),
            CheckConstraint(condition=Q(before__gt=F("after")), name="waiting_window_is_not_empty"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="waiting_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking)
