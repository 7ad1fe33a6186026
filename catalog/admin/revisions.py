"""The history of items, for reading: what changed, from when, and when that was recorded."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog import differences
from catalog.models import Revision

from .reading import ReadOnly, content_before


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "admin/catalog/revision.html"
    list_display = [
        *("item", "number", "change", "effective_from", "recorded_at", "origin", "notice_no"),
        *("drafted_by", "approved_by"),
    ]
    list_filter = ["change", "origin", "effective_from", "recorded_at"]
    list_select_related = ["item", "drafted_by", "approved_by"]
    search_fields = ["item__code", "item__name", "notice_no", "reason"]
    ordering = ["-recorded_at", "-pk"]
    list_per_page = 50

    def page(self, request: HttpRequest, revision: Revision) -> dict[str, Any]:
        before = content_before(revision.item.code, revision.number - 1, revision.effective_from)
        names = differences.Names.read()
        compared = differences.compare(before, revision.content, names)
        return {"revision": revision, "item": revision.item, "differences": compared}
