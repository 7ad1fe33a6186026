"""When halls and their lines are open."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.models import Line, OpeningHours

from .guarded import Guarded, GuardedForm
from .previewing import Previewing

CLOCK = "%H:%M"


class ClockInput(forms.TimeInput):
    """A time of day, as browsers offer to choose it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format=CLOCK)


class HoursForm(GuardedForm):
    """One stretch of opening; what cannot be is said beside the field."""

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, on the field that should be another."""
        cleaned = super().clean()
        for field, sentence in self._mistakes(cleaned):
            self.add_error(field, ValidationError(sentence, "mistake"))
        if not self.errors and (other := self._in_the_way(cleaned)):
            sentence = gettext("At this time there is another row already: %(other)s. Change or end that one.")
            raise ValidationError(sentence, "overlap", {"other": other})
        return cleaned

    def _mistakes(self, cleaned: dict[str, Any]) -> Iterator[tuple[str, str]]:
        hall, line, day = self._place(cleaned)[0], self._place(cleaned)[1], cleaned.get("day")
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if line and hall and line.hall_id != hall.pk:
            yield "line", gettext("This line is in another hall.")
        if (cleaned.get("weekday") is None) == (day is None) and not {"weekday", "day"} & self.errors.keys():
            yield "weekday", gettext("Choose a weekday for every week, or one day: one of the two.")
        if (opens is None) != (closes is None) or (opens is None and day is None):
            yield "opens_at", gettext("Give both times. Only a single day may have none: then it stays closed.")
        if opens and closes and closes <= opens:
            yield "closes_at", gettext("This has to be later than the beginning.")
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end <= start:
            yield "valid_to", gettext("This has to be later than the beginning.")
        if day and start and (day < start or (end and day >= end)):
            yield "valid_from", gettext("The day lies outside the time for which this row is valid.")

    def _in_the_way(self, cleaned: dict[str, Any]) -> OpeningHours | None:
        """Another row of the place and day that holds at the same time; beside a closed day any row is."""
        hall, line = self._place(cleaned)
        others = OpeningHours.objects.filter(
            hall=hall, line=line, weekday=cleaned["weekday"], day=cleaned["day"]
        ).exclude(pk=self.instance.pk)
        others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=cleaned["valid_from"]))
        if cleaned["valid_to"]:
            others = others.filter(valid_from__lt=cleaned["valid_to"])
        if cleaned["opens_at"]:
            overlapping = Q(opens_at__lt=cleaned["closes_at"], closes_at__gt=cleaned["opens_at"])
            others = others.filter(overlapping | Q(opens_at__isnull=True))
        return others.first()

    def _place(self, cleaned: dict[str, Any]) -> tuple[Any, Line | None]:
        """The hall and the line, which are fixed once a row is there."""
        if self.instance.pk:
            return self.instance.hall, self.instance.line
        return cleaned.get("hall"), cleaned.get("line")


@admin.register(OpeningHours)
class OpeningHoursAdmin(Previewing, Guarded, admin.ModelAdmin):
    form = HoursForm
    list_display = ["place", "when", "opens_at", "closes_at", "valid_from", "valid_to"]
    list_filter = [("hall", admin.RelatedOnlyFieldListFilter), "weekday", "day"]
    list_select_related = ["hall", "line__hall", "line__counter_group"]
    list_per_page = 100
    search_fields = ["hall__name", "hall__short_name", "line__code"]
    fields = ["hall", "line", "weekday", "day", "opens_at", "closes_at", "valid_from", "valid_to", "source"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A row of another place is another row."""
        return ("hall", "line") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"valid_from": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "line":
            kwargs["queryset"] = Line.objects.select_related("hall", "counter_group").order_by("hall", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("opens_at", "closes_at"):
            kwargs["widget"] = ClockInput()
        elif db_field.name == "valid_to":
            kwargs["help_text"] = _("The first day on which this no longer holds; empty for good.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def lines_of(self, row: OpeningHours) -> Sequence[Line]:
        """The line of the row, or all of its hall: those with hours of their own are left as they are."""
        return [row.line] if row.line else list(row.hall.lines.all())

    @admin.display(description=_("place"), ordering="hall")
    def place(self, row: OpeningHours) -> str:
        """The line, or the whole hall."""
        return str(row.line or row.hall)

    @admin.display(description=_("when"), ordering="weekday")
    def when(self, row: OpeningHours) -> str:
        """The weekday, or the one day; a day without times is closed."""
        if row.day is None:
            return str(row.get_weekday_display())
        return row.day.isoformat() if row.opens_at else gettext("%(day)s closed") % {"day": row.day.isoformat()}
