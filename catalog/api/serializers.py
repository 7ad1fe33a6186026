"""What the interface says of items and halls. Names and values are those of the exports and of the revisions."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.contents import ANSWER_FIELDS, CIRCUMSTANCE_FIELDS, FIELDS, LISTS
from catalog.models import (
    Circumstance,
    CircumstanceAnswer,
    CounterGroup,
    Department,
    District,
    Hall,
    Placement,
    ServiceItem,
    Theme,
)

_SELF = _("The same document at its own address.")
_PAGE = _("The page for people.")


def _address(view_name: str, help_text: Any) -> serializers.Field:
    """The absolute address of the row at that view."""
    return serializers.HyperlinkedIdentityField(view_name=view_name, lookup_field="code", help_text=help_text)


class Facts(serializers.ModelSerializer):
    """Rows that are only read, so every field is present in every answer."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields, none of them for input, described by the model where nothing better is said here."""
        fields = super().get_fields()
        held = {field.name: field for field in self.Meta.model._meta.get_fields()}
        for name, field in fields.items():
            field.read_only, field.required = True, False
            field.help_text = field.help_text or getattr(held.get(name), "verbose_name", None)
            field.label = None  # The description says it; a title beside it would repeat it.
        return fields


class DepartmentSerializer(Facts):
    """The body that answers for the item, as it was named when the list was published."""

    class Meta:
        model = Department
        fields = ["code", "short_name", "full_name"]


class ThemeSerializer(Facts):
    """One topic of the service portals."""

    class Meta:
        model = Theme
        fields = ["slug", "name"]


class DistrictSerializer(Facts):
    """One of the ten districts of 2017."""

    class Meta:
        model = District
        fields = ["code", "name", "name_now"]


class HallNameSerializer(Facts):
    """A hall by code and name."""

    url = _address("api:hall", _SELF)

    class Meta:
        model = Hall
        fields = ["code", "name", "short_name", "kind", "url"]


class AnswerSerializer(Facts):
    """One answer and the level that then handles the item. Amounts are half open: from ≤ amount < to."""

    class Meta:
        model = CircumstanceAnswer
        fields = ["position", *ANSWER_FIELDS]


class CircumstanceSerializer(Facts):
    """One question that decides who handles the item. Where `is_example` is true it decides nothing for real."""

    answers = AnswerSerializer(many=True)

    class Meta:
        model = Circumstance
        fields = ["position", *CIRCUMSTANCE_FIELDS, "answers"]


class PlacementAnswerSerializer(Facts):
    """The answer a placement depends on: position of the question and of the answer below it."""

    circumstance = serializers.IntegerField(
        source="circumstance.position", min_value=1, help_text=_("Position of the question among those of the item.")
    )

    class Meta:
        model = CircumstanceAnswer
        fields = ["circumstance", "position", "label", "level"]


class PlacementSerializer(Facts):
    """One place where the item is handled: a hall, or any hall of a class. `valid_to` is the first day it ends."""

    hall = HallNameSerializer(allow_null=True)
    counter_group = serializers.SlugRelatedField(
        slug_field="name", read_only=True, allow_null=True, help_text=_("Name of the counters in the hall.")
    )
    answer = PlacementAnswerSerializer(allow_null=True)
    can_be_booked = serializers.BooleanField(help_text=_("False for items kept at the department."))

    class Meta:
        model = Placement
        fields = [
            *("code", "kind", "hall", "hall_class", "counter_group", "answer", "note", "notice_no", "source"),
            *("valid_from", "valid_to", "can_be_booked"),
        ]


class ItemRowSerializer(Facts):
    """An item in a list."""

    department = DepartmentSerializer()
    themes = ThemeSerializer(many=True)
    placement_kinds = serializers.SerializerMethodField(help_text=_("Kinds of place where it is handled today."))
    is_reconstruction = serializers.BooleanField(help_text=_("True where the row is not from the official list."))
    updated_at = serializers.SerializerMethodField(help_text=_("When the present version came to hold."))
    url = _address("api:item", _SELF)
    page_url = _address("catalog:item", _PAGE)

    class Meta:
        model = ServiceItem
        fields = [
            *("code", "name", "description", "department", "list_level", "tier", "sharing", "task_type", "audience"),
            *("themes", "placement_kinds", "online_depth", "is_fee", "evidence", "is_reconstruction"),
            *("version", "effective_from", "updated_at", "url", "page_url"),
        ]
        extra_kwargs = {
            "sharing": {"help_text": _("How a tier B item is shared; empty for every other tier.")},
            "version": {"help_text": _("Number of the revision in force.")},
            "effective_from": {"allow_null": False},
        }

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Placement.Kind.choices)))
    def get_placement_kinds(self, item: ServiceItem) -> list[str]:
        """Once a kind, however many halls."""
        today = self.context["today"]
        return sorted({each.kind for each in item.placements.all() if each.valid_from <= today})

    def get_updated_at(self, item: ServiceItem) -> datetime:
        """The later of two moments: the revision was recorded, and its day began."""
        day_began = timezone.make_aware(datetime.combine(item.effective_from, time.min))
        return timezone.localtime(max(item.recorded_at, day_began))


def _lines(model: Any, fields: tuple[str, ...]) -> serializers.Serializer:
    """A serializer for one list of the guide, with the fields that a content keeps of it."""
    meta = type("Meta", (), {"model": model, "fields": fields})
    name = f"{model.__name__}Serializer"
    return type(name, (Facts,), {"Meta": meta, "__doc__": model.__doc__.splitlines()[0]})(many=True)


GUIDE = {name: _lines(model, fields) for name, (model, fields) in LISTS.items()}


class ItemSerializer(ItemRowSerializer):
    """Everything the item's page says: conditions, materials, steps, fees, places, and where it is known from."""

    aliases = serializers.ListField(child=serializers.CharField(), help_text=_("Other names people use."))
    circumstances = CircumstanceSerializer(many=True)
    placements = serializers.SerializerMethodField(help_text=_("Where it is handled, today or from a later day on."))
    handling_forms = GUIDE["handling_forms"]
    conditions = GUIDE["conditions"]
    materials = GUIDE["materials"]
    steps = GUIDE["steps"]
    legal_bases = GUIDE["legal_bases"]
    fees = GUIDE["fees"]
    questions = GUIDE["questions"]

    class Meta(ItemRowSerializer.Meta):
        fields = [
            *ItemRowSerializer.Meta.fields,
            *(name for name in FIELDS if name not in ItemRowSerializer.Meta.fields),
            *("circumstances", "placements", *LISTS),
        ]

    @extend_schema_field(PlacementSerializer(many=True))
    def get_placements(self, item: ServiceItem) -> list[dict[str, Any]]:
        """Placements that have not ended."""
        today = self.context["today"]
        held = [each for each in item.placements.all() if each.valid_to is None or each.valid_to > today]
        return PlacementSerializer(held, many=True, context=self.context).data


class CounterGroupSerializer(Facts):
    """Counters of one hall that take the same items."""

    class Meta:
        model = CounterGroup
        fields = ["name", "note"]


class HallSerializer(Facts):
    """A place where the public is served. Each fact carries how far it can be trusted; an empty one is not known."""

    parent = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True, help_text=_("Code of the hall it belongs to.")
    )
    district = DistrictSerializer(allow_null=True)
    street = serializers.SlugRelatedField(
        slug_field="name", read_only=True, allow_null=True, help_text=_("Name of the street.")
    )
    longitude = serializers.FloatField(allow_null=True, help_text=_("Degrees east; `point_note` says of what."))
    latitude = serializers.FloatField(allow_null=True, help_text=_("Degrees north."))
    url = _address("api:hall", _SELF)
    page_url = _address("catalog:hall", _PAGE)

    class Meta:
        model = Hall
        fields = [
            *("code", "name", "short_name", "kind", "parent", "district", "street", "name_confidence"),
            *("address", "address_confidence", "phone", "phone_confidence", "hours", "hours_confidence"),
            *("longitude", "latitude", "point_note", "source", "opened_on", "closed_on", "url", "page_url"),
        ]


class HallDetailSerializer(HallSerializer):
    """The same with the groups of counters inside and the address of the items handled there."""

    counter_groups = CounterGroupSerializer(many=True)
    items_url = serializers.SerializerMethodField(help_text=_("The items handled in this hall."))

    class Meta(HallSerializer.Meta):
        fields = [*HallSerializer.Meta.fields, "counter_groups", "items_url"]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_items_url(self, hall: Hall) -> str:
        """The list of items, narrowed to this hall."""
        return f"{reverse('api:items', request=self.context['request'])}?hall={hall.code}"
