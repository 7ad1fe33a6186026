"""The halls, and the groups of counters inside them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)


class Confidence(models.TextChoices):
    """How far a fact about a hall can be trusted."""

    HIGH = "high", _("confirmed in public sources")
    MEDIUM = "medium", _("recalled, not checked")
    LOW = "low", _("named after a pattern")
    UNKNOWN = "unknown", _("not known")


class HallQuerySet(models.QuerySet):
    def in_service(self, day: date) -> Self:
        """Halls open to the public on that day."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=day)).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        )


class Hall(models.Model):
    """One place where the public is served; each fact carries how far it can be trusted."""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal hall")
        SPECIALISED = "specialised", _("specialised branch hall")
        SERVICE_POINT = "service_point", _("service point")
        DISTRICT = "district", _("district hall")
        STREET = "street", _("street hall")
        COMMUNITY = "community", _("community service centre")

    code = models.CharField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(
        _("short name"), max_length=20, help_text=_("At most 20 characters: it is used in messages.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent hall"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
    )
    district = models.ForeignKey(
        "catalog.District",
        verbose_name=_("district"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="halls",
    )
    street = models.ForeignKey(
        "catalog.Street",
        verbose_name=_("street"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="halls",
    )
    name_confidence = models.CharField(_("trust in the name"), max_length=8, choices=Confidence)
    address = models.CharField(_("address"), max_length=120, blank=True)
    address_confidence = models.CharField(
        _("trust in the address"), max_length=8, choices=Confidence, default=Confidence.UNKNOWN
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_confidence = models.CharField(
        _("trust in the phone"), max_length=8, choices=Confidence, default=Confidence.UNKNOWN
    )
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    hours_confidence = models.CharField(
        _("trust in the hours"), max_length=8, choices=Confidence, default=Confidence.UNKNOWN
    )
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    point_note = models.CharField(_("what the point stands for"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("The first day on which it no longer serves the public.")
    )

    objects = HallQuerySet.as_manager()

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(kind__in=["municipal", "specialised", "service_point", "district", "street", "community"]),
                name="hall_kind_is_known",
            ),
            CheckConstraint(condition=Q(short_name__length__lte=20), name="hall_short_name_fits_a_message"),
            CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="hall_point_is_whole",
            ),
            CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                name="hall_closes_after_it_opens",
            ),
            *(
                CheckConstraint(
                    condition=~Q(**{fact: ""}) | Q(**{f"{fact}_confidence": Confidence.UNKNOWN}),
                    name=f"hall_unknown_{fact}_claims_no_trust",
                )
                for fact in ("address", "phone", "hours")
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("catalog:hall", args=[self.code])


class CounterGroup(models.Model):
    """Counters of one hall that take the same items, such as the general counters (综合窗口)."""

    GENERAL = "综合窗口"

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.PROTECT, related_name="counter_groups")
    name = models.CharField(_("name"), max_length=20)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("counter group")
        verbose_name_plural = _("counter groups")
        ordering = ["hall", "pk"]
        constraints = [UniqueConstraint(fields=["hall", "name"], name="counter_group_once_per_hall")]

    def __str__(self) -> str:
        return self.name
