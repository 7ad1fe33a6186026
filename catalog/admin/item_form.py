"""The facts of an item itself, and when and why they change."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Draft, ServiceItem

from .checks import KindlyChecked
from .sheet import Sheet

CODE = re.compile(r"[A-Za-z0-9-]+")


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: str | None) -> list[str]:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class ChangeForm(forms.Form):
    """When a change takes effect and why: the part of a draft that is not content."""

    day = forms.DateField(
        label=_("In force from"),
        widget=AdminDateWidget,
        help_text=_("Somebody else approves it first. A day in the past is recorded as a correction."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=Draft._meta.get_field("reason").max_length, widget=AdminTextInputWidget
    )
    notice_no = forms.CharField(
        label=_("Notice number"),
        required=False,
        max_length=Draft._meta.get_field("notice_no").max_length,
        widget=AdminTextInputWidget,
    )

    @staticmethod
    def first_day():
        """Tomorrow: the second person has today to approve, and a change approved in time is not a correction."""
        return timezone.localdate() + timedelta(days=1)


class ItemForm(KindlyChecked, ChangeForm):
    """One item on a sheet. `sheet` and `refusal` are set on the class that the admin makes for a request."""

    sheet: Sheet
    refusal: ValidationError | None = None

    department = forms.ChoiceField(label=_("Department"))
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    aliases = LinesField(label=_("Other names people use"), required=False, help_text=_("One a line."))
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ServiceItem
        exclude = ["department", "themes", "retired_reason", "successor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", "---------"), *self.sheet.department_choices()]
        self.fields["themes"].choices = self.sheet.theme_choices()
        self.initial |= {
            "day": ChangeForm.first_day(),
            "based_on": self.sheet.based_on,
            **(self.sheet.content or {"evidence": ServiceItem.Evidence.STAFF}),
        }

    def clean_code(self) -> str:
        """A code that can stand in an address."""
        if not CODE.fullmatch(self.cleaned_data["code"]):
            raise ValidationError(_("A code has letters, digits and hyphens only."), "invalid")
        return self.cleaned_data["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        elif self.instance.pk and "day" in cleaned and "based_on" in cleaned:
            self._check_version(cleaned)
        return cleaned

    def _check_version(self, cleaned: dict[str, Any]) -> None:
        """What is drafted starts from the version that holds on its day, or it would undo another change unseen."""
        holds = self.instance.revisions.as_of(cleaned["day"]).first()
        if holds is None:
            self.add_error("day", _("The item was not on the list on that day."))
        elif holds.number != cleaned["based_on"]:
            message = _("On that day version %(holds)d holds; this page shows version %(shown)d. Open the other one.")
            self.add_error("day", message % {"holds": holds.number, "shown": cleaned["based_on"]})
