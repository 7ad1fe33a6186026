"""Drafts: read old beside new, and decided by somebody other than their author."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalog import differences, revisions
from catalog.contents import is_retirement
from catalog.models import Draft, ServiceItem, Theme
from catalog.reconcile import guides

from . import journal
from .filters import DecisionFilter
from .reading import ReadOnly, content_before


class RejectForm(forms.Form):
    """Why a draft is not wanted, for its author to read."""

    reason = forms.CharField(label=_("Why it is rejected"), max_length=200, widget=forms.TextInput(attrs={"size": 60}))


@admin.register(Draft)
class DraftAdmin(ReadOnly, admin.ModelAdmin):
    change_form_template = "admin/catalog/draft.html"
    list_display = ["item_code", "item_name", "state", "effective_from", "drafted_by", "drafted_at", "reason"]
    list_filter = [DecisionFilter, "effective_from"]
    list_select_related = ["drafted_by"]
    search_fields = ["item_code", "reason", "notice_no"]
    list_per_page = 50

    @admin.display(description=_("name"))
    def item_name(self, draft: Draft) -> str:
        """The name the draft gives the item."""
        return draft.content.get("name", "")

    @admin.display(description=_("state"))
    def state(self, draft: Draft) -> str:
        """Waiting, approved or rejected."""
        return str(state_of(draft))

    def page(self, request: HttpRequest, draft: Draft) -> dict[str, Any]:
        names = differences.Names.read()
        before = content_before(draft.item_code, draft.based_on, draft.effective_from)
        may_decide = request.user.has_perm("catalog.approve_draft")
        is_own = draft.drafted_by_id == request.user.pk
        is_open = not (draft.approved_at or draft.rejected_at)
        return {
            "draft": draft,
            "item": ServiceItem.objects.filter(code=draft.item_code).first(),
            "state": state_of(draft),
            "differences": differences.compare(before, draft.content, names),
            "broken_rules": [] if is_retirement(draft.content) else list(guides.broken_rules(draft.content, themes())),
            "may_approve": is_open and may_decide and not is_own,
            "may_reject": is_open and (may_decide or is_own),
            "is_own": is_own,
            "is_open": is_open,
            "is_late": is_open and draft.effective_from < timezone.localdate(),
            "reject_form": RejectForm(),
        }

    def get_urls(self) -> list:
        site = self.admin_site
        return [
            path("<int:pk>/approve/", site.admin_view(self.approve_view), name="catalog_draft_approve"),
            path("<int:pk>/reject/", site.admin_view(self.reject_view), name="catalog_draft_reject"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft is a revision, or a sentence says why not."""
        if not request.user.has_perm("catalog.approve_draft"):
            raise PermissionDenied
        draft = get_object_or_404(Draft, pk=pk)
        try:
            with transaction.atomic():
                revision = revisions.approve(draft=draft, by=request.user, now=timezone.now())
                journal.decided(request, draft, gettext("approved"))
        except ValidationError as refusal:
            self.message_user(request, refusal.messages[0], messages.ERROR)
        except IntegrityError:  # Two drafts, each possible alone, such as two items with one handling code.
            self.message_user(request, _("Together with what is held now this draft is not possible."), messages.ERROR)
        else:
            message = _("Approved. It takes effect on %(day)s.")
            self.message_user(request, message % {"day": date_format(revision.effective_from)}, messages.SUCCESS)
        return redirect("admin:catalog_draft_change", pk)

    @method_decorator(require_POST)
    def reject_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft is closed with a reason. Its author may withdraw it the same way."""
        draft = get_object_or_404(Draft, pk=pk)
        if not (request.user.has_perm("catalog.approve_draft") or draft.drafted_by_id == request.user.pk):
            raise PermissionDenied
        form = RejectForm(request.POST)
        if not form.is_valid():
            self.message_user(request, _("Say why it is rejected."), messages.ERROR)
            return redirect("admin:catalog_draft_change", pk)
        try:
            with transaction.atomic():
                revisions.reject(draft=draft, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
                journal.decided(request, draft, gettext("rejected"))
        except ValidationError as refusal:
            self.message_user(request, refusal.messages[0], messages.ERROR)
        return redirect("admin:catalog_draft_change", pk)


def themes() -> dict[str, Theme]:
    """Every theme by slug, as the rules of guides ask for them."""
    return {theme.slug: theme for theme in Theme.objects.all()}


def state_of(draft: Draft) -> str:
    """Waiting, approved or rejected."""
    if draft.approved_at:
        return _("approved")
    return _("rejected") if draft.rejected_at else _("waiting")
