"""What the pages of the catalogue ask."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Circumstance, CircumstanceAnswer
from .routing import UNSURE


class CircumstanceForm(forms.Form):
    """The questions of one item as ?c1=…, each with its answers and “not sure”. Unbound until one is answered."""

    def __init__(self, data: dict[str, str], *, answers: Sequence[CircumstanceAnswer]) -> None:
        self.questions = {
            circumstance: list(group) for circumstance, group in groupby(answers, lambda answer: answer.circumstance)
        }
        asked = any(self.key(circumstance) in data for circumstance in self.questions)
        super().__init__(data if asked else None, label_suffix="")
        for circumstance, possible in self.questions.items():
            self.fields[self.key(circumstance)] = forms.ChoiceField(
                label=circumstance.question,
                help_text=circumstance.explanation,
                choices=[(str(answer.position), answer.label) for answer in possible] + [(UNSURE, _("Not sure"))],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": _("Choose one of the answers listed."),
                },
            )

    @staticmethod
    def key(circumstance: Circumstance) -> str:
        """The name of the question in the address."""
        return f"c{circumstance.position}"

    @property
    def is_example(self) -> bool:
        """Whether any question is an example that decides nothing for real."""
        return any(circumstance.is_example for circumstance in self.questions)

    @property
    def query(self) -> str:
        """The answers as they stand in an address; empty unless all are given."""
        return urlencode(self.cleaned_data) if self.is_valid() else ""

    @property
    def given(self) -> list[str]:
        """The answers in words; empty unless all are given."""
        if not self.is_valid():
            return []
        return [str(dict(field.choices)[self.cleaned_data[name]]) for name, field in self.fields.items()]

    def chosen(self) -> dict[int, CircumstanceAnswer | None]:
        """The answer to each question, None for “not sure”; empty as long as the form is not answered in full."""
        if not self.is_valid():
            return {}
        return {
            circumstance.position: next(
                (answer for answer in possible if str(answer.position) == self.cleaned_data[self.key(circumstance)]),
                None,
            )
            for circumstance, possible in self.questions.items()
        }


class WrittenDateField(forms.DateField):
    """A day as people write it by hand, also in the full-width figures of a Chinese keyboard."""

    FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]

    def to_python(self, value: str | None) -> date | None:
        """The day, None for an empty text. Raises ValidationError."""
        return super().to_python(unicodedata.normalize("NFKC", value or ""))


class AsOfForm(forms.Form):
    """The day a list is looked at; none is today."""

    as_of = WrittenDateField(
        label=_("Day"),
        label_suffix="",
        required=False,
        input_formats=WrittenDateField.FORMATS,
        widget=forms.TextInput(attrs={"aria-describedby": "as-of-hint", "maxlength": 20, "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day as year-month-day, for example 2017-11-06.")},
    )
