"""Questions that decide who handles an item, each with its answers in fixed places below it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.contents import ANSWER_FIELDS, CIRCUMSTANCE_FIELDS, Content, plain
from catalog.models import Circumstance, CircumstanceAnswer, ServiceItem

from .lines import ContentInline, LineForm
from .sheet import Sheet


def slot(name: str, number: int) -> str:
    """The form field for one fact of the answer with that number."""
    return f"answer_{number}_{name}"


class CircumstanceForm(LineForm):
    """One question. `slots` is how many answers it may have; an answer without a label is not there."""

    slots = 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        labelled = [number for number in range(1, self.slots + 1) if cleaned.get(slot("label", number))]
        if len(labelled) < 2:
            self.add_error(slot("label", len(labelled) + 1), _("A question needs at least two answers."))
        for number in range(1, self.slots + 1):
            self._check_answer(number, cleaned)
        return cleaned

    def _check_answer(self, number: int, cleaned: dict[str, Any]) -> None:
        facts = {name: cleaned.get(slot(name, number)) for name in ANSWER_FIELDS}
        if not facts["label"]:
            if any(value not in (None, "") for value in facts.values()):
                self.add_error(slot("label", number), _("Give the answer in words."))
            return
        if not facts["level"]:
            self.add_error(slot("level", number), _("Say who handles the item under this answer."))
        low, high = facts["amount_from"], facts["amount_to"]
        if cleaned.get("kind") == Circumstance.Kind.YES_NO:
            if facts["yes"] is None or low is not None or high is not None:
                self.add_error(slot("yes", number), _("Say whether it stands for yes or for no, without amounts."))
        elif facts["yes"] is not None or (low is None and high is None):
            self.add_error(slot("amount_from", number), _("Give the range of the amount: from, below, or both."))
        elif low is not None and high is not None and high <= low:
            self.add_error(slot("amount_to", number), _("The end of the range has to be larger than its beginning."))

    def answers(self) -> list[tuple[int, Content]]:
        """The answers given, each with the number of its place."""
        return [
            (number, {name: plain(self.cleaned_data[slot(name, number)]) for name in ANSWER_FIELDS})
            for number in range(1, self.slots + 1)
            if self.cleaned_data[slot("label", number)]
        ]

    def content(self) -> Content:
        return {
            **{name: self.cleaned_data[name] for name in CIRCUMSTANCE_FIELDS},
            "answers": [answer for _number, answer in self.answers()],
        }


def form_with(slots: int) -> type[CircumstanceForm]:
    """A form with places for that many answers."""
    places = {
        slot(name, number): CircumstanceAnswer._meta.get_field(name).formfield(required=False)
        for number in range(1, slots + 1)
        for name in ANSWER_FIELDS
    }
    return type("CircumstanceForm", (CircumstanceForm,), {"slots": slots, **places})


class CircumstanceInline(ContentInline):
    model = Circumstance
    template = "admin/catalog/blocks.html"

    def get_formset(self, request: HttpRequest, obj: ServiceItem | None = None, **kwargs: Any) -> type:
        self.form = form_with(request.sheet.answer_slots)
        return super().get_formset(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: ServiceItem | None = None) -> list:
        question = ["position", "question", ("kind", "unit"), "explanation", "is_example", "source"]
        answers = {
            _("Answer %(number)d") % {"number": number}: [tuple(slot(name, number) for name in ANSWER_FIELDS)]
            for number in range(1, request.sheet.answer_slots + 1)
        }
        return [(None, {"fields": question}), *((title, {"fields": fields}) for title, fields in answers.items())]

    def initial(self, sheet: Sheet) -> list[Content]:
        return [
            {
                "position": number,
                **{name: line[name] for name in CIRCUMSTANCE_FIELDS},
                **{
                    slot(name, place): answer[name]
                    for place, answer in enumerate(line["answers"], 1)
                    for name in ANSWER_FIELDS
                },
            }
            for number, line in enumerate(sheet.lines("circumstances"), 1)
        ]
