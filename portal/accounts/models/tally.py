"""How often something happened within one stretch of time, where there is no Redis to count it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """One number. `key` says what is counted, for whom (as a hash) and in which stretch of time."""

    key = models.CharField(_("key"), max_length=100, unique=True)
    number = models.PositiveIntegerField(_("number"), default=0)
    ends_at = models.DateTimeField(_("ends at"), db_index=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
