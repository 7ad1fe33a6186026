"""How long items take, where it is not the usual."""

from django.contrib import admin
from django.http import HttpRequest

from appointments.models import VisitLength

from .guarded import Guarded


@admin.register(VisitLength)
class VisitLengthAdmin(Guarded, admin.ModelAdmin):
    list_display = ["item", "minutes", "source"]
    list_select_related = ["item"]
    search_fields = ["item__code", "item__name"]
    autocomplete_fields = ["item"]
    fields = ["item", "minutes", "source"]

    def get_readonly_fields(self, request: HttpRequest, obj: VisitLength | None = None) -> tuple[str, ...]:
        return ("item",) if obj else ()
