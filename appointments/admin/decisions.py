"""What staff decide about one row with a button and a few words: asked by POST, refused in a sentence, and logged."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect

from appointments.patience import patiently
from appointments.refusals import Refusal


class Deciding:
    """A row that is read in the admin and changed by decisions only."""

    def may(self, request: HttpRequest, act: str) -> bool:
        """Whether the user has that right to rows of this table."""
        return request.user.has_perm(f"{self.opts.app_label}.{act}_{self.opts.model_name}")

    def decide(
        self,
        request: HttpRequest,
        pk: int,
        change: Callable[[Any, dict[str, Any]], Any],
        *,
        form: forms.Form | None = None,
        said: str,
    ) -> HttpResponse:
        """The change is made and logged as `said`, or a sentence says why not; then the page of the row again."""
        if not self.may(request, "change"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if form is not None and not form.is_valid():
            self.message_user(
                request, " ".join(error for several in form.errors.values() for error in several), messages.ERROR
            )
        else:
            self._change(request, row, change, form.cleaned_data if form else {}, said)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)

    def _change(self, request: HttpRequest, row: Model, change: Callable, fields: dict[str, Any], said: str) -> None:
        @patiently
        def change_and_log() -> None:
            change(row, fields)
            self.log_change(request, row, said)

        try:
            change_and_log()
        except Refusal as refusal:
            self.message_user(request, refusal.text, messages.ERROR)
        else:
            self.message_user(request, said, messages.SUCCESS)
