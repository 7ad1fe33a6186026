"""Public holidays and make-up workdays (调休), as data that staff can correct."""

from datetime import date

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

SATURDAY = 5


class CalendarDayQuerySet(models.QuerySet):
    def is_workday(self, day: date) -> bool:
        """Whether public offices work on that day: the calendar first, else Monday to Friday."""
        exception = self.filter(day=day).first()
        if exception:
            return exception.kind == CalendarDay.Kind.WORKDAY
        return day.weekday() < SATURDAY


class CalendarDay(models.Model):
    """One day that differs from the ordinary week."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("public holiday")
        WORKDAY = "adjusted_workday", _("make-up workday")

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        PROVISIONAL = "provisional", _("statutory day only, arrangement not announced")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    festival = models.CharField(_("festival"), max_length=40)
    note = models.CharField(_("note"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    source = models.CharField(_("source"), max_length=80)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=["holiday", "adjusted_workday"]), name="calendar_day_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.festival}"
