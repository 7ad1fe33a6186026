"""The two pages that remedy words which failed, beside the other pages of the words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import rankings, revisions, synonyms
from catalog.models import Draft, SearchLog, ServiceItem

from . import journal
from .item_form import ChangeForm
from .remedies import AliasRemedy, Remedy, SynonymRemedy, searched
from .retiring import to_draft

OFFERED = 10
"""Items offered to choose from: those that stand first today."""

Save = Callable[[HttpRequest, Any], HttpResponse]


class Remedying:
    """Another name for an item, or a synonym: tried out, shown before and after, then saved."""

    def get_urls(self) -> list:
        site = self.admin_site
        return [
            path("<int:pk>/alias/", site.admin_view(self.alias_view), name="catalog_searchlog_alias"),
            path("<int:pk>/synonym/", site.admin_view(self.synonym_view), name="catalog_searchlog_synonym"),
            *super().get_urls(),
        ]

    def rights(self, request: HttpRequest) -> dict[str, bool]:
        """Which of the two the user may do."""
        sees = self.has_view_permission(request)
        return {
            "may_alias": sees and request.user.has_perm("catalog.add_draft"),
            "may_synonym": sees and request.user.has_perm("catalog.add_synonym"),
        }

    def remedy_columns(self, request: HttpRequest) -> list[Callable[[SearchLog], SafeString]]:
        """The column with the ways to what the user may do, for those who may do anything."""
        rights = self.rights(request)
        ways = [
            ("admin:catalog_searchlog_alias", gettext("Add another name"), rights["may_alias"]),
            ("admin:catalog_searchlog_synonym", gettext("Add a synonym"), rights["may_synonym"]),
        ]

        @admin.display(description=_("remedy"))
        def remedy(row: SearchLog) -> SafeString:
            links = ((reverse(name, args=[row.pk]), label) for name, label, may in ways if may)
            return format_html_join(" ", '<a class="row-action" href="{}">{}</a>', links)

        return [remedy] if any(rights.values()) else []

    def alias_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another name for an item; what is sent becomes a draft."""
        if not self.rights(request)["may_alias"]:
            raise PermissionDenied
        page = {"title": gettext("Add another name"), "is_draft": True, "confirm": gettext("Save as a draft")}
        return self._remedy(request, pk, AliasRemedy, draft_alias, page)

    def synonym_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A synonym; what is sent is searched by at once."""
        if not self.rights(request)["may_synonym"]:
            raise PermissionDenied
        page = {"title": gettext("Add a synonym"), "is_draft": False, "confirm": gettext("Save the synonym")}
        return self._remedy(request, pk, SynonymRemedy, self._save_synonym, page)

    def _remedy(
        self, request: HttpRequest, pk: int, remedy: type[Remedy], save: Save, page: dict[str, Any]
    ) -> HttpResponse:
        """Nothing is saved that was not previewed exactly so."""
        row = self.get_object(request, str(pk))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        words, comparisons = searched(row.words), []
        form = remedy(request.POST or None, initial=_initial(words, request.GET.get("item", "")))
        if form.is_valid():
            if "_save" in request.POST and form.is_previewed:
                try:
                    return save(request, form)
                except ValidationError as refusal:
                    form.add_error(None, refusal)
            else:
                comparisons = form.compare(words)
        context = {
            **self.admin_site.each_context(request),
            **page,
            "subtitle": row.words,
            "opts": self.opts,
            "original": row,
            "words": words,
            "form": form,
            "comparisons": comparisons,
            "was_changed": bool(comparisons) and "_save" in request.POST,
            "wanted": ServiceItem.objects.filter(code=form.cleaned_data["item"]).first() if comparisons else None,
            "found_today": rankings.first(words, OFFERED),
            "open_drafts": _open_drafts(form) if page["is_draft"] and comparisons else [],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/catalog/remedy.html", context)

    @transaction.atomic
    def _save_synonym(self, request: HttpRequest, form: SynonymRemedy) -> HttpResponse:
        synonym = synonyms.save(form.save(commit=False), by=request.user)
        self.log_addition(request, synonym, [{"added": {}}])
        messages.success(request, _("The synonym is saved. Search knows it in a few seconds."))
        return redirect("admin:catalog_searchlog_changelist")


@transaction.atomic
def draft_alias(request: HttpRequest, form: AliasRemedy) -> HttpResponse:
    """The name waits for somebody else's decision. Raises what `revisions.draft` raises."""
    change = form.cleaned_data
    request.draft = revisions.draft(
        content=form.content,
        effective_from=change["day"],
        by=request.user,
        reason=change["reason"],
        notice_no=change["notice_no"],
        now=timezone.now(),
    )
    journal.drafted(request, request.draft)
    return to_draft(request)


def _initial(words: str, item: str) -> dict[str, Any]:
    """What the forms begin with; each takes what it has a field for."""
    return {
        "alias": words,
        "term": words,
        "weight": 1,
        "item": item,
        "day": ChangeForm.first_day(),
        "reason": gettext("People search for “%(words)s” and do not find it.") % {"words": words},
    }


def _open_drafts(form: forms.Form) -> Any:
    """Drafts of the same item: of two drafts from one version only one can be approved."""
    return Draft.objects.open().filter(item_code=form.cleaned_data["item"]).select_related("drafted_by")
