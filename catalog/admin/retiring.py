"""Taking an item off the list: a draft like any other change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import contents, revisions
from catalog.models import Draft, ServiceItem

from . import journal
from .item_form import ChangeForm


class RetireForm(ChangeForm):
    """When and why an item leaves the list, and what takes its place."""

    successor = forms.CharField(
        label=_("Code of the successor item"), required=False, help_text=_("Only if another item takes its place.")
    )

    def clean_successor(self) -> str:
        """The code of an item on the list, or nothing."""
        code = self.cleaned_data["successor"]
        if code and not ServiceItem.objects.in_force().filter(code=code).exists():
            raise ValidationError(_("No item on the list has this code."), "unknown")
        return code


@transaction.atomic
def draft(request: HttpRequest, item: ServiceItem, change: dict[str, Any]) -> Draft:
    """The retirement waits for somebody else's decision. Raises what `revisions.draft` raises."""
    content = contents.retirement(item.code, reason=change["reason"], successor=change["successor"])
    written = revisions.draft(
        content=content,
        effective_from=change["day"],
        by=request.user,
        reason=change["reason"],
        notice_no=change["notice_no"],
        now=timezone.now(),
    )
    journal.drafted(request, written)
    return written


def to_draft(request: HttpRequest) -> HttpResponse:
    """On to the page of the draft just written."""
    messages.success(request, _("The draft is written. Somebody else has to approve it."))
    return redirect("admin:catalog_draft_change", request.draft.pk)


class Retiring:
    """The page on which an item is taken off the list, beside the other pages of the item."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.retire_view)
        return [path("<path:object_id>/retire/", view, name="catalog_serviceitem_retire"), *super().get_urls()]

    def retire_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask when and why; what is sent becomes a draft."""
        if not request.user.has_perm("catalog.add_draft"):
            raise PermissionDenied
        item = self.get_object(request, unquote(object_id))
        if item is None or item.retired_on:
            raise Http404
        form = RetireForm(request.POST or None, initial={"day": ChangeForm.first_day()})
        if form.is_valid():
            try:
                request.draft = draft(request, item, form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                return to_draft(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take the item off the list"),
            "subtitle": str(item),
            "opts": self.opts,
            "original": item,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/catalog/retire.html", context)
