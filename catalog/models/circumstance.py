"""The questions that decide who handles a tier B item that is split by circumstance (分情形)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class Circumstance(models.Model):
    """One question asked before a hall is named. An example says so and decides nothing for real."""

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("yes or no")
        AMOUNT = "amount", _("by amount")

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="circumstances")
    position = models.PositiveSmallIntegerField(_("position"))
    question = models.CharField(_("question"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    is_example = models.BooleanField(_("example only"), default=False)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("circumstance")
        verbose_name_plural = _("circumstances")
        ordering = ["position", "pk"]
        constraints = [
            UniqueConstraint(fields=["item", "position"], name="circumstance_position_once_per_item"),
            CheckConstraint(
                condition=Q(kind="yes_no", unit="") | (Q(kind="amount") & ~Q(unit="")),
                name="amount_question_has_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class CircumstanceAnswer(models.Model):
    """One answer, and the level that then handles the item. Amounts are half open: from ≤ amount < to."""

    class Level(models.TextChoices):
        MUNICIPAL = "municipal", _("handled by the city")
        DISTRICT = "district", _("handled by the district")

    circumstance = models.ForeignKey(Circumstance, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("answer"), max_length=60)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    yes = models.BooleanField(_("stands for yes"), null=True, blank=True)
    amount_from = models.DecimalField(_("from"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount_to = models.DecimalField(_("below"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["position", "pk"]
        constraints = [
            UniqueConstraint(fields=["circumstance", "position"], name="answer_position_once_per_question"),
            CheckConstraint(
                condition=Q(yes__isnull=False, amount_from__isnull=True, amount_to__isnull=True)
                | (Q(yes__isnull=True) & (Q(amount_from__isnull=False) | Q(amount_to__isnull=False))),
                name="answer_is_yes_no_or_a_range",
            ),
            CheckConstraint(
                condition=Q(amount_from__isnull=True) | Q(amount_to__isnull=True) | Q(amount_to__gt=F("amount_from")),
                name="answer_range_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.label
