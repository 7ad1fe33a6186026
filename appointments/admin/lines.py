"""The lines of the halls, and how their places are divided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.models import Line, OpeningHours
from appointments.models.line import LONGEST_SLOT, SHORTEST_SLOT, WHOLE
from catalog.models import CounterGroup

from .guarded import Guarded, GuardedForm
from .previewing import Previewing


class GroupField(forms.ModelChoiceField):
    """Counter groups with their halls: their names alone are alike."""

    def label_from_instance(self, group: CounterGroup) -> str:
        return f"{group.hall} {group}"


class LineForm(GuardedForm):
    """What a line is; what cannot be together is said beside the field."""

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, on the field that should be another."""
        cleaned = super().clean()
        hall, group = cleaned.get("hall"), cleaned.get("counter_group")
        if hall and group and group.hall_id != hall.pk:
            self.add_error("counter_group", ValidationError(gettext("This counter group is in another hall."), "hall"))
        staff, walk_in = cleaned.get("staff_percent"), cleaned.get("walk_in_percent")
        if staff is not None and walk_in is not None and staff + walk_in > WHOLE:
            sentence = gettext("What staff give and what is kept for walk-ins is more than 100 per cent together.")
            self.add_error("walk_in_percent", ValidationError(sentence, "whole"))
        length = cleaned.get("slot_minutes")
        if length is not None and not SHORTEST_SLOT <= length <= LONGEST_SLOT:
            sentence = gettext("A slot has %(shortest)s to %(longest)s minutes.")
            limits = {"shortest": SHORTEST_SLOT, "longest": LONGEST_SLOT}
            self.add_error("slot_minutes", ValidationError(sentence, "length", limits))
        return cleaned


@admin.register(Line)
class LineAdmin(Previewing, Guarded, admin.ModelAdmin):
    form = LineForm
    list_display = ["code", "hall", "counter_group", "slot_minutes", "places", "shares", "is_bookable"]
    list_display_links = ["code", "hall"]
    list_filter = ["is_bookable", ("hall", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["hall", "counter_group"]
    search_fields = ["code", "hall__name", "hall__short_name", "counter_group__name"]
    fields = [
        *("code", "hall", "counter_group", "slot_minutes", "places", "staff_percent", "walk_in_percent"),
        *("item_minutes", "is_bookable", "source"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Where a line is stays what it is: bookings were made for it."""
        return ("code", "hall", "counter_group") if obj else ()

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "counter_group":
            groups = CounterGroup.objects.select_related("hall")
            return GroupField(groups, required=False, label=db_field.verbose_name)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lines_of(self, row: Line) -> Sequence[Line]:
        return [row] if row.pk else []

    def save_model(self, request: HttpRequest, obj: Line, form: LineForm, change: bool) -> None:
        """Saved, with a word where no slot can come of it."""
        super().save_model(request, obj, form, change)
        if not OpeningHours.objects.filter(hall=obj.hall_id).exists():
            sentence = _("This hall has no opening hours yet. Enter them, and its times can be booked.")
            self.message_user(request, sentence, messages.WARNING)

    @admin.display(description=_("online / by staff / walk-in"))
    def shares(self, line: Line) -> str:
        """How the places of a slot are divided."""
        shares = line.shares
        return f"{shares.online} / {shares.staff} / {shares.walk_in}"
