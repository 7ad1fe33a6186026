"""What was said to a citizen."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet):
    def unsent(self, now: datetime) -> Self:
        """What should be said now, longest waiting first."""
        return self.filter(sent_at=None, failed_at=None, next_try_at__lte=now).order_by("next_try_at", "pk")


class Notification(models.Model):
    """One text message for one reminder. The phone stands nowhere here: it is the one the citizen has when it is sent.

    Whoever sends it puts off the next try first, so that one that dies in the middle is followed by another. `text` is
    what was said last. It ends as sent, or as failed with the reason.
    """

    class Failure(models.TextChoices):
        TOO_LATE = "too_late", _("too late")
        NO_PHONE = "no_phone", _("no phone any more")
        NOT_TRUE = "not_true", _("no longer true of the booking")
        GIVEN_UP = "given_up", _("not sent after many tries")

    reminder = models.OneToOneField(
        "appointments.Reminder",
        verbose_name=_("reminder"),
        on_delete=models.CASCADE,
        related_name="notification",
    )
    text = models.TextField(_("text"), blank=True)
    made_at = models.DateTimeField(_("made at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failed_at = models.DateTimeField(_("failed at"), null=True)
    failure = models.CharField(_("why it failed"), max_length=10, choices=Failure, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(sent_at=None, failed_at=None), name="notification_next_try_at"
            ),
            models.Index(fields=["-made_at", "-id"], name="notification_made_at"),
        ]
        constraints = [
            CheckConstraint(condition=Q(sent_at=None) | Q(failed_at=None), name="notification_is_sent_or_failed"),
            CheckConstraint(
                condition=Q(failed_at=None, failure="") | Q(failed_at__isnull=False) & ~Q(failure=""),
                name="notification_failed_says_when_and_why",
            ),
            CheckConstraint(
                condition=Q(sent_at=None) | Q(tries__gt=0) & ~Q(text=""), name="notification_sent_says_what"
            ),
            CheckConstraint(condition=Q(next_try_at__gte=F("made_at")), name="notification_is_tried_after_it_is_made"),
        ]

    def __str__(self) -> str:
        return str(self.reminder)
