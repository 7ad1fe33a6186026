"""Where an item is handled, as rows on the sheet."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.contents import Content
from catalog.models import Placement, ServiceItem

from .lines import ContentInline, LineForm
from .sheet import Sheet

EMPTY = ("", "---------")


class PlacementForm(LineForm):
    """One placement. `sheet` is set on the class that the inline makes for a request."""

    sheet: Sheet
    looked_up = frozenset({"hall", "counter_group"})

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    hall = forms.ChoiceField(label=_("Hall"), required=False)
    counter_group = forms.ChoiceField(label=_("Counter group"), required=False)
    answer = forms.ChoiceField(label=_("Only under the answer"), required=False)

    class Meta:
        model = Placement
        exclude = ["code", "hall", "counter_group", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].choices = [EMPTY, *self.sheet.hall_choices()]
        self.fields["counter_group"].choices = [EMPTY, *self.sheet.counter_choices()]
        self.fields["answer"].choices = [EMPTY, *self.sheet.answer_choices()]
        self.fields["valid_from"].required = False

    def clean_code(self) -> str:
        """A code the sheet holds; any other is not given by hand."""
        code = self.cleaned_data["code"]
        return code if code in {line["code"] for line in self.sheet.lines("placements")} else ""

    def clean(self) -> dict[str, Any]:
        hall, group = self.cleaned_data.get("hall"), self.cleaned_data.get("counter_group")
        self.instance.hall = self.sheet.neighbours.halls.get(hall)
        self.instance.counter_group = self.sheet.neighbours.counter_groups.get((hall, group))
        if hall and group and not self.instance.counter_group:
            self.add_error("counter_group", _("The hall has no such counter group."))
        if group and not hall:
            self.add_error("counter_group", _("A counter group belongs to a hall: choose the hall."))
        return super().clean()

    def content(self) -> Content:
        """The placement but for its answer, whose number depends on the questions, and a code and day if new."""
        fields = ("code", "kind", "hall", "hall_class", "counter_group", "note", "notice_no", "source")
        days = {name: self.cleaned_data[name] for name in ("valid_from", "valid_to")}
        return {name: self.cleaned_data[name] for name in fields} | {
            name: day.isoformat() if day else None for name, day in days.items()
        }


class PlacementInline(ContentInline):
    model = Placement
    template = "admin/catalog/blocks.html"

    def get_formset(self, request: HttpRequest, obj: ServiceItem | None = None, **kwargs: Any) -> type:
        self.form = type("PlacementForm", (PlacementForm,), {"sheet": request.sheet})
        return super().get_formset(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: ServiceItem | None = None) -> list:
        rows = [
            ("position", "kind"),
            ("hall", "hall_class"),
            ("counter_group", "answer"),
            ("valid_from", "valid_to"),
            ("notice_no", "note"),
            ("source", "code"),
        ]
        return [(None, {"fields": rows})]

    def initial(self, sheet: Sheet) -> list[Content]:
        return [line | {"answer": ".".join(map(str, line["answer"] or ()))} for line in super().initial(sheet)]
