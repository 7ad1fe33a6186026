"""What the OpenAPI document says of answers: the good one, the unchanged one and the refusals."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers

from .problems import PROBLEM_JSON, TITLES


class ProblemErrorSerializer(serializers.Serializer):
    """What is wrong with one parameter."""

    parameter = serializers.CharField(help_text=_("Name of the parameter."))
    detail = serializers.CharField(help_text=_("What is wrong with it, as a sentence."))


class ProblemSerializer(serializers.Serializer):
    """Problem details, RFC 9457. The sentences are in the language of Accept-Language."""

    type = serializers.URLField(help_text=_("Names the kind of problem and leads to its explanation."))
    title = serializers.CharField(help_text=_("The kind of problem, in words."))
    status = serializers.IntegerField(help_text=_("The HTTP status."))
    detail = serializers.CharField(help_text=_("What happened this time, and what can be done."))
    errors = ProblemErrorSerializer(many=True, help_text=_("One entry for each parameter at fault."))


class SuccessorSerializer(serializers.Serializer):
    """The item that takes the place of a retired one."""

    code = serializers.CharField(help_text=_("Code of the item."))
    name = serializers.CharField(help_text=_("Name of the item."))
    url = serializers.URLField(help_text=_("The same document at its own address."))
    page_url = serializers.URLField(help_text=_("The page for people."))


class RetiredSerializer(ProblemSerializer):
    """The problem of an item that was taken off the list."""

    retired_on = serializers.DateField(help_text=_("The first day on which the item no longer held."))
    reason = serializers.CharField(allow_blank=True, help_text=_("Why it was taken off the list."))
    successor = SuccessorSerializer(allow_null=True, help_text=_("The item that takes its place, if there is one."))


REFUSED = OpenApiExample(
    "Unknown value",
    {
        "type": "https://example.gov.cn/api/#invalid-parameter",
        "title": "Something that was sent cannot be used",
        "status": 400,
        "detail": "“2017-13-01” is not a day. Write it as YYYY-MM-DD.",
        "errors": [
            {"parameter": "updated_since", "detail": "“2017-13-01” is not a day. Write it as YYYY-MM-DD."},
        ],
    },
    response_only=True,
    status_codes=["400"],
    media_type=PROBLEM_JSON,
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 304], description=_("Send it back as If-None-Match.")
)


def of_list(
    row: type[serializers.Serializer], *, summary: Any, description: Any, example: str
) -> Callable[[type], type]:
    """A list answers with a page of rows; a parameter may be refused, and a page may not be there.

    `example` is what stands behind the question mark of a request worth trying.
    """
    good = OpenApiResponse(row(many=True), _("One page of rows."))
    return _documented(summary, description, {200: good, **_problems(400, 404)}, [ETAG], f"?{example}")


def of_detail(
    body: type[serializers.Serializer], *, summary: Any, description: Any, example: str, gone: bool = False
) -> Callable[[type], type]:
    """One document, or none of that code, or one that is no longer on the list. `example` is a code."""
    answers = {200: OpenApiResponse(body, _("The document.")), **_problems(400, 404)}
    if gone:
        answers[410, PROBLEM_JSON] = OpenApiResponse(RetiredSerializer, TITLES["retired"])
    return _documented(summary, description, answers, [_code(example), ETAG], example)


def of_answer(
    body: type[serializers.Serializer],
    *,
    summary: Any,
    description: Any,
    example: str,
    parameters: list[OpenApiParameter],
) -> Callable[[type], type]:
    """One document about an item, made for who asks: it is kept nowhere, so it can never be unchanged."""
    answers = {200: OpenApiResponse(body, _("The document.")), **_problems(400, 404)}
    del answers[304]
    answers[410, PROBLEM_JSON] = OpenApiResponse(RetiredSerializer, TITLES["retired"])
    code = _code(example.partition("/")[0])
    return _documented(summary, description, answers, [code, *parameters], example)


def _code(example: str) -> OpenApiParameter:
    return OpenApiParameter(
        "code",
        {"type": "string", "minLength": 1, "maxLength": 40, "example": example},
        OpenApiParameter.PATH,
        description=_("Its code, in the spelling of the list."),
    )


def _documented(
    summary: Any, description: Any, answers: Any, parameters: list[OpenApiParameter], example: str
) -> Callable[[type], type]:
    return extend_schema_view(
        get=extend_schema(
            summary=summary,
            description=description,
            responses=answers,
            parameters=parameters,
            examples=[REFUSED],
            extensions={"x-example": example},
        )
    )


undocumented = extend_schema(exclude=True)


def _problems(*statuses: int) -> dict[Any, OpenApiResponse]:
    unchanged = OpenApiResponse(None, _("The document you hold is still the present one."))
    refusals = {(each, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, WHY[each]) for each in (*statuses, 406, 429)}
    return {304: unchanged, **refusals}


WHY = {
    400: _("A parameter is not known, has no value or a value that cannot be used; `errors` names it."),
    404: _("There is nothing of that code, or the list has no such page."),
    406: TITLES["not-acceptable"],
    429: TITLES["too-many-requests"],
}
