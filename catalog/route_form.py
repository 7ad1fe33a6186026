"""What somebody may tell of themselves to be sent to the right hall: where they live, where they are, in which hall."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from . import nearness, residence
from .models import Hall
from .nearness import Point, Standpoint
from .residence import Residence


class PositionField(forms.CharField):
    """Where a device is, as “latitude,longitude” in degrees; any other text stands for a device that did not tell."""

    WRITTEN = re.compile(r"-?[0-9]{1,2}(\.[0-9]{1,6})?,-?[0-9]{1,3}(\.[0-9]{1,6})?")

    def to_python(self, value: str | None) -> Point | None:
        """The point, None for an empty text. Raises ValidationError."""
        text = super().to_python(value)
        if not text:
            return None
        if self.WRITTEN.fullmatch(text):
            latitude, longitude = map(float, text.split(","))
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return Point(longitude, latitude)
        raise forms.ValidationError(
            _("Your browser did not tell where you are. Write your street or community instead; it does the same.")
        )


class RouteForm(forms.Form):
    """What somebody may tell of themselves, all of it optional: where they live, where they are, in which hall.

    `place` is typed, `area` is the code of a place that was picked and counts more.
    """

    place = forms.CharField(
        label=_("Your street, community or district"),
        required=False,
        max_length=residence.LONGEST,
        error_messages={"max_length": _("Write no more than %(limit_value)d characters: a street is enough.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "aria-describedby": "place-hint", "enterkeyhint": "search"}
        ),
    )
    area = forms.CharField(required=False)
    at = PositionField(required=False)
    hall = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__({name: data.get(name, "").replace("\0", "") for name in self.base_fields}, label_suffix="")
        self.residence: Residence | None = None
        self.choices: Sequence[Residence] = ()
        self.here: Hall | None = None
        self.full_clean()

    def clean_area(self) -> str:
        """The code of a place that is held. Raises ValidationError."""
        code = self.cleaned_data["area"]
        if code:
            self.residence = residence.by_code(code)
            if self.residence is None:
                raise forms.ValidationError(_("The place picked is not known. Write your street or community instead."))
        return code

    def clean_hall(self) -> str:
        """The code of a hall, closed ones too. Raises ValidationError."""
        code = self.cleaned_data["hall"]
        if code:
            self.here = Hall.objects.filter(code=code).select_related("district", "street").first()
            if self.here is None:
                raise forms.ValidationError(_("The hall you are at is not known. Pick it from the list."))
        return code

    def clean(self) -> None:
        """What was typed is looked up, unless a place was picked. Adds an error where it names no place."""
        typed = self.cleaned_data.get("place")
        if not typed or self.residence:
            return
        found = residence.look_up(typed)
        self.residence = found.only
        if self.residence is None:
            self.choices = found.matches
        if not found.matches:
            self.add_error(
                "place",
                forms.ValidationError(
                    _(
                        "“%(typed)s” is not the name of a district, street or community held here. Write the street, "
                        "for example 西乡街道, or pick your district from the list below."
                    ),
                    params={"typed": typed},
                ),
            )

    @property
    def point(self) -> Point | None:
        """Where the device is, if its reader told."""
        return self.cleaned_data.get("at")

    @property
    def standpoint(self) -> Standpoint:
        """Where the way starts: the device, else the middle of the district they live in, else the hall they are at."""
        home = self.residence
        point = self.point or (home and home.point) or (self.here and not home and nearness.of_hall(self.here)) or None
        if home is None:
            return Standpoint(point=point)
        return Standpoint(home.district.pk, home.street and home.street.pk, point)

    @property
    def kept(self) -> dict[str, str]:
        """What holds, as it stands in an address."""
        kept = {name: self.data[name].strip() for name in self.fields if name not in self.errors}
        return {name: text for name, text in kept.items() if text}
