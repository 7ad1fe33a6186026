"""The address that tells where to go with one item."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog import guide, places, wayfinding
from catalog.contents import CIRCUMSTANCE_FIELDS
from catalog.forms import CircumstanceForm
from catalog.models import CircumstanceAnswer, ServiceItem
from catalog.places import Place
from catalog.route_form import RouteForm
from catalog.routing import UNSURE, Destination

from . import parameters, responses
from .language import AcceptLanguageMixin
from .limits import LONGEST
from .problems import ItemRetired
from .route_answers import RouteSerializer
from .throttling import PerAddress

ANSWER = r"^[1-9][0-9]{0,3}:([1-9][0-9]{0,3}|unsure)$"
AMOUNT = r"^[1-9][0-9]{0,3}:[0-9]{1,12}(\.[0-9]{1,2})?$"
POSITION = r"^-?([0-8]?[0-9](\.[0-9]{1,6})?|90),-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,6})?|180)$"
ABOUT_THE_CITIZEN = ("place", "area", "at", "hall")


def _parameter(name: str, description: Any, *, many: bool = False, **schema: Any) -> OpenApiParameter:
    text = {"type": "string", "minLength": 1, "maxLength": LONGEST} | schema
    return OpenApiParameter(name, text, many=many, explode=many or None, description=description)


PARAMETERS = [
    OpenApiParameter(
        "answer",
        {"type": "array", "items": {"type": "string", "pattern": ANSWER}, "example": ["1:2"]},
        description=gettext_lazy(
            "Position of a question and of the answer to it, or `unsure`, such as `1:2`. A question without an answer "
            "counts as unsure as soon as another one has one."
        ),
    ),
    OpenApiParameter(
        "amount",
        {"type": "array", "items": {"type": "string", "pattern": AMOUNT}, "example": ["1:1200"]},
        description=gettext_lazy(
            "Position of a question for an amount and the amount in the unit of the question, such as `1:1200`. "
            "It counts more than an `answer`."
        ),
    ),
    _parameter(
        "place",
        gettext_lazy("Where the citizen lives, as typed: a district, street, community or address."),
        example="西乡街道",
    ),
    _parameter(
        "area",
        gettext_lazy("Code of a district, street or community; counts more than `place`."),
        example="440306018",
    ),
    _parameter(
        "at",
        gettext_lazy("Where the citizen is, as latitude and longitude in degrees. Three decimals are enough."),
        pattern=POSITION,
        example="22.543,114.058",
    ),
    _parameter("hall", gettext_lazy("Code of the hall the citizen is at: is it the right one?"), example="M"),
]


@responses.of_answer(
    RouteSerializer,
    summary=gettext_lazy("Where to go with one item"),
    description=gettext_lazy(
        "The places that handle an item for one citizen, the best first, each with why. What is sent about the citizen "
        "is neither stored nor logged, and no cache keeps the answer."
    ),
    example="D01-035/route",
    parameters=PARAMETERS,
)
class ItemRoute(AcceptLanguageMixin, APIView):
    """The way to one item's place. Nothing about the citizen is kept."""

    http_method_names = ["get", "head"]
    throttle_classes = [PerAddress]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The address understands every parameter. Raises ParseError, ValidationError."""
        super().initial(request, *args, **kwargs)
        parameters.check(request, single=ABOUT_THE_CITIZEN, repeatable=("answer", "amount"))

    def get(self, request: Request, code: str) -> Response:
        """The route. Raises Http404, ItemRetired, ValidationError."""
        items = ServiceItem.objects.select_related("department", "successor")
        item = get_object_or_404(items, code=code, version__gt=0)
        if item.retired_on:
            raise ItemRetired(item)
        answers = guide.answers_of(item)
        form, asked = answered(request, answers), told(request)
        way = wayfinding.find(item, answers=answers, chosen=form.chosen(), asked=asked, day=timezone.localdate())
        body = RouteSerializer(_body(request, way, form, asked), context={"request": request})
        return Response(body.data)

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        """The response, which nobody keeps."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response


def answered(request: Request, answers: list[CircumstanceAnswer]) -> CircumstanceForm:
    """The questions of the item with the answers sent. Raises ValidationError naming the parameter at fault."""
    circumstances = {str(answer.circumstance.position): answer.circumstance for answer in answers}
    data: dict[str, str] = {}
    for name, pattern, key in (("answer", ANSWER, 0), ("amount", AMOUNT, 1)):
        for position, value in _pairs(request, name, pattern):
            circumstance = circumstances.get(position)
            field = circumstance and CircumstanceForm.keys(circumstance)[key]
            if not circumstance or (name == "amount" and circumstance.kind != circumstance.Kind.AMOUNT):
                raise ValidationError({name: [_("“%(value)s” names no such question.") % {"value": position}]})
            if field in data:
                raise ValidationError({name: [_("Question %(position)s is answered twice.") % {"position": position}]})
            data[field] = value
    if data:
        for circumstance in circumstances.values():
            data.setdefault(CircumstanceForm.keys(circumstance)[0], UNSURE)
    form = CircumstanceForm(data, answers=answers)
    if form.errors:
        raise ValidationError({"answer": [error for errors in form.errors.values() for error in errors]})
    return form


def _pairs(request: Request, name: str, pattern: str) -> Iterator[tuple[str, str]]:
    for text in request.query_params.getlist(name):
        if not re.fullmatch(pattern, text):
            message = _("“%(value)s” is not written as the description of “%(name)s” says.")
            raise ValidationError({name: [message % {"value": text[:40], "name": name}]})
        position, _colon, value = text.partition(":")
        yield position, value


def told(request: Request) -> RouteForm:
    """What was sent about the citizen. A place that is not understood is no error. Raises ValidationError."""
    form = RouteForm({name: request.query_params.get(name, "") for name in ABOUT_THE_CITIZEN})
    at = request.query_params.get("at", "")
    if at and not re.fullmatch(POSITION, at):
        message = _("“%(value)s” is not a position. Write latitude and longitude, such as 22.543,114.058.")
        raise ValidationError({"at": [message % {"value": at[:40]}]})
    wrong = {name: errors for name, errors in form.errors.items() if name in ("area", "hall", "at")}
    if wrong:
        raise ValidationError(wrong)
    return form


def _body(request: Request, way: wayfinding.Way, form: CircumstanceForm, asked: RouteForm) -> dict[str, Any]:
    def absolute(view_name: str) -> str:
        return request.build_absolute_uri(reverse(view_name, args=[way.item.code]))

    return {
        "item": {
            "code": way.item.code,
            "name": way.item.name,
            "url": absolute("api:item"),
            "page_url": absolute("catalog:item"),
        },
        "day": way.around.day,
        "ground": way.route.ground.value,
        "explanation": way.where.explanation,
        "advice": [{"text": each.text, "verdict": each.verdict and each.verdict.value} for each in way.advice],
        "questions": [
            {**{name: getattr(question, name) for name in ("position", *CIRCUMSTANCE_FIELDS)}, "answers": possible}
            for question, possible in form.questions.items()
        ],
        "place": {
            "found": asked.residence,
            "choices": asked.choices,
            "detail": " ".join(asked.errors.get("place", ())),
        },
        "destinations": [
            _destination(number, destination, card) for number, (destination, card) in enumerate(way.cards, 1)
        ],
        "page_url": absolute("catalog:item_route"),
    }


def _destination(number: int, destination: Destination, card: Place) -> dict[str, Any]:
    distance = destination.distance
    return {
        "order": number,
        "level": destination.level,
        "placement": destination.placement and destination.placement.code,
        "title": card.title,
        "hall": destination.hall,
        "counter_group": card.counter,
        "nearness": destination.nearness.name.lower(),
        "why": " ".join(text for text in (card.why, card.explanation) if text),
        "distance": distance and {"kilometres": places.whole(distance), "text": card.distance},
        "today": card.today
        and {"state": card.today.state.value, "text": card.today.text, "confidence": card.today.confidence},
        "in_service": destination.is_open,
    }
