"""What the lists of staff are narrowed by."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Placement


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
