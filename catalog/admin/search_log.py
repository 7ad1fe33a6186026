"""Searches that failed: listed by how often, looked into one by one, and remedied."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import rankings
from catalog.models import SearchLog

from .filters import DaysFilter, KindFilter
from .reading import ReadOnly
from .remedies import searched
from .remedying import OFFERED, Remedying


@admin.register(SearchLog)
class SearchLogAdmin(Remedying, ReadOnly, admin.ModelAdmin):
    """One line for each words, whatever the days they were typed on."""

    change_form_template = "admin/catalog/search_log.html"
    list_display = ["words", "failed", "endings", "last_day"]
    list_filter = [DaysFilter, KindFilter]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["words"]
    search_help_text = _("A part of the words")

    @admin.display(description=_("times"), ordering="failed")
    def failed(self, row: SearchLog) -> int:
        """How often the words ended in any way but well."""
        return row.failed

    @admin.display(description=SearchLog._meta.get_field("kind").verbose_name)
    def endings(self, row: SearchLog) -> str:
        """How often they ended how."""
        return _("; ").join(f"{label} {times}" for label, times in _endings(row) if times)

    @admin.display(description=_("last on"), ordering="last_day")
    def last_day(self, row: SearchLog) -> str:
        """The last day on which they were counted."""
        return row.last_day.isoformat()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-failed", "words"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchLog]:
        return SearchLog.objects.by_words().order_by(*self.get_ordering(request))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [*self.list_display, *self.remedy_columns(request)]

    def page(self, request: HttpRequest, row: SearchLog) -> dict[str, Any]:
        counted = SearchLog.objects.filter(words=row.words).by_words().get()
        words = searched(row.words)
        return {
            "row": counted,
            "endings": _endings(counted),
            "words": words,
            "found_today": rankings.first(words, OFFERED),
            **self.rights(request),
        }


def _endings(row: SearchLog) -> list[tuple[str, int]]:
    """Every way to end, with how often the words did."""
    return [(kind.label, getattr(row, kind.value)) for kind in SearchLog.Kind]
