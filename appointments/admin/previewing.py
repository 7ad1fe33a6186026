"""A change of hours or lines is shown with what it does to places and visits before it is saved."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appointments import effects, moments
from appointments.effects import Effect, Outcome
from appointments.models import Displacement, Line
from appointments.refusals import Busy

from .guarded import SHOWN, version

LISTED = 200
"""Visits listed on a page; their number stands above."""

CONFIRMED = "_confirmed"

NOT_YET = _(
    "This is saved, but many people are booking and the times could not be changed yet. Save once more: what it does "
    "is shown again. Otherwise the times follow within an hour, and visits outside stay valid."
)


class VisitsForm(forms.Form):
    """What becomes of the visits that fall outside."""

    KEEP, DISPLACE = "keep", "displace"

    visits = forms.ChoiceField(
        label=_("What is to become of these visits?"),
        choices=[
            (KEEP, _("Keep them: they stay valid, and nothing more can be booked at these times.")),
            (DISPLACE, _("Offer new times: each is cancelled, and its citizen is told once, with three new times.")),
        ],
        widget=forms.RadioSelect,
    )
    visits_reason = forms.CharField(
        label=_("Reason, as citizens read it"),
        max_length=Displacement._meta.get_field("reason").max_length,
        required=False,
        widget=forms.TextInput(attrs={"size": 40}),
        help_text=_("Needed if new times are offered. A few words without a full stop."),
    )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for new times without a reason."""
        fields = super().clean()
        if fields.get("visits") == self.DISPLACE and not fields.get("visits_reason"):
            self.add_error("visits_reason", ValidationError(gettext("Say why, as citizens will read it."), "required"))
        return fields

    @property
    def reason(self) -> str:
        """Why the visits are displaced; empty where they are kept."""
        return self.cleaned_data["visits_reason"] if self.cleaned_data["visits"] == self.DISPLACE else ""


class Previewing:
    """An admin whose rows decide which slots there are: `lines_of` says of which lines."""

    effect_template = "admin/appointments/effect.html"

    def lines_of(self, row: Any) -> Sequence[Line]:
        """The lines whose slots the row decides."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        request.changed_lines = list(self.lines_of(obj))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        request.changed_lines = list(self.lines_of(obj))
        super().delete_model(request, obj)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """As ever; where the change does something to places or visits that is shown first."""
        if request.method == "POST" and (page := self._before_saving(request, object_id)):
            return page
        response = super().changeform_view(request, object_id, form_url, extra_context)
        self._carry_out(request)
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """As ever; where deleting does something to places or visits that is shown first."""
        if page := self._before_deleting(request, object_id):
            return page
        response = super().delete_view(request, object_id, extra_context)
        self._carry_out(request)
        return response

    def _before_saving(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The page that asks, unless there is nothing to ask: the form has errors, nothing happens, or it was asked."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and row is None:
            return None
        name = str(row) if row else gettext("new")
        may = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row) if may else None
        if form is None or not form.is_valid():
            return None

        def change() -> Sequence[Line]:
            changed = form.save(commit=False)
            changed.save()
            return self.lines_of(changed)

        return self._asked(request, effects.foresee(change, timezone.now()), name, request.POST)

    def _before_deleting(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_delete_permission(request, row):
            return None
        name, shown = str(row), version(row)

        def change() -> Sequence[Line]:
            lines = list(self.lines_of(row))
            row.delete()
            return lines

        try:
            effect = effects.foresee(change, timezone.now())
        except ProtectedError:  # The page of the admin says what holds on to it.
            return None
        is_same = request.POST.get(SHOWN) == shown
        if request.method == "POST" and not is_same:
            self.message_user(request, gettext("Somebody else has changed this meanwhile. Look again."), messages.ERROR)
        return self._asked(request, effect, name, {"post": "yes", SHOWN: shown}, is_seen=is_same)

    def _asked(
        self, request: HttpRequest, effect: Effect, name: str, fields: Any, *, is_seen: bool = True
    ) -> HttpResponse | None:
        """The page with the effect; None where there is none, or it was seen and what it asked is answered."""
        is_confirmed = is_seen and CONFIRMED in request.POST
        form = VisitsForm(request.POST if is_confirmed else None)
        if not effect or (is_confirmed and (not effect.visits or form.is_valid())):
            request.reason = form.reason if form.is_bound and form.is_valid() else ""
            return None
        own = {"csrfmiddlewaretoken", CONFIRMED, *form.fields}
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What this change does"),
            "subtitle": name,
            "original": name,
            "opts": self.opts,
            "effect": effect,
            "form": form,
            "visits": [(moments.span(each.starts_at, each.ends_at), each) for each in effect.visits[:LISTED]],
            "listed": LISTED,
            "hidden": [(name, value) for name in fields if name not in own for value in _values(fields, name)],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, self.effect_template, context)

    def _carry_out(self, request: HttpRequest) -> None:
        """The slots follow what was saved, and the visits what was decided; or a sentence says to save again."""
        lines = getattr(request, "changed_lines", None)
        if not lines:
            return
        try:
            outcome = effects.carry_out(lines=lines, now=timezone.now(), reason=getattr(request, "reason", ""))
        except Busy:
            self.message_user(request, NOT_YET, messages.ERROR)
            return
        for sentence in _told(outcome):
            self.message_user(request, sentence, messages.SUCCESS)


def _values(fields: Any, name: str) -> list[str]:
    return fields.getlist(name) if hasattr(fields, "getlist") else [fields[name]]


def _told(outcome: Outcome) -> list[str]:
    told = []
    if outcome.displaced:
        sentence = ngettext(
            "%(count)s visit was cancelled, and its citizen is offered new times.",
            "%(count)s visits were cancelled, and their citizens are offered new times.",
            outcome.displaced,
        )
        told.append(sentence % {"count": outcome.displaced})
    if outcome.kept:
        sentence = ngettext(
            "%(count)s visit outside stays valid.", "%(count)s visits outside stay valid.", outcome.kept
        )
        told.append(sentence % {"count": outcome.kept})
    return told
