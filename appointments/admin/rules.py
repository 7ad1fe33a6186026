"""The rules of booking: what staff decided, and what holds where they decided nothing."""

from dataclasses import asdict
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments import rules
from appointments.models import BookingRules
from appointments.rules import Rules

from .guarded import Guarded, GuardedForm


class RulesForm(GuardedForm):
    """The rules of one place. What is left empty is decided by the wider place, or is the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "line" in self.fields:
            self.fields["line"].help_text = _("With neither a hall nor a line the rules hold for the whole city.")
        for name, default in asdict(Rules()).items():
            if name in self.fields:
                self.fields[name].help_text = _("Default: %(default)s") % {"default": default}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, on the field that should be another."""
        cleaned = super().clean()
        if cleaned.get("hall") and cleaned.get("line"):
            self.add_error("line", ValidationError(gettext("Choose a hall or a line, not both."), "place"))
        for name in ("window_workdays", "hold_minutes", "offer_minutes", "open_in_all", "strikes"):
            if cleaned.get(name) == 0:
                self.add_error(name, ValidationError(gettext("This has to be at least 1."), "positive"))
        least, most = cleaned.get("return_from_minutes"), cleaned.get("return_to_minutes")
        if least is not None and most is not None and most < least:
            self.add_error(
                "return_to_minutes", ValidationError(gettext("This has to be no less than the least."), "order")
            )
        return cleaned


@admin.register(BookingRules)
class BookingRulesAdmin(Guarded, admin.ModelAdmin):
    form = RulesForm
    list_display = ["place", "decided", "decided_by"]
    list_select_related = ["hall", "line__hall", "line__counter_group"]
    fields = ["hall", "line", *rules.NAMES, "decided_by"]

    def get_fields(self, request: HttpRequest, obj: BookingRules | None = None) -> list[str]:
        """With what holds there, once the row is there."""
        return [*super().get_fields(request, obj), *(["in_force"] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: BookingRules | None = None) -> tuple[str, ...]:
        return ("hall", "line", "in_force") if obj else ()

    @admin.display(description=_("place"))
    def place(self, row: BookingRules) -> str:
        """The line, the hall, or the city."""
        return str(row)

    @admin.display(description=_("decided"))
    def decided(self, row: BookingRules) -> str:
        """What the row decides, in words."""
        return _("; ").join(
            f"{label(name)} {value}" for name in rules.NAMES if (value := getattr(row, name)) is not None
        )

    @admin.display(description=_("What holds there now"))
    def in_force(self, row: BookingRules) -> SafeString:
        """All rules of the place, each decided by the narrowest row, else the default."""
        held = asdict(held_at(row))
        return format_html_join("", "<div>{} {}</div>", ((label(name), held[name]) for name in rules.NAMES))


def held_at(row: BookingRules) -> Rules:
    """The rules of the row's place, from all rows that decide there."""
    deciding = Q(hall__isnull=True, line__isnull=True)
    if row.line:
        deciding |= Q(line=row.line_id) | Q(hall=row.line.hall_id)
    elif row.hall:
        deciding |= Q(hall=row.hall_id)
    return rules.together(BookingRules.objects.filter(deciding))


def label(name: str) -> str:
    """What a rule is about, in words."""
    return str(BookingRules._meta.get_field(name).verbose_name)
