"""What a citizen says against a missed visit."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


class ObjectionQuerySet(models.QuerySet):
    def undecided(self) -> Self:
        """Objections that wait for the hall, oldest first."""
        return self.filter(decided_at__isnull=True).order_by("made_at")


class Objection(models.Model):
    """One objection to one missed visit. The hall waives it with a reason, or lets it stand with an answer."""

    booking = models.OneToOneField("appointments.Booking", on_delete=models.PROTECT, related_name="objection")
    text = models.CharField(_("what the citizen says"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("answer of the hall"), max_length=200, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-made_at"]
        constraints = [
            CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, answer="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(answer="")),
                name="objection_decided_says_who_and_what",
            )
        ]

    def __str__(self) -> str:
        return str(self.booking)
