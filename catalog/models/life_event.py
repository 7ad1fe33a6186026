"""Life events: the occasions on which people and firms need several items at once (一件事)."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .item import ServiceItem


class LifeEventQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Events the public sees: shown, and with an item that is still on the list. `held` is how many there are."""
        in_force = Q(items__version__gt=0, items__retired_on__isnull=True)
        return self.filter(is_shown=True).annotate(held=models.Count("items", in_force)).filter(held__gt=0)


class LifeEvent(models.Model):
    """One occasion, such as buying a home, and the items it may need in the order they are needed."""

    class Audience(models.TextChoices):
        PERSON = "person", _("people")
        COMPANY = "company", _("companies")

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=20, unique=True)
    sentence = models.CharField(_("in one plain sentence"), max_length=120)
    audience = models.CharField(_("audience"), max_length=8, choices=Audience)
    position = models.PositiveSmallIntegerField(_("position"))
    is_shown = models.BooleanField(_("shown to the public"), default=True)
    source = models.CharField(_("source"), max_length=200)
    items = models.ManyToManyField(ServiceItem, through="catalog.LifeEventItem", related_name="life_events")

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["position", "pk"]
        constraints = [
            CheckConstraint(condition=Q(audience__in=["person", "company"]), name="life_event_audience_is_known"),
            CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="life_event_has_slug_and_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:event", args=[self.slug])


class LifeEventItem(models.Model):
    """One item of an event, and when or why it is needed. The item may have been retired since."""

    event = models.ForeignKey(LifeEvent, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(ServiceItem, verbose_name=_("item"), on_delete=models.CASCADE, related_name="event_lines")
    position = models.PositiveSmallIntegerField(_("position"))
    note = models.CharField(_("when or why"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("item of a life event")
        verbose_name_plural = _("items of a life event")
        ordering = ["position", "pk"]
        constraints = [
            UniqueConstraint(fields=["event", "item"], name="item_once_per_life_event"),
            UniqueConstraint(fields=["event", "position"], name="position_once_per_life_event"),
        ]

    def __str__(self) -> str:
        return self.item.name
