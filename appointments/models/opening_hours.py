"""When a hall is open."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class OpeningHoursQuerySet(models.QuerySet):
    def in_force(self, first: date, last: date) -> Self:
        """Rows that hold on some day of that span, both ends included."""
        return self.filter(valid_from__lte=last).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))


class OpeningHours(models.Model):
    """One stretch of opening, every week or on one day. A lunch break is the gap between two rows.

    Rows of a line replace those of its hall for that weekday or day; rows of a day replace the weekly ones. A row of a
    day without times says that it stays closed. `valid_to` is the first day on which the row no longer holds.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    hall = models.ForeignKey(
        "catalog.Hall", verbose_name=_("hall"), on_delete=models.PROTECT, related_name="opening_hours"
    )
    line = models.ForeignKey(
        "appointments.Line",
        verbose_name=_("only the line"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opening_hours",
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, null=True, blank=True)
    day = models.DateField(_("one day"), null=True, blank=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["hall", "line", "day", "weekday", "opens_at"]
        constraints = [
            CheckConstraint(
                condition=Q(weekday__isnull=False, day__isnull=True) | Q(weekday__isnull=True, day__isnull=False),
                name="hours_are_weekly_or_of_one_day",
            ),
            CheckConstraint(
                condition=Q(opens_at__isnull=False, closes_at__gt=F("opens_at"))
                | Q(opens_at__isnull=True, closes_at__isnull=True, day__isnull=False),
                name="hours_close_after_they_open",
            ),
            CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(0, 6)), name="hours_weekday_is_known"
            ),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="hours_end_after_start"
            ),
            *(
                UniqueConstraint(
                    fields=[place, when, "opens_at", "valid_from"],
                    condition=Q(line__isnull=place == "hall", **{f"{when}__isnull": False}),
                    name=f"hours_once_per_{place}_and_{when}",
                )
                for place in ("hall", "line")
                for when in ("weekday", "day")
            ),
        ]

    def __str__(self) -> str:
        stretch = f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}" if self.opens_at else _("stays closed")
        return f"{self.day or self.get_weekday_display()} {stretch}"
