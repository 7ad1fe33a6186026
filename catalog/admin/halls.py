"""Halls and the counter groups inside them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import CounterGroup, Hall

from .direct import Direct
from .lines import LabelledFormSet


class CounterGroupForm(forms.ModelForm):
    """A counter group keeps its name: revisions name it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].disabled = True


class CounterGroupInline(admin.TabularInline):
    model = CounterGroup
    form = CounterGroupForm
    formset = LabelledFormSet
    fields = ["name", "note", "source"]
    extra = 0


@admin.register(Hall)
class HallAdmin(Direct):
    list_display = ["code", "short_name", "kind", "district", "address", "phone", "name_confidence"]
    list_display_links = ["code", "short_name"]
    list_filter = ["kind", "district", "name_confidence", "address_confidence"]
    list_select_related = ["district"]
    search_fields = ["code", "name", "short_name", "address"]
    inlines = [CounterGroupInline]
    fieldsets = [
        (
            None,
            {"fields": ["code", ("name", "short_name", "name_confidence"), "kind", "parent", ("district", "street")]},
        ),
        (
            _("What the public needs"),
            {
                "fields": [
                    ("address", "address_confidence"),
                    ("phone", "phone_confidence"),
                    ("hours", "hours_confidence"),
                ]
            },
        ),
        (_("On the map"), {"classes": ["collapse"], "fields": [("longitude", "latitude"), "point_note"]}),
        (_("Since when and from where"), {"fields": [("opened_on", "closed_on"), "source"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: Hall | None) -> list:
        return self.inlines if obj else []
