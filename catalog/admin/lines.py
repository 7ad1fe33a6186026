"""The lists below an item, as rows on the sheet."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import contents
from catalog.contents import Content
from catalog.models import (
    AcceptCondition,
    Fee,
    HandlingForm,
    LegalBasis,
    Material,
    Question,
    ServiceItem,
    Step,
)

from .checks import KindlyChecked
from .sheet import Sheet

SPARE = 1


def list_name(model: type[Model]) -> str:
    """The name of the list in a content whose lines are rows of that model."""
    return model._meta.get_field("item").remote_field.related_name


class LineForm(KindlyChecked):
    """One line. Its position says where it goes; without one it goes last."""

    position = forms.IntegerField(label=_("No."), required=False, min_value=1, max_value=999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].widget.attrs["class"] = "line-number"

    def content(self) -> Content:
        """The line as a content holds it. Browsers send line ends their own way."""
        fields = contents.LISTS[list_name(self._meta.model)][1]
        values = {name: self.cleaned_data[name] for name in fields}
        return {name: v.replace("\r\n", "\n") if isinstance(v, str) else v for name, v in values.items()}


class HandlingFormForm(LineForm):
    evidence = forms.ChoiceField(
        label=ServiceItem._meta.get_field("evidence").verbose_name,
        choices=[("", "---------"), *ServiceItem.Evidence.choices],
    )


class LabelledFormSet(BaseInlineFormSet):
    """Rows whose fields carry their own labels: column headings are none for a screen reader."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs["aria-label"] = field.label or form[name].label


class LineFormSet(LabelledFormSet):
    """Rows of a list that stand for no row of the database: all are read again from what was sent."""

    def kept(self) -> list[LineForm]:
        """The lines that stay, in the order the clerk gave them."""
        gone = self.deleted_forms
        filled = [form for form in self.forms if form.has_changed() and form not in gone]
        return sorted(filled, key=lambda form: form.cleaned_data.get("position") or len(self.forms) + 1_000)

    def filled_count(self) -> int:
        """How many lines the page shows filled."""
        return len([form for form in self.forms if form.has_changed() or form.initial.get("position")])

    def validate_unique(self) -> None:
        """Nothing here is saved; the content as a whole is looked at when it is drafted."""


class ContentInline(admin.TabularInline):
    """One list of the content, filled from the sheet and read back from the page."""

    template = "admin/catalog/lines.html"
    form = LineForm
    formset = LineFormSet

    def initial(self, sheet: Sheet) -> list[Content]:
        """What the rows show at first."""
        return [{"position": number, **line} for number, line in enumerate(sheet.lines(self.content_name), 1)]

    @property
    def content_name(self) -> str:
        """The name of the list in the content."""
        return list_name(self.model)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model._default_manager.none()

    def get_extra(self, request: HttpRequest, obj: ServiceItem | None = None, **kwargs: Any) -> int:
        return len(request.sheet.lines(self.content_name)) + SPARE

    def has_add_permission(self, request: HttpRequest, obj: ServiceItem | None = None) -> bool:
        return request.user.has_perm("catalog.add_draft")

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


class HandlingFormInline(ContentInline):
    model = HandlingForm
    form = HandlingFormForm
    fields = ["position", "name", "evidence"]


class ConditionInline(ContentInline):
    model = AcceptCondition
    fields = ["position", "text"]


class MaterialInline(ContentInline):
    model = Material
    fields = ["position", "name", "necessity", "origin", "medium", "originals", "copies", "note"]


class StepInline(ContentInline):
    model = Step
    fields = ["position", "name", "actor", "note"]


class LegalBasisInline(ContentInline):
    model = LegalBasis
    fields = ["position", "citation", "status", "text_version"]


class FeeInline(ContentInline):
    model = Fee
    fields = ["position", "name", "amount_fen", "basis", "as_of"]


class QuestionInline(ContentInline):
    model = Question
    fields = ["position", "question", "answer"]
