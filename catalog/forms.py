"""What the pages of the catalogue ask."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from . import amounts
from .models import Circumstance, CircumstanceAnswer
from .routing import UNSURE, answer_for


@dataclass(frozen=True)
class Question:
    """One question as it stands on a page: the field for a typed amount, if it asks for one, and the choices."""

    circumstance: Circumstance
    amount: forms.BoundField | None
    choice: forms.BoundField

    @property
    def errors(self) -> list[str]:
        """What is wrong with either."""
        return [*(self.amount.errors if self.amount else ()), *self.choice.errors]


class CircumstanceForm(forms.Form):
    """The questions of one item as ?c1=…, each with its answers and “not sure”. Unbound until one is answered.

    A question for an amount may be answered with the amount itself as ?a1=…, which counts more than a choice.
    """

    def __init__(self, data: Mapping[str, str], *, answers: Sequence[CircumstanceAnswer]) -> None:
        self.questions = {
            circumstance: list(group) for circumstance, group in groupby(answers, lambda answer: answer.circumstance)
        }
        asked = any(key in data for circumstance in self.questions for key in self.keys(circumstance))
        super().__init__(data if asked else None, label_suffix="")
        for circumstance, possible in self.questions.items():
            choice, amount = self.keys(circumstance)
            if circumstance.kind == Circumstance.Kind.AMOUNT:
                self.fields[amount] = AmountField(circumstance)
            self.fields[choice] = forms.ChoiceField(
                label=circumstance.question,
                help_text=circumstance.explanation,
                choices=[(str(answer.position), answer.label) for answer in possible] + [(UNSURE, _("Not sure"))],
                widget=forms.RadioSelect,
                required=not self.data.get(amount, "").strip(),
                error_messages={
                    "required": _("Write the amount or choose an answer.")
                    if amount in self.fields
                    else _("Choose an answer."),
                    "invalid_choice": _("Choose one of the answers listed."),
                },
            )

    @staticmethod
    def keys(circumstance: Circumstance) -> tuple[str, str]:
        """The names of the question in the address: of its choice, and of its amount."""
        return f"c{circumstance.position}", f"a{circumstance.position}"

    @property
    def asked(self) -> list[Question]:
        """The questions in their order, with their fields."""
        return [
            Question(circumstance, self[amount] if amount in self.fields else None, self[choice])
            for circumstance in self.questions
            for choice, amount in [self.keys(circumstance)]
        ]

    @property
    def is_example(self) -> bool:
        """Whether any question is an example that decides nothing for real."""
        return any(circumstance.is_example for circumstance in self.questions)

    @property
    def is_open(self) -> bool:
        """Whether there is a question that is not answered yet."""
        return bool(self.fields) and not self.is_valid()

    @property
    def kept(self) -> dict[str, str]:
        """The answers as they stand in an address; empty unless all are given."""
        if not self.is_valid():
            return {}
        return {name: text for name in self.fields if (text := self.data.get(name, "").strip())}

    @property
    def query(self) -> str:
        """The same as the part of an address behind its question mark."""
        return urlencode(self.kept)

    @property
    def given(self) -> list[str]:
        """The answers in words; empty unless all are given."""
        return [self._in_words(circumstance) for circumstance in self.questions] if self.is_valid() else []

    def _in_words(self, circumstance: Circumstance) -> str:
        choice, amount = self.keys(circumstance)
        typed = self.cleaned_data.get(amount)
        if typed is None:
            return str(dict(self.fields[choice].choices)[self.cleaned_data[choice]])
        answer = self._answer(circumstance)
        written = f"{typed.normalize():,f}{circumstance.unit}"
        return f"{written}（{answer.label}）" if answer else written

    def chosen(self) -> dict[int, CircumstanceAnswer | None]:
        """The answer to each question, None for “not sure”; empty as long as the form is not answered in full."""
        if not self.is_valid():
            return {}
        return {circumstance.position: self._answer(circumstance) for circumstance in self.questions}

    def _answer(self, circumstance: Circumstance) -> CircumstanceAnswer | None:
        possible = self.questions[circumstance]
        choice, amount = self.keys(circumstance)
        typed = self.cleaned_data.get(amount)
        if typed is not None:
            return answer_for(typed, possible)
        return next((each for each in possible if str(each.position) == self.cleaned_data[choice]), None)


class AmountField(forms.CharField):
    """An amount as people type it, in the unit of its question."""

    def __init__(self, circumstance: Circumstance) -> None:
        self.unit = circumstance.unit
        super().__init__(
            label=_("Amount"),
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "maxlength": amounts.LONGEST}),
        )

    def to_python(self, value: str | None) -> Decimal | None:
        """The amount, None for an empty text. Raises ValidationError."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return amounts.read(text, self.unit)
        except amounts.NotAnAmount:
            raise forms.ValidationError(
                _("Write one amount in figures, for example 1200 or 1,200万. The unit is %(unit)s."),
                params={"unit": self.unit},
            ) from None


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
