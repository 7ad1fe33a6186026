"""Words of the citizens, and what they stand for: changed directly, and searched by at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import synonyms
from catalog.models import Synonym

from .direct import Direct
from .item_form import LinesField
from .searching import holding


class SynonymForm(forms.ModelForm):
    """A term and what it stands for, in the spelling that search compares."""

    expansions = LinesField(
        label=_("Stands for"),
        help_text=_("Words of the list of items, one a line; for instance the name of a department."),
    )

    class Meta:
        model = Synonym
        fields = ["term", "expansions", "weight", "note"]
        help_texts = {
            "term": _("What people type. Best for nicknames of departments, short forms and old names."),
            "weight": _("From 0.1 to 1: how sure it is that people mean this and not the words themselves."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"term", "expansions"} <= cleaned.keys():
            try:
                cleaned["term"], cleaned["expansions"] = synonyms.cleaned(cleaned["term"], cleaned["expansions"])
            except ValidationError as refusal:
                self.add_error(None, refusal)
            else:
                self._refuse_taken(cleaned["term"])
        return cleaned

    def _refuse_taken(self, term: str) -> None:
        if Synonym.objects.exclude(pk=self.instance.pk).filter(term=term).exists():
            self.add_error("term", synonyms.TermTaken(term))


@admin.register(Synonym)
class SynonymAdmin(Direct):
    form = SynonymForm
    fixed = ()
    list_display = ["term", "meant", "weight", "note", "created_by"]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["term", "note"]
    search_help_text = _("Term, what it stands for, or note")

    @admin.display(description=_("stands for"))
    def meant(self, synonym: Synonym) -> str:
        """The expansions in one line."""
        return _("; ").join(synonym.expansions)

    def get_fields(self, request: HttpRequest, obj: Synonym | None = None) -> list[str]:
        if obj and not self.has_change_permission(request, obj):
            return ["term", "meant", "weight", "note", "source", "created_by"]
        return ["term", "expansions", "weight", "note"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Also by what a term stands for."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if term := search_term.strip():
            meant = holding(queryset, "expansions", term)
            found = queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=meant.values("pk")))
        return found, may_repeat

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        synonyms.save(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        synonyms.delete(obj)
