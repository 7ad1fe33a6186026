"""What the database would refuse, said kindly before it has to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "item_sharing_only_and_always_on_b": ("sharing", _("Say how it is shared if, and only if, it is tier B.")),
    "municipal_list_holds_only_a_and_b": ("tier", _("The municipal list holds only tier A and B.")),
    "item_statutory_days_have_a_unit": ("statutory_unit", _("Give a time and its unit together, or neither.")),
    "item_promise_days_have_a_unit": ("promise_unit", _("Give a time and its unit together, or neither.")),
    "amount_question_has_a_unit": ("unit", _("An amount needs a unit; yes or no has none.")),
    "placement_has_a_hall_or_a_class": ("hall", _("Choose either a hall or a class of halls.")),
    "placement_kind_fits_its_place": (
        "kind",
        _(
            "A municipal or branch placement names a hall; a district placement a hall or any district hall; "
            "what is kept at the department is handled at its office."
        ),
    ),
    "placement_counter_needs_a_hall": ("counter_group", _("A counter group belongs to a hall: choose the hall.")),
    "placement_ends_after_start": ("valid_to", _("The end has to be later than the beginning.")),
}


class KindlyChecked(forms.ModelForm):
    """A form whose instance is only looked at, never saved: its check constraints hold, in words.

    `looked_up` are the columns that the form fills in itself, from codes.
    """

    looked_up: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:  # What could not be read cannot be looked at.
            construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            self._say_refusals()
        return cleaned

    def _say_refusals(self) -> None:
        """A constraint that has no words here is left to Django's own."""
        exclude = self._get_validation_exclusions() - self.looked_up
        for constraint in self._meta.model._meta.constraints:
            if constraint.name not in REFUSALS:
                continue
            try:
                constraint.validate(self._meta.model, self.instance, exclude=exclude)
            except ValidationError:
                self.add_error(*REFUSALS[constraint.name])
