"""Districts, streets and residents' communities: how an address is looked up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """One of the ten districts of 2017 (eight districts and two functional new areas)."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    gb_code = models.CharField(_("national code of 2017"), max_length=6, blank=True)
    name = models.CharField(_("name in 2017"), max_length=20)
    name_now = models.CharField(_("name now"), max_length=20)
    kind = models.CharField(_("kind in 2017"), max_length=20)
    streets_published = models.PositiveSmallIntegerField(_("streets as published"))
    committees_published = models.PositiveSmallIntegerField(_("residents' committees as published"))
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    point_source = models.CharField(_("source of the point"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """One street office on 2017-10-31, by its nine-digit statistics code."""

    code = models.CharField(_("statistics code"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=40)
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="streets")
    code_2023 = models.CharField(_("statistics code in 2023"), max_length=9, blank=True)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Community(models.Model):
    """One residents' committee of 2017. Not a community service centre: those are another unit (645 published)."""

    code = models.CharField(_("statistics code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=40, db_index=True)
    committee_name = models.CharField(_("committee"), max_length=60)
    street = models.ForeignKey(Street, verbose_name=_("street"), on_delete=models.PROTECT, related_name="communities")

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
