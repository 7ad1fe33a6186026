"""The form that closes a hall: nothing is closed whose consequences were not seen exactly so."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments import references
from appointments.closures import Preview
from appointments.models import Closure, Line

MINUTES = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    """A day and a time of day, as browsers offer to choose them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MINUTES)


class ClosingForm(forms.Form):
    """What is closed, from when until when, and why; then the number of visits that it cancels, typed."""

    where = forms.ChoiceField(label=gettext_lazy("What is closed"))
    starts_at = forms.DateTimeField(label=gettext_lazy("Closed from"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=gettext_lazy("Closed until"), widget=MomentInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason, as citizens read it"),
        max_length=Closure._meta.get_field("reason").max_length,
        widget=forms.TextInput(attrs={"size": 40}),
        help_text=gettext_lazy("A few words without a full stop, such as: typhoon."),
    )
    cancelled = forms.IntegerField(required=False, min_value=0)
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(Line.objects.select_related("hall", "counter_group").order_by("hall", "pk"))
        self.fields["where"].choices = self._places()

    def _places(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every hall as a whole, and each of its lines."""
        halls = {line.hall.code: line.hall for line in self.lines}
        return [
            (
                hall.name,
                [(f"hall:{code}", _("the whole hall"))]
                + [
                    (f"line:{each.code}", _("only: %(line)s") % {"line": each})
                    for each in self.lines
                    if each.hall == hall
                ],
            )
            for code, hall in halls.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a stretch that ends before it begins."""
        fields = super().clean()
        if fields.get("starts_at") and fields.get("ends_at") and fields["ends_at"] <= fields["starts_at"]:
            self.add_error("ends_at", ValidationError(_("This has to be later than the beginning."), "order"))
        return fields

    @property
    def stretch(self) -> dict[str, Any]:
        """What is closed, as `closures` asks for it."""
        kind, code = self.cleaned_data["where"].split(":", 1)
        line = next(each for each in self.lines if code == (each.code if kind == "line" else each.hall.code))
        return {
            "hall": line.hall,
            "line": line if kind == "line" else None,
            "starts_at": self.cleaned_data["starts_at"],
            "ends_at": self.cleaned_data["ends_at"],
        }

    @property
    def fingerprint(self) -> str:
        """What was asked, so that nothing else is confirmed."""
        return references.fingerprint(
            [str(self.cleaned_data[name]) for name in ("where", "starts_at", "ends_at", "reason")]
        )

    def is_confirmed(self, preview: Preview) -> bool:
        """Whether this very closure was seen and its number of visits typed; else the form says what is wrong."""
        count, typed = len(preview.bookings), self.cleaned_data["cancelled"]
        if self.cleaned_data["previewed"] != self.fingerprint:
            self.add_error(None, _("You changed something since the preview. Look at it again, then close."))
        elif typed != count:
            sentence = ngettext(
                "To close, type %(count)s: that is how many visits will be cancelled.",
                "To close, type %(count)s: that is how many visits will be cancelled.",
                count,
            )
            self.add_error("cancelled", sentence % {"count": count})
        return not self.errors
