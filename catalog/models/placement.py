"""Where an item is handled."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class PlacementQuerySet(models.QuerySet):
    def in_force(self, day: date) -> Self:
        """Placements that hold on that day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class Placement(models.Model):
    """One item at one hall, or at any hall of a class, under at most one answer to its question.

    `valid_to` is the first day on which it no longer holds. A placement that ends is kept: bookings point at it.
    """

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal_hall", _("municipal hall")
        SPECIALISED = "specialised_branch", _("specialised branch hall")
        DISTRICT_OR_STREET = "district_or_street", _("district or street hall")
        RETAINED = "retained", _("kept at the department")

    class HallClass(models.TextChoices):
        DISTRICT_OR_STREET = "district_or_street", _("any district or street hall")
        DEPARTMENT = "department", _("office of the department")

    code = models.CharField(_("code"), max_length=48, unique=True)
    item = models.ForeignKey(
        "catalog.ServiceItem", verbose_name=_("item"), on_delete=models.CASCADE, related_name="placements"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    hall = models.ForeignKey(
        "catalog.Hall",
        verbose_name=_("hall"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
    )
    hall_class = models.CharField(_("class of halls"), max_length=20, choices=HallClass, blank=True)
    counter_group = models.ForeignKey(
        "catalog.CounterGroup",
        verbose_name=_("counter group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
    )
    answer = models.ForeignKey(
        "catalog.CircumstanceAnswer",
        verbose_name=_("only under the answer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="placements",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    notice_no = models.CharField(_("notice number"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["item", "position", "pk"]
        constraints = [
            CheckConstraint(
                condition=(Q(hall__isnull=False) & Q(hall_class="")) | (Q(hall__isnull=True) & ~Q(hall_class="")),
                name="placement_has_a_hall_or_a_class",
            ),
            CheckConstraint(
                condition=Q(kind__in=["municipal_hall", "specialised_branch"], hall__isnull=False)
                | Q(kind="district_or_street", hall__isnull=False)
                | Q(kind="district_or_street", hall_class="district_or_street")
                | Q(kind="retained", hall_class="department"),
                name="placement_kind_fits_its_place",
            ),
            CheckConstraint(
                condition=Q(counter_group__isnull=True) | Q(hall__isnull=False), name="placement_counter_needs_a_hall"
            ),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="placement_ends_after_start"
            ),
            *(
                UniqueConstraint(
                    fields=["item", place, *(["answer"] if conditional else [])],
                    condition=Q(valid_to__isnull=True, hall__isnull=place != "hall", answer__isnull=not conditional),
                    name=f"placement_open_once_per_{place}{'_and_answer' if conditional else ''}",
                )
                for place in ("hall", "hall_class")
                for conditional in (False, True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.get_kind_display()}"

    @property
    def place_name(self) -> str:
        """The hall's short name, or the class of halls in words."""
        return self.hall.short_name if self.hall else self.get_hall_class_display()

    @property
    def can_be_booked(self) -> bool:
        """Items kept at the department are not booked through a hall."""
        return self.kind != self.Kind.RETAINED
