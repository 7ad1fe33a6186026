"""Items: found, read, and changed through drafts only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import differences
from catalog.models import Draft, Placement, ServiceItem

from . import drafting, journal, lines
from .circumstances import CircumstanceInline
from .exporting import Exporting
from .filters import PlaceFilter, StateFilter
from .item_form import ItemForm
from .placements import PlacementInline
from .retiring import Retiring, to_draft
from .searching import holding
from .sheet import Sheet

HEAD = (None, {"fields": [("day", "notice_no"), "reason", "based_on"]})
FIELDSETS = [
    (
        _("What it is"),
        {
            "fields": [
                "name",
                "department",
                ("list_level", "tier", "sharing"),
                ("task_type", "audience"),
                "description",
                "aliases",
                "themes",
            ]
        },
    ),
    (
        _("Time, visits and fee"),
        {
            "fields": [
                ("project_type", "online_depth"),
                ("statutory_days", "statutory_unit", "statutory_basis"),
                ("promise_days", "promise_unit", "promise_basis"),
                ("visits", "visits_reason"),
                ("needs_person_present", "is_fee"),
            ]
        },
    ),
    (
        _("Result and contacts"),
        {
            "fields": [
                ("result_name", "supports_mail_result", "supports_locker"),
                ("consult_phone", "complaint_phone"),
                "discreet_notice",
            ]
        },
    ),
    (
        _("National codes"),
        {"classes": ["collapse"], "fields": [("catalog_code", "task_code", "handle_code")]},
    ),
    (
        _("Where this is known from"),
        {
            "classes": ["collapse"],
            "fields": ["evidence", "evidence_match", ("source", "source_date"), ("guide_certainty", "guide_source")],
        },
    ),
]


@admin.register(ServiceItem)
class ServiceItemAdmin(Retiring, Exporting, admin.ModelAdmin):
    form = ItemForm
    change_form_template = "admin/catalog/item_form.html"
    inlines = [
        PlacementInline,
        CircumstanceInline,
        lines.ConditionInline,
        lines.MaterialInline,
        lines.StepInline,
        lines.FeeInline,
        lines.LegalBasisInline,
        lines.HandlingFormInline,
        lines.QuestionInline,
    ]
    list_display = ["code", "name", "department", "tier_letter", "sharing", "places", "version", "evidence"]
    list_display_links = ["code", "name"]
    list_filter = [StateFilter, "tier", "sharing", PlaceFilter, "task_type", "audience", "evidence", "department"]
    list_select_related = ["department"]
    list_per_page = 50
    search_fields = ["code", "name"]
    search_help_text = _("Code, name, or another name people use")
    ordering = ["code"]

    @admin.display(description=ServiceItem._meta.get_field("tier").verbose_name, ordering="tier")
    def tier_letter(self, item: ServiceItem) -> str:
        """The letter alone: the column is narrow, and staff know what it stands for."""
        return item.tier

    @admin.display(description=_("where"))
    def places(self, item: ServiceItem) -> str:
        """The halls, or classes of halls, of today."""
        return _("; ").join(dict.fromkeys(placement.place_name for placement in item.placements_now))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceItem]:
        now = Placement.objects.in_force(timezone.localdate()).select_related("hall")
        return super().get_queryset(request).prefetch_related(Prefetch("placements", now, to_attr="placements_now"))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Also by other names."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if term := search_term.strip():
            named = holding(queryset, "aliases", term)
            found = queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=named.values("pk")))
        return found, may_repeat

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.add_draft")

    def has_change_permission(self, request: HttpRequest, obj: ServiceItem | None = None) -> bool:
        """Nobody changes an item; who may draft sees the page to draft on, unless the item is off the list."""
        is_retired = getattr(request, "sheet", None) is not None and request.sheet.is_retired
        return request.user.has_perm("catalog.add_draft") and not is_retired

    def has_delete_permission(self, request: HttpRequest, obj: ServiceItem | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: ServiceItem | None = None) -> list:
        if obj is None:
            return [HEAD, (None, {"fields": ["code"]}), *FIELDSETS]
        return [HEAD, *FIELDSETS] if self.has_change_permission(request, obj) else []

    def get_inlines(self, request: HttpRequest, obj: ServiceItem | None) -> list:
        return self.inlines if obj is None or self.has_change_permission(request, obj) else []

    def get_form(self, request: HttpRequest, obj: ServiceItem | None = None, **kwargs: Any) -> type[ItemForm]:
        form = super().get_form(request, obj, **kwargs)
        form.sheet, form.refusal = request.sheet, request.refusal
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: ServiceItem, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method != "POST":  # What is sent is compared with empty rows, so that every line counts as filled.
            kwargs["initial"] = inline.initial(request.sheet)
        return kwargs

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The page of one item. What a verb refuses is shown on it, with all that was typed."""
        if "_saveasnew" in request.POST:  # Never offered: a copy would carry the codes of another item's placements.
            raise PermissionDenied
        item = self.get_object(request, unquote(object_id)) if object_id else None
        version = request.POST.get("based_on") if request.method == "POST" else request.GET.get("version")
        request.sheet, request.refusal = Sheet.open(item, version), None
        extra_context = (extra_context or {}) | self._context(request, item)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _context(self, request: HttpRequest, item: ServiceItem | None) -> dict[str, Any]:
        context = {"show_save_and_add_another": False, "show_save_and_continue": False, "sheet": request.sheet}
        if item is None:
            return context
        may_draft = self.has_change_permission(request, item)
        return context | {
            "may_draft": may_draft,
            "facts": [] if may_draft else self._facts(request),
            "versions": item.revisions.filter(effective_from__gte=item.effective_from or timezone.localdate()),
            "open_drafts": Draft.objects.open().filter(item_code=item.code).select_related("drafted_by"),
            "today": timezone.localdate(),
        }

    def _facts(self, request: HttpRequest) -> list[differences.Difference]:
        """The version in words, for those who only read."""
        content = request.sheet.content
        return differences.compare(None, content, differences.Names.read()) if content else []

    def save_model(self, request: HttpRequest, obj: ServiceItem, form: ItemForm, change: bool) -> None:
        """Nothing is saved: the lines are still to be read."""

    def save_related(self, request: HttpRequest, form: ItemForm, formsets: list, change: bool) -> None:
        """What was written waits as a draft."""
        request.draft = drafting.draft(form=form, formsets=formsets, by=request.user, now=timezone.now())

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list:
        return [{"added": {"name": "draft", "object": str(request.draft)}}]

    def log_addition(self, request: HttpRequest, obj: ServiceItem, message: Any) -> None:
        """The item is not there yet; its draft is."""
        journal.drafted(request, request.draft)

    def log_change(self, request: HttpRequest, obj: ServiceItem, message: Any) -> None:
        super().log_change(request, obj, message)
        journal.drafted(request, request.draft)

    def response_add(self, request: HttpRequest, obj: ServiceItem, *args: Any) -> HttpResponse:
        return to_draft(request)

    def response_change(self, request: HttpRequest, obj: ServiceItem) -> HttpResponse:
        return to_draft(request)
