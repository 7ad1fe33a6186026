"""Objections to missed visits: those that wait come first."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments import moments, objections
from appointments.models import Objection
from catalog.admin.reading import ReadOnly

from . import masked
from .decisions import Deciding


class DecisionForm(forms.Form):
    """Whether the visit still counts, and what the citizen is told."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("waive", _("The visit does not count")), ("stand", _("The visit counts"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    answer = forms.CharField(
        label=_("Answer to the citizen"),
        max_length=200,
        widget=forms.TextInput(attrs={"size": 60}),
        error_messages={"required": _("Write an answer for the citizen.")},
    )


@admin.register(Objection)
class ObjectionAdmin(Deciding, ReadOnly, admin.ModelAdmin):
    """Read, and decided once with an answer."""

    change_form_template = "admin/appointments/objection.html"
    list_display = ["booking", "visit", "hall", "made_at", "decided_at", "outcome"]
    list_filter = [("decided_at", admin.EmptyFieldListFilter)]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        found = (
            super()
            .get_queryset(request)
            .select_related("booking__line__hall", "booking__applicant", "booking__agent", "decided_by")
        )
        return found.order_by(F("decided_at").desc(nulls_first=True), "made_at")

    def get_ordering(self, request: HttpRequest) -> list:
        return [F("decided_at").desc(nulls_first=True), "made_at"]

    @admin.display(description=_("visit"))
    def visit(self, objection: Objection) -> str:
        """When it was."""
        return moments.in_words(objection.booking.starts_at)

    @admin.display(description=_("hall"))
    def hall(self, objection: Objection) -> str:
        """Where it was."""
        return objection.booking.line.hall.short_name

    @admin.display(description=_("decision"))
    def outcome(self, objection: Objection) -> str:
        """What was decided."""
        if objection.decided_at is None:
            return str(_("not decided yet"))
        return str(_("does not count") if objection.booking.waived_at else _("counts"))

    def page(self, request: HttpRequest, objection: Objection) -> dict[str, Any]:
        booking = objection.booking
        return {
            "objection": objection,
            "booking": booking,
            "when": moments.span(booking.starts_at, booking.ends_at),
            "applicant": masked.applicant(booking),
            "agent": masked.agent(booking),
            "outcome": self.outcome(objection),
            "form": DecisionForm(),
            "may_decide": objection.decided_at is None and self.may(request, "change"),
        }

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", view, name="appointments_objection_decide"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The objection is decided; waived, the visit counts no more at once."""

        def decide(objection: Objection, fields: dict[str, Any]) -> None:
            objections.decide(
                objection=objection,
                by=request.user,
                waive=fields["outcome"] == "waive",
                answer=fields["answer"],
                now=timezone.now(),
            )

        return self.decide(request, pk, decide, form=DecisionForm(request.POST), said=gettext("Decided."))
