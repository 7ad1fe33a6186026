"""Two members of staff on one row: the second is told what the first has saved, and overwrites nothing unseen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appointments import references
from appointments.refusals import ChangedMeanwhile

SHOWN = "shown"


def version(row: Model) -> str:
    """What the row says, in short; the same again while nobody changes it."""
    return references.fingerprint([str(getattr(row, field.attname)) for field in row._meta.concrete_fields])


class GuardedForm(forms.ModelForm):
    """A form that remembers what it was filled in from."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version(self.instance) if self.instance.pk else ""
        self.initial[SHOWN] = self.version

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the row was changed since it was shown; sent again it is meant so."""
        cleaned = super().clean()
        if self.instance.pk and cleaned.get(SHOWN) != self.version:
            self.data = self.data.copy()
            self.data[self.add_prefix(SHOWN)] = self.version
            raise ValidationError(ChangedMeanwhile.sentence, ChangedMeanwhile.code, {"now": self.says(self.instance)})
        return cleaned

    def says(self, row: Model) -> str:
        """What somebody else has saved, in words."""
        names = [name for name in self.fields if name in {field.name for field in row._meta.concrete_fields}]
        found = ((row._meta.get_field(name), _display(row, name)) for name in names)
        return _("; ").join(f"{field.verbose_name} {value}" for field, value in found if value)


class Guarded:
    """An admin whose rows are saved as they were shown, or not at all."""

    form = GuardedForm

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """With what the row was filled in from, for whoever may change it."""
        may = obj is not None and self.has_change_permission(request, obj)
        return [*self.fields, *([SHOWN] if may else [])]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """As ever; what somebody else saved at the same moment is told in a sentence, on the page as it is now."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ChangedMeanwhile as refusal:
            self.message_user(request, refusal.text, messages.ERROR)
            return redirect(request.path)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Model, form: GuardedForm, change: bool) -> None:
        """Raises ChangedMeanwhile for what somebody else saved since the form was read."""
        if change:
            held = type(obj).objects.select_for_update(of=("self",), no_key=True).get(pk=obj.pk)
            if version(held) != form.version:
                raise ChangedMeanwhile(now=form.says(held))
        super().save_model(request, obj, form, change)


def _display(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)
