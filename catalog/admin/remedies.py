"""What can be done for words that failed: another name for an item, or a synonym; tried out before it is saved."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from catalog import rankings, search_log
from catalog.masking import MASK
from catalog.models import ServiceItem, Synonym
from catalog.search import SynonymRule, Trial, trial
from catalog.search.text import clean

from . import drafting
from .item_form import ChangeForm
from .synonyms import SynonymForm

ALIAS_LENGTH = 40
MOST_SEARCHES = 10
"""Searches that are compared: the words themselves, and others that were made in vain."""


class Remedy(forms.Form):
    """A change of the search that is tried out before it is saved."""

    previewed = forms.CharField(required=False, widget=forms.HiddenInput)  # The fingerprint the page was given.

    @property
    def text(self) -> str:
        """What is new, as it stands in the log."""
        raise NotImplementedError

    def tried(self) -> Sequence[Any]:
        """All that the rankings depend on."""
        raise NotImplementedError

    def trial(self) -> Trial:
        """The catalogue with the change."""
        raise NotImplementedError

    @property
    def fingerprint(self) -> str:
        """Differs where the rankings could."""
        return salted_hmac("catalog.remedies", repr(self.tried())).hexdigest()

    @property
    def is_previewed(self) -> bool:
        """Whether the page showed the rankings of exactly this change."""
        return self.cleaned_data["previewed"] == self.fingerprint

    def compare(self, words: str) -> list[rankings.Comparison]:
        """The rankings before and after: of the words, and of others that failed and hold the new text."""
        others = search_log.most_frequent(containing=self.text, limit=MOST_SEARCHES)
        searches = dict.fromkeys(searched(each) for each in (words, *others))
        return rankings.compare(list(searches)[:MOST_SEARCHES], self.trial(), self.cleaned_data["item"])

    def clean_item(self) -> str:
        """The code of an item on the list, or nothing where nothing has to be given."""
        code = self.cleaned_data["item"]
        if code and not ServiceItem.objects.in_force().filter(code=code).exists():
            raise ValidationError(_("No item on the list has this code."), "unknown")
        return code


def searched(words: str) -> str:
    """Words of the log as somebody would type them: the mask is no part of them."""
    return " ".join(words.replace(MASK, " ").split())


def item_field(**options: Any) -> forms.CharField:
    """The code of the item that the words mean; the page offers those that stand first today."""
    widget = AdminTextInputWidget(attrs={"list": "found-codes", "autocomplete": "off"})
    return forms.CharField(label=_("Code of the item they mean"), max_length=40, widget=widget, **options)


class AliasRemedy(Remedy, ChangeForm):
    """Another name for one item. It is part of the item, so it waits as a draft for somebody else's decision."""

    item = item_field()
    alias = forms.CharField(
        label=_("Other name people use"),
        max_length=ALIAS_LENGTH,
        widget=AdminTextInputWidget,
        help_text=_("As people say it. It is shown where it is found by it."),
    )

    field_order = ["alias", "item", "day", "reason", "notice_no", "previewed"]

    def clean_alias(self) -> str:
        """A name with something in it to search for."""
        alias = " ".join(self.cleaned_data["alias"].split())
        if not any(map(str.isalnum, clean(alias).text)):
            raise ValidationError(_("Write words: characters, letters or figures."), "nothing_to_search")
        return alias

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"item", "alias", "day"} <= cleaned.keys():
            self.target = ServiceItem.objects.get(code=cleaned["item"])
            try:
                self.content = drafting.with_alias(self.target, cleaned["alias"], cleaned["day"])
            except drafting.NotOnList as refusal:
                self.add_error("day", refusal)
            except drafting.AliasHeld as refusal:
                self.add_error("alias", refusal)
        return cleaned

    @property
    def text(self) -> str:
        return clean(self.cleaned_data["alias"]).text

    def tried(self) -> Sequence[Any]:
        return self.content["code"], self.content["aliases"]

    def trial(self) -> Trial:
        return trial(aliases={self.content["code"]: self.content["aliases"]})


class SynonymRemedy(Remedy, SynonymForm):
    """One more synonym. The item is only looked for in the rankings."""

    item = item_field(required=False, help_text=_("Only to see where it stands. A synonym belongs to no item."))

    field_order = ["term", "expansions", "weight", "note", "item", "previewed"]

    @property
    def text(self) -> str:
        return self.cleaned_data["term"]

    def tried(self) -> Sequence[Any]:
        synonym: Synonym = self.instance
        return synonym.term, synonym.expansions, synonym.weight, self.cleaned_data["item"]

    def trial(self) -> Trial:
        synonym = self.instance
        return trial(synonyms=[SynonymRule(synonym.term, tuple(synonym.expansions), float(synonym.weight))])
