"""How the lists of the interface are narrowed. Parameters add up; one given several times means any of its values."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import keep_lazy_text
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema_field

from catalog.models import Department, District, Hall, Placement, ServiceItem, Theme
from catalog.places import LOCAL

from .limits import LONGEST

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YES_NO_UNKNOWN = [("true", _("charged")), ("false", _("free of charge")), ("unknown", _("not published"))]


@keep_lazy_text
def with_labels(text: str, choices: Any) -> str:
    """A description with what each value stands for, in the form drf-spectacular gives to the fields of answers."""
    return "\n".join([f"{text}\n", *(f"* `{value}` - {label}" for value, label in choices.choices)])


class IsoDayField(forms.DateField):
    """A day as YYYY-MM-DD and in no other spelling."""

    default_error_messages = {"invalid": _("“%(value)s” is not a day. Write it as YYYY-MM-DD.")}

    def to_python(self, value: str | None) -> date | None:
        """The day. Raises ValidationError."""
        if value in self.empty_values:
            return None
        try:
            return date.fromisoformat(ISO_DAY.fullmatch(value).group())
        except (AttributeError, ValueError):
            message = self.error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid", params={"value": value[:40]}) from None


class DaySince(django_filters.DateFilter):
    field_class = IsoDayField


class AnyOf(django_filters.MultipleChoiceFilter):
    """One column that holds any of the values given. One column needs no DISTINCT."""

    def __init__(self, choices: Any, help_text: Any, **kwargs: Any) -> None:
        values = choices.values
        refusal = format_lazy(_("“%(value)s” is not one of {allowed}."), allowed=", ".join(map(str, values)))
        errors = {"invalid_choice": refusal}
        super().__init__(choices=choices.choices, distinct=False, error_messages=errors, **kwargs)
        schema = {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
        extend_schema_field(schema | {"description": with_labels(help_text, choices)})(self)


class Codes(django_filters.ModelMultipleChoiceFilter):
    """Rows by any of their public codes."""

    def __init__(self, model: type[Model], help_text: Any, *, code: str = "code", example: str, **kwargs: Any) -> None:
        errors = {"invalid_choice": _("“%(value)s” is not held here.")}
        super().__init__(
            queryset=model.objects.all(), to_field_name=code, distinct=False, error_messages=errors, **kwargs
        )
        extend_schema_field({"type": "string", "minLength": 1, "description": help_text, "example": example})(self)


class Words(django_filters.CharFilter):
    """What a citizen types into the search box."""

    def __init__(self, help_text: Any, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "example": "护照"}
        extend_schema_field(schema | {"description": help_text})(self)


class ItemFilters(FilterSet):
    """Items by what they are, who answers for them and where they are handled."""

    q = Words(
        _("Words as typed into the search box, pinyin or an item code. The best match comes first."),
        method="filter_words",
    )
    tier = AnyOf(ServiceItem.Tier, _("Tier of the item."))
    sharing = AnyOf(ServiceItem.Sharing, _("How a tier B item is shared."))
    list_level = AnyOf(ServiceItem.ListLevel, _("The list the item is on."))
    department = Codes(Department, _("Code of a department."), field_name="department__code", example="D13")
    theme = Codes(Theme, _("Short name of a theme."), code="slug", method="filter_theme", example="zhengjianbanli")
    audience = AnyOf(ServiceItem.Audience, _("Whom the item is for, as the list says it."))
    task_type = AnyOf(ServiceItem.TaskType, _("Type of power, by the two digits of the national code."))
    kind = AnyOf(Placement.Kind, _("Kind of place where the item is handled today."), method="filter_kind")
    hall = Codes(
        Hall,
        _("Code of a hall: the items handled there today, with those that any district or street hall handles."),
        method="filter_hall",
        example="M",
    )
    online_depth = AnyOf(ServiceItem.OnlineDepth, _("How much can be done online."))
    is_fee = django_filters.ChoiceFilter(
        choices=YES_NO_UNKNOWN,
        method="filter_fee",
        help_text=_("Whether a fee is charged."),
        error_messages={"invalid_choice": _("“%(value)s” is not one of true, false, unknown.")},
    )
    effective_since = DaySince(
        field_name="effective_from",
        lookup_expr="gte",
        help_text=_("The present version is in force since that day or later."),
    )
    updated_since = DaySince(
        method="filter_updated",
        help_text=_("The present version came to hold on that day or later, corrections included."),
    )

    class Meta:
        model = ServiceItem
        fields: list[str] = []

    def filter_words(self, items: QuerySet[ServiceItem], _name: str, words: str) -> QuerySet[ServiceItem]:
        """Left to the view, which puts the rows in the order of the search."""
        return items

    def filter_theme(self, items: QuerySet[ServiceItem], _name: str, themes: Any) -> QuerySet[ServiceItem]:
        """Items under any of the themes, each once."""
        through = ServiceItem.themes.through.objects.filter(theme__in=themes)
        return items.filter(pk__in=through.values("serviceitem")) if themes else items

    def filter_kind(self, items: QuerySet[ServiceItem], _name: str, kinds: list[str]) -> QuerySet[ServiceItem]:
        """Items with a placement of such a kind in force today."""
        return _placed(items, Q(kind__in=kinds)) if kinds else items

    def filter_hall(self, items: QuerySet[ServiceItem], _name: str, halls: Any) -> QuerySet[ServiceItem]:
        """Items handled in one of the halls today, by name or because every hall of its class handles them."""
        if not halls:
            return items
        local = Placement.HallClass.DISTRICT_OR_STREET
        every = any(hall.kind in LOCAL for hall in halls)
        return _placed(items, Q(hall__in=halls) | (Q(hall_class=local) if every else Q()))

    def filter_fee(self, items: QuerySet[ServiceItem], _name: str, value: str) -> QuerySet[ServiceItem]:
        """Items of which it is known that they cost something, or nothing, or of which it is not known."""
        return items.filter(is_fee={"true": True, "false": False, "unknown": None}[value])

    def filter_updated(self, items: QuerySet[ServiceItem], _name: str, day: date) -> QuerySet[ServiceItem]:
        """Items whose present version was recorded on that day or later, or whose day came then."""
        return items.filter(Q(effective_from__gte=day) | Q(recorded_at__date__gte=day))


def _placed(items: QuerySet[ServiceItem], where: Q) -> QuerySet[ServiceItem]:
    placements = Placement.objects.in_force(timezone.localdate()).filter(where)
    return items.filter(pk__in=placements.values("item"))


class HallFilters(FilterSet):
    """Halls by kind and district."""

    kind = AnyOf(Hall.Kind, _("Kind of hall."))
    district = Codes(
        District, _("Code of a district, as the answers give it."), field_name="district__code", example="440304"
    )

    class Meta:
        model = Hall
        fields: list[str] = []
