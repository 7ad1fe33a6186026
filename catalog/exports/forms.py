"""The parameters of the public download."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Department, Hall, Placement, ServiceItem

from .downloads import FORMATS
from .selection import Selection


class OpenItemsForm(forms.Form):
    """Which list, and in which format. Whatever is not known is refused, so that nobody takes the whole for a part."""

    as_of = forms.DateField(label=_("List of the day"), required=False, input_formats=["%Y-%m-%d"])
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[(name, name) for name in FORMATS])
    bom = forms.ChoiceField(label="BOM", required=False, choices=[("1", "1"), ("0", "0")])
    tier = forms.ChoiceField(label=_("Tier"), required=False, choices=ServiceItem.Tier)
    dept = forms.ModelChoiceField(
        label=_("Department"), required=False, queryset=Department.objects.all(), to_field_name="code"
    )
    kind = forms.ChoiceField(label=_("Kind of place"), required=False, choices=Placement.Kind)
    hall = forms.ModelChoiceField(label=_("Hall"), required=False, queryset=Hall.objects.all(), to_field_name="code")

    def clean_as_of(self) -> date:
        """Today if not given; a day to come has no list yet."""
        day = self.cleaned_data["as_of"] or timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_("The list of a day to come is not settled yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Every parameter is one of ours."""
        if unknown := sorted(set(self.data) - set(self.fields)):
            raise ValidationError(_("Unknown parameter: %(names)s."), params={"names": ", ".join(unknown)})
        return self.cleaned_data

    def selection(self) -> Selection:
        """The rows asked for. The form is valid."""
        asked = self.cleaned_data
        return Selection(
            day=asked["as_of"],
            tier=asked["tier"],
            department=asked["dept"].code if asked["dept"] else "",
            kind=asked["kind"],
            hall=asked["hall"].code if asked["hall"] else "",
        )
