"""Public holidays and make-up workdays."""

from django.contrib import admin

from catalog.models import CalendarDay


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    change_list_template = "admin/catalog/calendar_days.html"
    list_display = ["day", "kind", "festival", "status", "note"]
    list_filter = ["kind", "status", "festival"]
    search_fields = ["festival", "note"]
    date_hierarchy = "day"
    ordering = ["-day"]
