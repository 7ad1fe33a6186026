"""What the OpenAPI document says of each address."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from appointments.offering import MOST_ITEMS
from catalog.api.problems import PROBLEM_JSON, TITLES
from catalog.api.responses import ProblemSerializer

from . import shapes
from .asking import KEY_HEADER

NUMBER = "11010519491231002X"
"""The specimen of GB 11643: the number of nobody."""

CITIZEN = {"name": "张三", "phone": "13800138000", "document": {"kind": "id_card", "number": NUMBER}}
TIME = {"slot": "4711"}

WHY = {
    400: _("Something that was sent is missing, unknown or cannot be used; `errors` names each member by its path."),
    401: _("There is no token, or one that opens nothing."),
    403: _("The token lacks the scope `bookings:write`."),
    404: _("Your token made no hold and no booking of this key."),
    406: TITLES["not-acceptable"],
    409: _("Booking refuses it; `type` says why, and `alternatives` which other times are free."),
    413: _("The body is too large."),
    415: _("The body is not sent as JSON."),
    422: _("The key was used for another request."),
    429: TITLES["too-many-requests"],
    503: _("Too many people are booking at this moment: send the same request again, with the same key."),
}
KEY = OpenApiParameter(
    KEY_HEADER,
    {"type": "string", "pattern": r"^[\x20-\x7E]{1,128}$", "example": "4d0b7ac0-6a5e-4e55-9c2e-6f3f0c0d4c57"},
    OpenApiParameter.HEADER,
    required=True,
    description=_(
        "A new value for each new request, and the same when the request is sent again: it then gets the same answer, "
        "and nothing is booked twice. It counts for your token and this address. What was refused may be sent again."
    ),
)
BOOKING_KEY = OpenApiParameter(
    "key",
    {"type": "string", "minLength": 22, "maxLength": 22, "example": "A" * 22},
    OpenApiParameter.PATH,
    description=_("Key of the hold or booking."),
)
LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201], description=_("Where it is read again.")
)
REPLAYED = OpenApiParameter(
    "Idempotency-Replayed",
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    response=[201],
    required=False,
    description=_("There where the request had been answered before."),
)


FREE_TIMES = [
    OpenApiParameter(
        "item",
        {"type": "array", "minItems": 1, "maxItems": MOST_ITEMS, "items": {"type": "string", "minLength": 1}},
        required=True,
        description=_("Code of an item; again for each further one of the same visit."),
    ),
    OpenApiParameter(
        "hall",
        {"type": "string", "minLength": 1, "example": "M"},
        description=_("Code of a hall: all its times. Without it every hall is told with its first time."),
    ),
    OpenApiParameter("from", OpenApiTypes.DATE, description=_("The first day, today if left out.")),
    OpenApiParameter("to", OpenApiTypes.DATE, description=_("The last day, at most 60 days in all.")),
]


def _refusals(*statuses: int, refused: type[serializers.Serializer] = ProblemSerializer) -> dict[Any, OpenApiResponse]:
    return {
        (status, PROBLEM_JSON): OpenApiResponse(refused if status == 409 else ProblemSerializer, WHY[status])
        for status in (*statuses, 429)
    }


def _of(
    method: str,
    summary: Any,
    description: Any,
    good: dict[int, OpenApiResponse],
    *statuses: int,
    parameters: list[OpenApiParameter],
    body: type[serializers.Serializer] | None = None,
    examples: dict[Any, Any] | None = None,
):
    """Describes the one method of an address."""
    schema = extend_schema(
        summary=summary,
        description=description,
        request=body,
        parameters=parameters,
        responses={**good, **_refusals(*statuses, refused=shapes.BookingRefusedSerializer)},
        examples=[
            OpenApiExample(str(number), value, summary=summary, request_only=True)
            for number, (summary, value) in enumerate((examples or {}).items(), 1)
        ],
    )
    return extend_schema_view(**{method: schema})


def _booking(status: int, description: Any) -> dict[int, OpenApiResponse]:
    return {status: OpenApiResponse(shapes.BookingSerializer, description)}


OF_AVAILABILITY = extend_schema_view(
    get=extend_schema(
        summary=_("Free times"),
        description=_(
            "Where and when items can be booked online: the lines that take all of them in one visit. No token is "
            "needed; a partner that sends its token is counted as one. Answers may be kept for 5 seconds."
        ),
        parameters=FREE_TIMES,
        responses={200: OpenApiResponse(shapes.AvailabilitySerializer, _("The lines.")), **_refusals(400, 401, 406)},
        extensions={"x-example": "?item=D13-080&hall=M"},
    )
)
OF_HOLDS = _of(
    "post",
    _("Hold a place"),
    _("A place is kept for a citizen for some minutes. What the same phone held before is given back."),
    _booking(201, _("The place is held until `held_until`.")),
    *(400, 401, 403, 406, 409, 413, 415, 422, 503),
    parameters=[KEY, LOCATION, REPLAYED],
    body=shapes.NewHoldSerializer,
    examples={_("By a slot"): TIME | {"items": ["D13-080"], "citizen": {"phone": CITIZEN["phone"]}}},
)
OF_A_HOLD = _of(
    "delete",
    _("Give a hold back"),
    _("The place is free for others at once. Sent again, nothing happens."),
    {204: OpenApiResponse(None, _("The place is held no more."))},
    *(400, 401, 403, 404, 406, 409, 503),
    parameters=[BOOKING_KEY],
)
OF_EXTENDING = _of(
    "post",
    _("Extend a hold"),
    _("The place is held as long again from now, once."),
    _booking(200, _("The hold with its new end.")),
    *(400, 401, 403, 404, 406, 409, 503),
    parameters=[BOOKING_KEY],
)
OF_BOOKINGS = _of(
    "post",
    _("Book a visit"),
    _("From a hold, or in one step by a time and items. You vouch for the citizen. A hold that is refused stays held."),
    _booking(201, _("The visit is booked.")),
    *(400, 401, 403, 404, 406, 409, 413, 415, 422, 503),
    parameters=[KEY, LOCATION, REPLAYED],
    body=shapes.NewBookingSerializer,
    examples={
        _("From a hold"): {"hold": "A" * 22, "citizen": CITIZEN},
        _("In one step"): TIME | {"items": ["D13-080"], "citizen": CITIZEN},
    },
)
OF_A_BOOKING = _of(
    "get",
    _("Read a booking"),
    _("A hold or booking that your token made, as it is now."),
    _booking(200, _("The document.")),
    *(400, 401, 403, 404, 406),
    parameters=[BOOKING_KEY],
)
OF_CANCELLING = _of(
    "post",
    _("Cancel a booking"),
    _("The citizen gives the visit up. Sent again, nothing happens."),
    _booking(200, _("The cancelled booking.")),
    *(400, 401, 403, 404, 406, 409, 503),
    parameters=[BOOKING_KEY],
)
OF_MOVING = _of(
    "post",
    _("Move a booking"),
    _("The visit is at another time: the new place is taken first, and only then the old one given back."),
    _booking(200, _("The booking at its new time.")),
    *(400, 401, 403, 404, 406, 409, 413, 415, 503),
    parameters=[BOOKING_KEY],
    body=shapes.NewTimeSerializer,
    examples={_("To a slot"): TIME},
)
