"""Closures: previewed, confirmed by typing how many visits they cancel, withdrawn; and what citizens answered."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appointments import closures, moments
from appointments.models import Closure, Displacement
from appointments.refusals import Refusal
from catalog.admin.reading import ReadOnly

from .closing import ClosingForm
from .decisions import Deciding

SHOWN = 200
"""Visits listed on a page. A whole hall's day has more, and their number stands above."""


@admin.register(Closure)
class ClosureAdmin(Deciding, ReadOnly, admin.ModelAdmin):
    """Added and withdrawn, never edited: citizens were told what a closure says."""

    add_form_template = "admin/appointments/close.html"
    change_form_template = "admin/appointments/closure.html"
    list_display = ["place", "stretch", "reason", "displaced", "chosen", "declined", "unanswered", "withdrawn_at"]
    list_filter = ["starts_at"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Closure]:
        found = super().get_queryset(request).with_answers()
        return found.select_related("hall", "line__hall", "line__counter_group", "made_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")

    @admin.display(description=_("closed"))
    def place(self, closure: Closure) -> str:
        """The line or the whole hall."""
        return str(closure.line or closure.hall)

    @admin.display(description=_("from – to"), ordering="starts_at")
    def stretch(self, closure: Closure) -> str:
        """From when until when."""
        return moments.span(closure.starts_at, closure.ends_at)

    @admin.display(description=_("visits cancelled"))
    def displaced(self, closure: Closure) -> int:
        return closure.displaced

    @admin.display(description=_("new time chosen"))
    def chosen(self, closure: Closure) -> int:
        return closure.chosen

    @admin.display(description=_("none needed"))
    def declined(self, closure: Closure) -> int:
        return closure.declined

    @admin.display(description=_("no answer"))
    def unanswered(self, closure: Closure) -> int:
        return closure.displaced - closure.chosen - closure.declined

    def page(self, request: HttpRequest, closure: Closure) -> dict[str, Any]:
        rows = closure.displacements.select_related("booking", "new_booking")
        return {
            "closure": closure,
            "place": self.place(closure),
            "stretch": self.stretch(closure),
            "unanswered": self.unanswered(closure),
            "rows": [(each.booking, moments.in_words(each.booking.starts_at), answer(each)) for each in rows[:SHOWN]],
            "shown": SHOWN,
            "may_withdraw": closure.withdrawn_at is None and self.may(request, "change"),
        }

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """What would be closed, what that would do, and only then the closing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, preview = ClosingForm(request.POST or None), None
        if form.is_valid():
            preview = closures.preview(**form.stretch)
            if "_close" in request.POST and form.is_confirmed(preview):
                try:
                    return self._close(request, form)
                except Refusal as refusal:
                    form.add_error(None, refusal)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Close a hall"),
            "original": gettext("Close a hall"),
            "opts": self.opts,
            "form": form,
            "preview": preview,
            "visits": [(each, moments.in_words(each.starts_at)) for each in preview.bookings[:SHOWN]]
            if preview
            else [],
            "shown": SHOWN,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, self.add_form_template, context)

    def _close(self, request: HttpRequest, form: ClosingForm) -> HttpResponse:
        reason, now = form.cleaned_data["reason"], timezone.now()
        closure = closures.close(**form.stretch, reason=reason, by=request.user, now=now)
        count = closure.displacements.count()
        said = ngettext(
            "Closed. %(count)s visit was cancelled, and its citizen is told.",
            "Closed. %(count)s visits were cancelled, and their citizens are told.",
            count,
        ) % {"count": count}
        self.log_addition(request, closure, said)
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:appointments_closure_change", closure.pk)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:pk>/withdraw/", view, name="appointments_closure_withdraw"), *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Its slots can be booked again; visits that were cancelled stay so."""
        return self.decide(
            request,
            pk,
            lambda closure, _fields: closures.withdraw(closure=closure, now=timezone.now()),
            said=gettext("Withdrawn. The times can be booked again."),
        )


def answer(displacement: Displacement) -> str:
    """What the citizen answered, in words."""
    if displacement.new_booking:
        return gettext("new time: %(when)s") % {"when": moments.in_words(displacement.new_booking.starts_at)}
    return gettext("needs none") if displacement.declined_at else gettext("no answer yet")
