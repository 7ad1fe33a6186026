"""What a list of items can be narrowed by: the facets of the results page, read from the address of the page."""

from collections.abc import Iterable

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Department, Hall, Placement, ServiceItem, Theme

FREE, CHARGED, UNPUBLISHED = "no", "yes", "unknown"
ANY_LOCAL_HALL = Placement.HallClass.DISTRICT_OR_STREET
IS_FEE = {FREE: False, CHARGED: True}

FEES = [(FREE, _("free of charge")), (CHARGED, _("a fee is charged")), (UNPUBLISHED, _("not yet published"))]


class KnownValuesField(forms.MultipleChoiceField):
    """Keeps the values that are choices. The others are dropped here and named by `ItemFilter.unknown`."""

    def clean(self, value: Iterable[str] | None) -> list[str]:
        return list(dict.fromkeys(each for each in value or () if self.valid_value(each)))


class FacetFilter(django_filters.MultipleChoiceFilter):
    """One facet: OR among the values ticked."""

    field_class = KnownValuesField
    always_filter = False


def departments() -> list[tuple[str, str]]:
    """The departments by code, in their order."""
    return list(Department.objects.values_list("code", "short_name"))


def themes() -> list[tuple[str, str]]:
    """The themes by slug, in their order."""
    return list(Theme.objects.values_list("slug", "name"))


def halls_with_items() -> list[tuple[str, str]]:
    """The halls some item names as its place; district and street halls that serve as a class count under its name."""
    named = Placement.objects.in_force(timezone.localdate()).filter(hall__isnull=False).values("hall")
    halls = Hall.objects.filter(pk__in=named).values_list("code", "short_name")
    return [*halls, (ANY_LOCAL_HALL.value, ANY_LOCAL_HALL.label)]


class ItemFilter(django_filters.FilterSet):
    """AND across facets. A value that is no choice narrows nothing and is listed by `unknown`."""

    audience = FacetFilter(
        label=_("For whom"),
        choices=[("person", _("people")), ("company", _("companies"))],
        method="for_audience",
    )
    theme = FacetFilter(label=_("Theme"), field_name="themes__slug", choices=themes)
    place = FacetFilter(label=_("Where"), method="at_place", choices=Placement.Kind.choices)
    hall = FacetFilter(label=_("Hall"), method="at_hall", choices=halls_with_items)
    department = FacetFilter(label=_("Department"), field_name="department__code", choices=departments)
    type = FacetFilter(label=_("Type of item"), field_name="task_type", choices=ServiceItem.TaskType.choices)
    tier = FacetFilter(label=_("Level"), field_name="tier", choices=ServiceItem.Tier.choices)
    fee = FacetFilter(label=_("Fee"), method="with_fee", choices=FEES)
    online = FacetFilter(
        label=_("Online"),
        field_name="online_depth",
        choices=[(str(value), label) for value, label in ServiceItem.OnlineDepth.choices],
    )

    class Meta:
        model = ServiceItem
        fields: list[str] = []

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The known values that were asked for, by facet."""
        self.form.is_valid()
        return {name: values for name, values in self.form.cleaned_data.items() if values}

    @property
    def unknown(self) -> list[str]:
        """The values that were asked for and are no choice."""
        asked = {name: self.data.getlist(name) for name in self.filters}
        return [each for name, values in asked.items() for each in values if each not in self.chosen.get(name, ())]

    def for_audience(self, items: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Items for both are for either."""
        return items.filter(audience__in=[*values, ServiceItem.Audience.BOTH])

    def at_place(self, items: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Items handled today at such a kind of place."""
        return items.filter(placements__in=self._placements().filter(kind__in=values)).distinct()

    def at_hall(self, items: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Items handled today at such a hall, or at any hall of such a class."""
        here = Q(hall__code__in=values) | Q(hall_class__in={ANY_LOCAL_HALL.value}.intersection(values))
        return items.filter(placements__in=self._placements().filter(here)).distinct()

    def with_fee(self, items: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Items known to be free, known to cost something, or of which neither is published."""
        known = Q(is_fee__in=[IS_FEE[value] for value in values if value != UNPUBLISHED])
        return items.filter(known | Q(is_fee__isnull=True) if UNPUBLISHED in values else known)

    @staticmethod
    def _placements() -> QuerySet[Placement]:
        return Placement.objects.in_force(timezone.localdate())
