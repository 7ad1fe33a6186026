"""Figures that were published, kept as published."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _


class PublishedTotal(models.Model):
    """One figure, who published it and for which day. Never worked out from our own rows."""

    class Qualifier(models.TextChoices):
        EXACT = "", _("exactly")
        NEARLY = "nearly", _("nearly")

    key = models.CharField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=60)
    figure = models.PositiveIntegerField(_("figure"))
    qualifier = models.CharField(_("qualifier"), max_length=8, choices=Qualifier, blank=True, default=Qualifier.EXACT)
    as_of = models.DateField(_("figure for the day"))
    published_on = models.DateField(_("published on"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("published total")
        verbose_name_plural = _("published totals")
        ordering = ["as_of", "pk"]
        constraints = [UniqueConstraint(fields=["key", "as_of"], name="published_total_once_a_day")]

    def __str__(self) -> str:
        return f"{self.label} {self.figure}"
