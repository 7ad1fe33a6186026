"""The municipal bodies that answer for items."""

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """One body as it was named when the list was published, and what became of it."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    full_name = models.CharField(_("full name"), max_length=80)
    successor_names = models.CharField(
        _("successors as named"),
        max_length=120,
        blank=True,
        help_text=_("The bodies that took over, several separated by “；”."),
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text=_("Only where exactly one body took over and it is in this list."),
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            CheckConstraint(condition=~Q(code=""), name="department_code_not_empty"),
            CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")), name="department_is_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("catalog:department", args=[self.code])
