"""What a citizen should hear."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


class ReminderQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """What should be said now and is not too late to say."""
        return self.filter(due_at__lte=now, valid_until__gt=now)


class Reminder(models.Model):
    """One thing a citizen should hear, from when until when; written together with what causes it.

    `key` names the cause, so that one cause is never told twice. `details` is what the sentence needs besides.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("booking confirmed")
        CHANGED = "changed", _("booking changed")
        CANCELLED = "cancelled", _("booking cancelled")
        DISPLACED = "displaced", _("hall closed, new times offered")
        EARLIER = "earlier", _("earlier place offered")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    citizen = models.ForeignKey("appointments.Citizen", on_delete=models.CASCADE, related_name="reminders")
    booking = models.ForeignKey("appointments.Booking", on_delete=models.CASCADE, related_name="reminders")
    key = models.CharField(_("key"), max_length=64, unique=True)
    details = models.JSONField(_("details"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    valid_until = models.DateTimeField(_("valid until"))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], name="reminder_due_at")]
        constraints = [CheckConstraint(condition=Q(valid_until__gt=F("due_at")), name="reminder_is_valid_when_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.booking}"
