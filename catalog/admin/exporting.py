"""The selected items as a file. Every export leaves an entry in the log: format, number of items, SHA-256."""

import base64

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import exports

from . import journal


class Exporting:
    """Three actions on the list of items, for those who may export."""

    actions = ["export_csv", "export_xlsx", "export_jsonl"]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether the user may take the list away as a file."""
        return request.user.has_perm("catalog.export_serviceitem")

    @admin.action(description=_("Export as CSV"), permissions=["export"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """For spreadsheets."""
        return export(request, queryset, "csv")

    @admin.action(description=_("Export as Excel"), permissions=["export"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """For Excel and WPS."""
        return export(request, queryset, "xlsx")

    @admin.action(description=_("Export as JSON lines"), permissions=["export"])
    def export_jsonl(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """For machines, and as the copy to compare with."""
        return export(request, queryset, "jsonl")


def export(request: HttpRequest, queryset: QuerySet, format: str) -> HttpResponse:
    """Those of the items that are on the list today, as a download."""
    codes = set(queryset.order_by().values_list("code", flat=True))
    selection = exports.Selection(day=timezone.localdate(), codes=codes)
    download = exports.response(selection, format)
    digest = base64.b64decode(download["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")).hex()
    message = f"{format}: {download['X-Row-Count']} / {len(codes)}, SHA-256 {digest}"
    journal.exported(request, exports.file_name(selection, format), message)
    return download
