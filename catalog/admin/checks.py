"""What the database would refuse, said kindly before it has to."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
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

    def validate_unique(self) -> None:
        """A line of a draft stands beside the row it replaces, so rows of today are no hindrance."""

    def validate_constraints(self) -> None:
        if self.errors:  # What could not be read cannot be looked at.
            return
        exclude = self._get_validation_exclusions() - self.looked_up
        for constraint in self._meta.model._meta.constraints:
            if not isinstance(constraint, CheckConstraint):
                continue
            try:
                constraint.validate(self._meta.model, self.instance, exclude=exclude)
            except ValidationError as plain:
                field, message = REFUSALS.get(constraint.name, (None, plain))
                self.add_error(field if field in self.fields else None, message)
