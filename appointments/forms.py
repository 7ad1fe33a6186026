"""Which day and which time: what the steps to a booking ask before anybody signs in."""

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.forms import WrittenDateField

from . import moments
from .availability import Day

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
KEY_BYTES = 16


class NearDateField(WrittenDateField):
    """A day as people write it, also without its year: then the next such day is meant."""

    WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")

    def to_python(self, value: str | None) -> date | None:
        """The day, None for an empty text. Raises ValidationError."""
        text = unicodedata.normalize("NFKC", value or "").strip()
        if not (found := self.WITHOUT_YEAR.fullmatch(text)):
            return super().to_python(text.replace("号", "日"))
        month, day = map(int, found.groups())
        today = timezone.localdate()
        year = today.year + ((month, day) < (today.month, today.day))
        return super().to_python(f"{year}-{month:02}-{day:02}")


class DayForm(forms.Form):
    """A day that is typed. `days` are those that are shown, full ones too."""

    day = NearDateField(
        label=_("Or write the day"),
        input_formats=WrittenDateField.FORMATS,
        error_messages={
            "required": _("Write a day, for example 11-25."),
            "invalid": _("Write the day as month and day, for example 11-25, or as 2026-11-25."),
        },
    )

    def __init__(self, data: Mapping[str, str] | None, *, days: Sequence[Day]) -> None:
        super().__init__(data, label_suffix="")
        self.days = {each.day: each for each in days}

    def clean_day(self) -> date:
        """A day with times. Raises ValidationError that says why there is none."""
        day = self.cleaned_data["day"]
        known = self.days.get(day)
        if known and known.times:
            return day
        words = {"day": moments.day(day)}
        if known:
            raise forms.ValidationError(_("%(day)s is fully booked. Choose another day."), params=words)
        if day < timezone.localdate():
            raise forms.ValidationError(_("%(day)s is over. Choose a day from the list."), params=words)
        if self.days and day > max(self.days):
            raise forms.ValidationError(_("%(day)s cannot be booked yet: further days open one by one."), params=words)
        raise forms.ValidationError(_("The hall takes no bookings on %(day)s. Choose another day."), params=words)


class TimeForm(forms.Form):
    """A time of the day, as 09:30, and the key that makes a form that is sent twice one request.

    Any time is understood: whether it can be had is decided when the place is taken.
    """

    WRITTEN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

    time = forms.CharField(label=_("At what time?"), error_messages={"required": _("Choose a time.")})
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None, *, day: date) -> None:
        super().__init__(data, label_suffix="")
        self.day = day

    def clean_time(self) -> datetime:
        """The moment. Raises ValidationError."""
        found = self.WRITTEN.fullmatch(self.cleaned_data["time"])
        if not found:
            raise forms.ValidationError(_("Choose a time."), code="required")
        return timezone.make_aware(datetime.combine(self.day, time(*map(int, found.groups()))))

    def clean_key(self) -> str:
        """The key that was sent, or a new one where it is none."""
        key = self.cleaned_data["key"]
        return key if KEY.fullmatch(key) else new_key()


def new_key() -> str:
    """A key for a form that nobody has sent yet."""
    return secrets.token_urlsafe(KEY_BYTES)
