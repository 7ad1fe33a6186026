"""What the interface says of the way to one item's place."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.models import Confidence
from catalog.nearness import Nearness
from catalog.opening import Opening
from catalog.routing import Ground, Level, Verdict

from .serializers import CircumstanceSerializer, DistrictSerializer, HallNameSerializer

GROUNDS = [
    (Ground.LISTED.value, _("the places the list names")),
    (Ground.ALIKE.value, _("city and districts handle it alike")),
    (Ground.UNPUBLISHED.value, _("it depends, and the threshold is not published")),
    (Ground.UNASKED.value, _("it depends, and no question is answered")),
    (Ground.DECIDED.value, _("the answers lead to one level")),
    (Ground.UNDECIDED.value, _("the answers do not settle the level")),
]
NEARNESSES = [
    (Nearness.OWN_STREET.name.lower(), _("the hall of the own street")),
    (Nearness.OWN_DISTRICT.name.lower(), _("the hall of the own district")),
    (Nearness.IN_OWN_DISTRICT.name.lower(), _("another hall in the own district")),
    (Nearness.ELSEWHERE.name.lower(), _("in another district, or no place was given")),
    (Nearness.ANY_OTHER.name.lower(), _("any other hall of the class")),
]
OPENINGS = [
    (Opening.OPEN.value, _("opens today")),
    (Opening.CLOSED.value, _("does not open today")),
    (Opening.UNSAID.value, _("the published hours do not settle today")),
    (Opening.UNKNOWN.value, _("no hours are published")),
]
VERDICTS = [
    (Verdict.HERE.value, _("the item is handled in this hall")),
    (Verdict.DEPENDS.value, _("it is handled here at one of two levels")),
    (Verdict.ASK_FIRST.value, _("the list does not say which place in the district handles it")),
    (Verdict.NOT_HERE.value, _("it is handled elsewhere")),
    (Verdict.CLOSED.value, _("the hall does not serve the public")),
]


class RouteItemSerializer(serializers.Serializer):
    """The item asked for."""

    code = serializers.CharField(help_text=_("Code of the item."))
    name = serializers.CharField(help_text=_("Name of the item."))
    url = serializers.URLField(help_text=_("Everything about the item."))
    page_url = serializers.URLField(help_text=_("The page for people."))


class FoundPlaceSerializer(serializers.Serializer):
    """A district, a street in it, or a community in that street."""

    code = serializers.CharField(help_text=_("Its code: send it as `area`."))
    name = serializers.CharField(help_text=_("Its name from the district down."))
    district = DistrictSerializer(help_text=_("Its district."))
    street = serializers.CharField(source="street.name", allow_null=True, help_text=_("Name of the street."))
    community = serializers.CharField(allow_blank=True, help_text=_("Name of the community."))


class RoutePlaceSerializer(serializers.Serializer):
    """What the place given stands for. Where it is not understood, the route is the one without it."""

    found = FoundPlaceSerializer(allow_null=True, help_text=_("The place the route is for."))
    choices = FoundPlaceSerializer(many=True, help_text=_("The places it may stand for, where it leaves a doubt."))
    detail = serializers.CharField(allow_blank=True, help_text=_("Why it is not understood, as a sentence."))


class AdviceSerializer(serializers.Serializer):
    """What to know before going."""

    text = serializers.CharField(help_text=_("A few sentences."))
    verdict = serializers.ChoiceField(
        VERDICTS, allow_null=True, help_text=_("Whether `hall` is the right one; null where it is not about that.")
    )


class DistanceSerializer(serializers.Serializer):
    """A distance that is always an estimate: most points stand for a whole district."""

    kilometres = serializers.IntegerField(min_value=1, help_text=_("In a straight line, whole kilometres."))
    text = serializers.CharField(help_text=_("The same in words, with what it was measured between."))


class TodaySerializer(serializers.Serializer):
    """Whether a hall opens today."""

    state = serializers.ChoiceField(OPENINGS, help_text=_("What is known."))
    text = serializers.CharField(help_text=_("The same as a sentence."))
    confidence = serializers.ChoiceField(Confidence.choices, help_text=_("How far the hours can be trusted."))


class DestinationSerializer(serializers.Serializer):
    """One place to go. Without a hall it is any hall of the class, or an office of the department."""

    order = serializers.IntegerField(min_value=1, help_text=_("Place in the order, from 1."))
    level = serializers.ChoiceField(
        Level.choices, allow_null=True, help_text=_("Who handles it there; null where levels play no part.")
    )
    placement = serializers.CharField(
        allow_null=True, help_text=_("Code of the placement; null where the list names no place in the district.")
    )
    title = serializers.CharField(help_text=_("What the place is called."))
    hall = HallNameSerializer(allow_null=True, help_text=_("The hall."))
    counter_group = serializers.CharField(allow_blank=True, help_text=_("Name of the counters in the hall."))
    nearness = serializers.ChoiceField(NEARNESSES, help_text=_("Why it stands where it does in the order."))
    why = serializers.CharField(allow_blank=True, help_text=_("Why it is there, as sentences."))
    distance = DistanceSerializer(allow_null=True, help_text=_("How far it is; null where no point is held."))
    today = TodaySerializer(allow_null=True, help_text=_("Whether it opens today; null without a hall in service."))
    in_service = serializers.BooleanField(help_text=_("False for a hall that does not serve the public."))


class RouteSerializer(serializers.Serializer):
    """Where to go with one item, the best place first."""

    item = RouteItemSerializer(help_text=_("The item."))
    day = serializers.DateField(help_text=_("The day it is told for: today in Shenzhen."))
    ground = serializers.ChoiceField(GROUNDS, help_text=_("Why the route leads where it leads."))
    explanation = serializers.CharField(allow_blank=True, help_text=_("The same as sentences."))
    advice = AdviceSerializer(many=True, help_text=_("What to know before going, the most important first."))
    questions = CircumstanceSerializer(many=True, help_text=_("The questions that decide it; answer with `answer`."))
    place = RoutePlaceSerializer(help_text=_("What the place given stands for."))
    destinations = DestinationSerializer(many=True, help_text=_("Where to go, in order."))
    page_url = serializers.URLField(help_text=_("The page for people."))
