"""An item as one plain dictionary: what a revision keeps, an export prints, and the current tables are written from.

A content holds every public fact of an item by the codes of its neighbours, never by primary keys, so that it means the
same in another database. Dates are ISO strings, absent values None or "", and the lists are in the guide's order.
A retirement is the content ``{"code", "retired": True, "reason", "successor"}``.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from .models import (
    AcceptCondition,
    Circumstance,
    Fee,
    HandlingForm,
    LegalBasis,
    Material,
    Placement,
    Question,
    ServiceItem,
    Step,
)

Content = dict[str, Any]

FIELDS = (
    *("code", "catalog_code", "task_code", "handle_code", "name", "list_level", "tier", "sharing", "task_type"),
    *("audience", "description", "aliases", "project_type", "statutory_days", "statutory_unit", "statutory_basis"),
    *("promise_days", "promise_unit", "promise_basis", "visits", "visits_reason", "online_depth", "is_fee"),
    *("result_name", "consult_phone", "complaint_phone", "needs_person_present", "supports_mail_result"),
    *("supports_locker", "discreet_notice", "evidence", "evidence_match", "source", "source_date"),
    *("guide_certainty", "guide_source"),
)

LISTS = {
    "handling_forms": (HandlingForm, ("name", "evidence")),
    "conditions": (AcceptCondition, ("text",)),
    "materials": (Material, ("name", "necessity", "origin", "medium", "originals", "copies", "note")),
    "steps": (Step, ("name", "actor", "note")),
    "legal_bases": (LegalBasis, ("citation", "status", "text_version")),
    "fees": (Fee, ("name", "amount_fen", "basis", "as_of")),
    "questions": (Question, ("question", "answer")),
}

# What a source does not say: unknown, not nought.
NULL_IF_UNKNOWN = (
    *("statutory_days", "promise_days", "visits", "online_depth", "is_fee", "needs_person_present"),
    *("supports_mail_result", "supports_locker", "source_date"),
)
UNKNOWN = dict.fromkeys(FIELDS, "") | dict.fromkeys(NULL_IF_UNKNOWN)

CIRCUMSTANCE_FIELDS = ("question", "kind", "unit", "explanation", "is_example", "source")
ANSWER_FIELDS = ("label", "level", "yes", "amount_from", "amount_to")
PLACEMENT_FIELDS = ("code", "kind", "hall_class", "note", "notice_no", "source", "valid_from", "valid_to")


def is_retirement(content: Content) -> bool:
    """Whether this content takes the item off the list."""
    return content.get("retired") is True


def retirement(code: str, *, reason: str, successor: str = "") -> Content:
    """The content that takes an item off the list; `successor` is the code of the item that takes its place."""
    return {"code": code, "retired": True, "reason": reason, "successor": successor}


def with_neighbours(items: QuerySet[ServiceItem]) -> QuerySet[ServiceItem]:
    """Items with all that `describe` reads: a fixed number of queries for any number of items."""
    return items.select_related("department").prefetch_related(
        "themes",
        *LISTS,
        Prefetch("circumstances", Circumstance.objects.prefetch_related("answers")),
        Prefetch("placements", Placement.objects.select_related("hall", "counter_group", "answer__circumstance")),
    )


def describe(item: ServiceItem) -> Content:
    """The content the current tables hold for this item. Equal to the content of the revision last applied."""
    content = {field: plain(getattr(item, field)) for field in FIELDS}
    content["department"] = item.department.code
    content["themes"] = [theme.slug for theme in sorted(item.themes.all(), key=lambda theme: theme.position)]
    for name, (_model, fields) in LISTS.items():
        content[name] = [{f: plain(getattr(line, f)) for f in fields} for line in getattr(item, name).all()]
    content["circumstances"] = [_describe_circumstance(each) for each in item.circumstances.all()]
    content["placements"] = [
        _describe_placement(placement)
        for placement in item.placements.all()
        if placement.valid_to is None or (item.effective_from and placement.valid_to > item.effective_from)
    ]
    return content


def _describe_circumstance(circumstance: Circumstance) -> Content:
    return {
        **{field: getattr(circumstance, field) for field in CIRCUMSTANCE_FIELDS},
        "answers": [{f: plain(getattr(answer, f)) for f in ANSWER_FIELDS} for answer in circumstance.answers.all()],
    }


def _describe_placement(placement: Placement) -> Content:
    answer = placement.answer
    return {
        **{field: plain(getattr(placement, field)) for field in PLACEMENT_FIELDS},
        "hall": placement.hall.code if placement.hall else "",
        "counter_group": placement.counter_group.name if placement.counter_group else "",
        "answer": [answer.circumstance.position, answer.position] if answer else None,
    }


def plain(value: Any) -> Any:
    """A value as a content holds it: days as ISO text, amounts with two decimals."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value


def placements_on(content: Content, day: date) -> list[Content]:
    """The placements of the content that hold on that day."""
    text = day.isoformat()
    return [p for p in content["placements"] if p["valid_from"] <= text and (not p["valid_to"] or text < p["valid_to"])]


def kinds(content: Content, day: date | None = None) -> list[str]:
    """The kinds of place an item is counted under: once a kind, however many halls (the published unit of count).

    With a day, only placements that hold on it count.
    """
    placements = content["placements"] if day is None else placements_on(content, day)
    return sorted({placement["kind"] for placement in placements})


def places(content: Content) -> list[tuple[Any, ...]]:
    """Where the item is handled, comparable between two contents: a difference is a move."""
    return sorted(
        (p["kind"], p["hall"], p["hall_class"], p["counter_group"], tuple(p["answer"] or ()), p["valid_to"] or "")
        for p in content["placements"]
    )


def changed_fields(before: Content, after: Content) -> list[str]:
    """The names of the fields that differ, in the order of the content."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def describe_all(items: QuerySet[ServiceItem], chunk: int = 500) -> Iterable[Content]:
    """Contents of many items by code, read in chunks."""
    yield from map(describe, with_neighbours(items).order_by("code").iterator(chunk_size=chunk))
