"""What the list of bookings is narrowed by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import window
from appointments.models import Line


class DayFilter(SimpleListFilter):
    """Visits of today unless asked otherwise; those of any day where something is searched for."""

    title = _("day")
    parameter_name = "day"
    days = {
        "today": (_("today"), 0, 1),
        "tomorrow": (_("tomorrow"), 1, 2),
        "week": (_("the next 7 days"), 0, 8),
        "past": (_("the last 7 days"), -7, 0),
        "all": (_("any"), None, None),
    }

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.usual = "all" if request.GET.get(SEARCH_VAR) else "today"
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _first, _last) in self.days.items()]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in self.days else self.usual

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Without the usual "all": it stands among the others."""
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        _label, first, last = self.days[self.value()]
        if first is None:
            return queryset
        today = timezone.localdate()
        start, end = (window.midnight(today + timedelta(days=each)) for each in (first, last))
        return queryset.filter(starts_at__gte=start, starts_at__lt=end)


class LineFilter(SimpleListFilter):
    """Visits to one line."""

    title = _("line")
    parameter_name = "line"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(line.code, str(line)) for line in Line.objects.select_related("hall", "counter_group")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(line__code=self.value()) if self.value() else queryset
