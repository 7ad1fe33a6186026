"""What the lists of staff are narrowed by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Placement, SearchLog


class StateFilter(SimpleListFilter):
    """Items on the list, to come, or taken off it."""

    title = _("state")
    parameter_name = "state"
    states = {
        "in_force": (_("on the list"), Q(version__gt=0, retired_on__isnull=True)),
        "coming": (_("not yet in force"), Q(version=0)),
        "retired": (_("off the list"), Q(retired_on__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _condition) in self.states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self.states[self.value()][1]) if self.value() in self.states else queryset


class PlaceFilter(SimpleListFilter):
    """Items by the kind of place that handles them today."""

    title = _("where")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Placement.Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in Placement.Kind.values:
            return queryset
        there = Placement.objects.in_force(timezone.localdate()).filter(item=OuterRef("pk"), kind=self.value())
        return queryset.filter(Exists(there))


class DecisionFilter(SimpleListFilter):
    """Drafts that wait, were approved, or were rejected."""

    title = _("state")
    parameter_name = "state"
    states = {
        "open": (_("waiting"), Q(approved_at__isnull=True, rejected_at__isnull=True)),
        "approved": (_("approved"), Q(approved_at__isnull=False)),
        "rejected": (_("rejected"), Q(rejected_at__isnull=False)),
    }
    lookups = StateFilter.lookups
    queryset = StateFilter.queryset


class DaysFilter(SimpleListFilter):
    """Searches of the last days; of the last thirty unless asked otherwise."""

    title = _("when")
    parameter_name = "days"
    usual = "30"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("7", _("last 7 days")), ("30", _("last 30 days")), ("90", _("last 90 days"))]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in dict(self.lookup_choices) else self.usual

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Without "all": nothing is kept longer than the longest."""
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(day__gt=timezone.localdate() - timedelta(days=int(self.value())))


class KindFilter(SimpleListFilter):
    """Words that ended like this at least once in those days."""

    title = SearchLog._meta.get_field("kind").verbose_name
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return SearchLog.Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"{self.value()}__gt": 0}) if self.value() in SearchLog.Kind.values else queryset
