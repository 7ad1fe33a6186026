"""The slots: read, never edited. They follow hours, lines and closures."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments import moments
from appointments.models import Slot
from catalog.admin.reading import Unchanging

from .filters import DayFilter, LineFilter


@admin.register(Slot)
class SlotAdmin(Unchanging, admin.ModelAdmin):
    list_display = ["line", "time", "state", "online", "staff"]
    list_display_links = ["time"]
    list_filter = [DayFilter, LineFilter, "state"]
    list_select_related = ["line__hall", "line__counter_group"]
    list_per_page = 100
    show_full_result_count = False
    ordering = ["starts_at", "line"]

    def get_fields(self, request: HttpRequest, obj: Slot | None = None) -> list[str]:
        return [*self.list_display, "withheld_online", "release"]

    @admin.display(description=_("time"), ordering="starts_at")
    def time(self, slot: Slot) -> str:
        """The day with its weekday, from when until when."""
        return moments.span(slot.starts_at, slot.ends_at)

    @admin.display(description=_("free online"))
    def online(self, slot: Slot) -> str:
        """Free places of all places sold online."""
        return f"{slot.free(Slot.Pool.ONLINE)} / {slot.capacity_online}"

    @admin.display(description=_("free for staff to give"))
    def staff(self, slot: Slot) -> str:
        """Free places of all places given by staff."""
        return f"{slot.free(Slot.Pool.STAFF)} / {slot.capacity_staff}"

    @admin.display(description=_("on sale from"), ordering="release_minute")
    def release(self, slot: Slot) -> str:
        """The minute of the last day of the window at which it comes on sale."""
        return f"{slot.release_minute // 60:02}:{slot.release_minute % 60:02}"
