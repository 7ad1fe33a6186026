"""What staff decide about booking."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

POSITIVE = (
    *("window_workdays", "hold_minutes", "offer_minutes", "open_per_item", "per_hall_and_day", "open_in_all"),
    *("people_per_phone", "phones_per_person", "strikes", "return_from_minutes", "return_to_minutes"),
)
"""Rules that forbid everything, or mean nothing, at 0."""


class BookingRules(models.Model):
    """The rules of booking for the city, one hall or one line. What a row leaves empty it takes from the wider one.

    `appointments.rules` puts them together and has the defaults. Who decided a rule stands in `decided_by`.
    """

    hall = models.ForeignKey(
        "catalog.Hall", verbose_name=_("hall"), null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    line = models.ForeignKey(
        "appointments.Line",
        verbose_name=_("line"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rules",
    )
    window_workdays = models.PositiveSmallIntegerField(_("working days that can be booked"), null=True, blank=True)
    hold_minutes = models.PositiveSmallIntegerField(_("minutes a place is held"), null=True, blank=True)
    offer_minutes = models.PositiveSmallIntegerField(_("minutes an earlier place is offered"), null=True, blank=True)
    cancel_minutes = models.PositiveSmallIntegerField(
        _("minutes before which cancelling is free"), null=True, blank=True
    )
    open_per_item = models.PositiveSmallIntegerField(_("open bookings of a person per item"), null=True, blank=True)
    per_hall_and_day = models.PositiveSmallIntegerField(
        _("bookings of a person per hall and day"), null=True, blank=True
    )
    open_in_all = models.PositiveSmallIntegerField(_("open bookings of a person in all"), null=True, blank=True)
    people_per_phone = models.PositiveSmallIntegerField(_("people a phone books for in 30 days"), null=True, blank=True)
    phones_per_person = models.PositiveSmallIntegerField(
        _("phones that book for a person in 30 days"), null=True, blank=True
    )
    early_minutes = models.PositiveSmallIntegerField(
        _("minutes before the slot when checking in begins"), null=True, blank=True
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes after its start when checking in ends"), null=True, blank=True
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("minutes after its start when a visit counts as missed"), null=True, blank=True
    )
    strikes = models.PositiveSmallIntegerField(_("missed visits that pause booking"), null=True, blank=True)
    strike_days = models.PositiveSmallIntegerField(_("days in which they are counted"), null=True, blank=True)
    pause_days = models.PositiveSmallIntegerField(_("days that booking is paused"), null=True, blank=True)
    return_from_minutes = models.PositiveSmallIntegerField(
        _("minutes a place given back is kept, at least"), null=True, blank=True
    )
    return_to_minutes = models.PositiveSmallIntegerField(
        _("minutes a place given back is kept, at most"), null=True, blank=True
    )
    decided_by = models.CharField(_("decided by"), max_length=100)

    class Meta:
        verbose_name = _("rules of booking")
        verbose_name_plural = _("rules of booking")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(hall__isnull=True) | Q(line__isnull=True), name="rules_are_of_a_hall_or_a_line"
            ),
            UniqueConstraint(Coalesce("hall", 0), Coalesce("line", 0), name="rules_once_per_place"),
            *(
                CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0}),
                    name=f"rules_{field}_is_positive",
                    violation_error_message=_(
                        "A rule that says 0 forbids booking. Write 1 or more, or leave it empty."
                    ),
                )
                for field in POSITIVE
            ),
        ]

    def __str__(self) -> str:
        return str(self.line or self.hall or _("the city"))
