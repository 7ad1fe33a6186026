"""Life events: staff order their items, and see which have left the list since."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import life_events
from catalog.models import LifeEvent, LifeEventItem

from .lines import LabelledFormSet

LAST = 1_000


class EventItemForm(forms.ModelForm):
    """One item of an event. Its number says where it goes; without one it goes last."""

    position = forms.IntegerField(label=_("No."), required=False, min_value=1, max_value=999)


class EventItemFormSet(LabelledFormSet):
    """Rows that are numbered anew when they are saved, so that two may change places."""

    def validate_unique(self) -> None:
        """Numbers may be given twice; the same item may not."""
        items = [form.cleaned_data.get("item") for form in self.kept()]
        for item in {item for item in items if item and items.count(item) > 1}:
            raise forms.ValidationError(_("“%(item)s” stands here twice."), params={"item": item.name})

    def kept(self) -> list[forms.ModelForm]:
        """The rows that stay, in the order of their numbers."""
        gone = self.deleted_forms
        filled = [form for form in self.forms if form not in gone and (form.instance.pk or form.has_changed())]
        return sorted(filled, key=lambda form: form.cleaned_data.get("position") or LAST)


class EventItemInline(admin.TabularInline):
    model = LifeEventItem
    form = EventItemForm
    formset = EventItemFormSet
    fields = ["position", "item", "note", "state"]
    readonly_fields = ["state"]
    autocomplete_fields = ["item"]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[LifeEventItem]:
        return super().get_queryset(request).select_related("item__successor")

    @admin.display(description=_("on the list"))
    def state(self, line: LifeEventItem) -> str:
        """Whether the public sees it, and what took its place if not."""
        if not line.pk:
            return ""
        if line.item.retired_on is None:
            return _("yes") if line.item.version else _("not yet")
        if line.item.successor:
            return _("no: merged into %(item)s") % {"item": line.item.successor}
        return _("no: taken off the list")


class GoneFilter(admin.SimpleListFilter):
    """Events with items that have left the list."""

    title = _("items off the list")
    parameter_name = "gone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("with some"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(gone__gt=0) if self.value() == "yes" else queryset


@admin.register(LifeEvent)
class LifeEventAdmin(admin.ModelAdmin):
    """An event keeps its address; it is hidden rather than deleted, or the reference data would bring it back."""

    list_display = ["name", "audience", "position", "is_shown", "held", "gone"]
    list_filter = ["audience", "is_shown", GoneFilter]
    search_fields = ["name", "slug", "items__name", "items__code"]
    inlines = [EventItemInline]
    fields = ["name", "slug", "sentence", "audience", "position", "is_shown", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LifeEvent]:
        on = Q(items__version__gt=0, items__retired_on__isnull=True)
        off = Q(items__retired_on__isnull=False)
        counted = {"held": Count("items", on, distinct=True), "gone": Count("items", off, distinct=True)}
        return super().get_queryset(request).annotate(**counted)

    def get_readonly_fields(self, request: HttpRequest, obj: LifeEvent | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    @admin.display(description=_("items"), ordering="held")
    def held(self, event: LifeEvent) -> int:
        """How many of its items are on the list."""
        return event.held

    @admin.display(description=_("items off the list"), ordering="gone")
    def gone(self, event: LifeEvent) -> int:
        """How many of its items have left the list since."""
        return event.gone

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool) -> None:
        """The items stand as they were sent, numbered anew."""
        formset.save(commit=False)  # Says what was changed, for the log; nothing is written here.
        if formset.has_changed():
            lines = [(row.cleaned_data["item"], row.cleaned_data["note"]) for row in formset.kept()]
            life_events.arrange(form.instance, lines)
