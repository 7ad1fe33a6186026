"""Checklists kept by link: what to bring for several items, and what of it lies ready."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from .item import ServiceItem

models.CharField.register_lookup(Length)

KEPT = timedelta(days=90)
"""How long a list is kept after it was last used."""

HASH_LENGTH = 64  # SHA-256 in hexadecimal figures.


class ChecklistQuerySet(models.QuerySet):
    def unused(self, now: datetime) -> Self:
        """Lists nobody has used for so long that they may go."""
        return self.filter(used_at__lte=now - KEPT)

    def made_since(self, moment: datetime) -> Self:
        """Lists made at that moment or later; used no earlier than made, so that the index serves."""
        return self.filter(used_at__gte=moment, made_at__gte=moment)


class Checklist(models.Model):
    """One saved list. It belongs to whoever has its link; of the link only a hash is held, and nothing of a person."""

    token_hash = models.CharField(_("hash of the link"), max_length=HASH_LENGTH, unique=True)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("last used at"), db_index=True)
    items = models.ManyToManyField(ServiceItem, through="catalog.ChecklistItem", related_name="checklists")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            CheckConstraint(condition=Q(token_hash__length=HASH_LENGTH), name="checklist_holds_a_whole_hash"),
            CheckConstraint(condition=Q(used_at__gte=F("made_at")), name="checklist_is_used_after_it_is_made"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class ChecklistItem(models.Model):
    """One item of a list, in the order it was chosen."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="chosen")
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="chosen_on")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["checklist", "item"], name="item_once_per_checklist"),
            UniqueConstraint(fields=["checklist", "position"], name="position_once_per_checklist"),
        ]

    def __str__(self) -> str:
        return str(self.position)


class ChecklistLine(models.Model):
    """One material as a list knows it. Ticks hang on `key`, the material's plain name, so they outlive its wording.

    A line added later than its list was made is a material that was published since.
    """

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(_("plain name"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    added_at = models.DateTimeField(_("added at"))
    ticked_at = models.DateTimeField(_("ticked at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(fields=["checklist", "key"], name="material_once_per_checklist"),
            CheckConstraint(condition=~Q(key=""), name="checklist_line_has_a_key"),
        ]

    def __str__(self) -> str:
        return self.name
