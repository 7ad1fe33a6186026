"""What requests and answers look like, for the OpenAPI document. Nothing is read or written through these."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from appointments.models import Booking
from appointments.models.citizen import DocumentKind
from catalog.api.responses import ProblemSerializer

from .asking import LONGEST_CODE, LONGEST_NAME, LONGEST_NUMBER, LONGEST_PHONE

_STARTS = _("When it begins, in Beijing time.")
_ENDS = _("When it ends, in Beijing time.")
_LINE = _("Code of the line.")
_PHONE = _("A mobile number of the mainland; +86 and full width are understood.")


class HallInBookingSerializer(serializers.Serializer):
    """A hall by its name."""

    code = serializers.CharField(help_text=_("Its code."))
    name = serializers.CharField(help_text=_("Its name."))
    short_name = serializers.CharField(help_text=_("Its name, shortened."))


class TimeSerializer(serializers.Serializer):
    """One time at which a visit for these items can begin."""

    slot = serializers.CharField(help_text=_("Send it as `slot`."))
    starts_at = serializers.DateTimeField(help_text=_STARTS)
    ends_at = serializers.DateTimeField(help_text=_ENDS)
    places = serializers.IntegerField(min_value=0, help_text=_("Places left."))


class DayOfTimesSerializer(serializers.Serializer):
    """One day with its times."""

    day = serializers.DateField(help_text=_("The day."))
    places = serializers.IntegerField(min_value=0, help_text=_("Places left on that day."))
    times = TimeSerializer(many=True, help_text=_("Its times, soonest first."))


class PlaceInLineSerializer(serializers.Serializer):
    """Where to go."""

    line = serializers.CharField(help_text=_LINE)
    hall = HallInBookingSerializer(help_text=_("The hall."))
    counter_group = serializers.CharField(allow_blank=True, help_text=_("Name of the counters in the hall."))


class LineTimesSerializer(PlaceInLineSerializer):
    """One line that takes all the items."""

    minutes = serializers.IntegerField(min_value=1, help_text=_("How long the visit takes."))
    first = TimeSerializer(allow_null=True, help_text=_("The first free time; null where none is free."))
    days = DayOfTimesSerializer(
        many=True, allow_null=True, help_text=_("Days with a free time; null where no hall was asked for.")
    )


class AvailabilitySerializer(serializers.Serializer):
    """Where and when the items can be booked."""

    items = serializers.ListField(child=serializers.CharField(), help_text=_("Codes of the items asked for."))
    first_day = serializers.DateField(help_text=_("The first day looked at."))
    last_day = serializers.DateField(help_text=_("The last day looked at."))
    lines = LineTimesSerializer(many=True, help_text=_("Lines that take all the items; none where nobody takes them."))


class ItemInBookingSerializer(serializers.Serializer):
    """An item by its name."""

    code = serializers.CharField(help_text=_("Its code."))
    name = serializers.CharField(help_text=_("Its name."))


class BookingSerializer(PlaceInLineSerializer):
    """One visit, held or booked, as it is now."""

    key = serializers.CharField(help_text=_("Opens the booking for your token."))
    reference = serializers.CharField(help_text=_("A label to read out; it opens nothing."))
    state = serializers.ChoiceField(Booking.State.choices, help_text=_("What became of it."))
    starts_at = serializers.DateTimeField(help_text=_STARTS)
    ends_at = serializers.DateTimeField(help_text=_ENDS)
    items = ItemInBookingSerializer(many=True, help_text=_("What the visit is for."))
    phone = serializers.CharField(allow_blank=True, help_text=_("The phone it was booked with, masked."))
    applicant = serializers.CharField(allow_blank=True, help_text=_("Who applies, masked; empty for a hold."))
    agent = serializers.CharField(allow_blank=True, help_text=_("Who comes in their place, masked."))
    relation = serializers.ChoiceField(
        Booking.Relation.choices, allow_blank=True, help_text=_("How the agent is related to the applicant.")
    )
    held_until = serializers.DateTimeField(allow_null=True, help_text=_("Until when a hold lasts."))
    was_extended = serializers.BooleanField(help_text=_("Whether the hold was extended; it can be once."))
    made_at = serializers.DateTimeField(help_text=_("When it was made."))
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text=_("When it was booked."))
    cancelled_at = serializers.DateTimeField(allow_null=True, help_text=_("When it was cancelled."))
    cancelled_by = serializers.ChoiceField(Booking.Side.choices, allow_blank=True, help_text=_("Who cancelled it."))
    cancelled_late = serializers.BooleanField(help_text=_("Whether that was in the last hours before the visit."))
    url = serializers.URLField(help_text=_("The same document at its own address."))
    page_url = serializers.URLField(
        allow_null=True, help_text=_("The page for the citizen, who signs in with the phone; null for a hold.")
    )


class AlternativeSerializer(TimeSerializer):
    """Another time at the same line."""

    line = serializers.CharField(help_text=_LINE)


class BookingRefusedSerializer(ProblemSerializer):
    """A refusal of booking."""

    alternatives = AlternativeSerializer(
        many=True, required=False, help_text=_("The nearest free times, where another time would help.")
    )


class DocumentToBringSerializer(serializers.Serializer):
    """An identity document. Its number is hashed on arrival, and neither stored nor logged nor answered."""

    kind = serializers.ChoiceField(DocumentKind.choices, help_text=_("What kind of document it is."))
    number = serializers.CharField(max_length=LONGEST_NUMBER, help_text=_("Its number; full width is understood."))


class PersonComingSerializer(serializers.Serializer):
    """Somebody, and the document they will bring."""

    name = serializers.CharField(max_length=LONGEST_NAME, help_text=_("Their name, as in the document."))
    document = DocumentToBringSerializer(help_text=_("The document they will bring."))


class AgentSerializer(PersonComingSerializer):
    """Somebody who comes in the place of the applicant."""

    relation = serializers.ChoiceField(
        Booking.Relation.choices, help_text=_("How the agent is related to the applicant.")
    )


class PhoneSerializer(serializers.Serializer):
    """Whom the place is held for."""

    phone = serializers.CharField(max_length=LONGEST_PHONE, help_text=_PHONE)


class CitizenSerializer(PersonComingSerializer):
    """Who applies, for whom you vouch."""

    phone = serializers.CharField(max_length=LONGEST_PHONE, help_text=_PHONE)
    agent = AgentSerializer(required=False, help_text=_("Who comes in their place, if somebody does."))


class NewTimeSerializer(serializers.Serializer):
    """A time: by `slot`, or by `line` and `starts_at`. What is given besides must fit."""

    slot = serializers.CharField(required=False, max_length=LONGEST_CODE, help_text=_("A slot of the free times."))
    hall = serializers.CharField(required=False, max_length=LONGEST_CODE, help_text=_("Code of the hall."))
    line = serializers.CharField(required=False, max_length=LONGEST_CODE, help_text=_LINE)
    starts_at = serializers.DateTimeField(required=False, help_text=_STARTS)


class NewHoldSerializer(NewTimeSerializer):
    """A place to hold."""

    items = serializers.ListField(child=serializers.CharField(), help_text=_("Codes of the items, at most five."))
    citizen = PhoneSerializer(help_text=_("Whom the place is held for."))


class NewBookingSerializer(NewTimeSerializer):
    """A visit to book: from a `hold`, or in one step by a time and `items`."""

    hold = serializers.CharField(required=False, help_text=_("Key of a hold. Leave time and items out then."))
    items = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("Codes of the items, at most five.")
    )
    citizen = CitizenSerializer(help_text=_("Who applies, for whom you vouch."))
