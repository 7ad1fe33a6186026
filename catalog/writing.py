"""Contents into the current tables, many items at a time. Only `catalog.revisions` calls it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from .contents import ANSWER_FIELDS, CIRCUMSTANCE_FIELDS, FIELDS, LISTS, Content
from .models import (
    Circumstance,
    CircumstanceAnswer,
    CounterGroup,
    Department,
    Hall,
    Placement,
    Revision,
    ServiceItem,
    Theme,
)

ITEM_COLUMNS = [field for field in FIELDS if field != "code"] + [
    *("department", "spelling", "initial", "version", "effective_from"),
    *("retired_on", "retired_reason", "successor"),
]


KINDS = {
    "departments": _("department"),
    "halls": _("hall"),
    "counter_groups": _("counter group"),
    "themes": _("theme"),
}


class UnknownNeighbour(ValidationError):
    """A content names a department, hall, counter group or theme that is not held."""

    def __init__(self, kind: str, value: str) -> None:
        named = {"kind": KINDS[kind], "value": value}
        super().__init__(_("Not held: %(kind)s “%(value)s”."), "unknown", named)


class PlacementTaken(ValidationError):
    """A content names a placement of another item."""

    def __init__(self, code: str) -> None:
        super().__init__(_("%(code)s is a placement of another item."), "placement_taken", {"code": code})


@dataclass(frozen=True)
class Neighbours:
    """What contents refer to by code, read once for a batch."""

    departments: dict[str, Department]
    halls: dict[str, Hall]
    counter_groups: dict[tuple[str, str], CounterGroup]
    themes: dict[str, Theme]

    @classmethod
    def read(cls) -> "Neighbours":
        """All of them: some hundreds of rows in four queries."""
        return cls(
            departments={each.code: each for each in Department.objects.all()},
            halls={each.code: each for each in Hall.objects.all()},
            counter_groups={(each.hall.code, each.name): each for each in CounterGroup.objects.select_related("hall")},
            themes={each.slug: each for each in Theme.objects.all()},
        )

    def find(self, kind: str, key: Any) -> Any:
        """The neighbour of that code. Raises UnknownNeighbour."""
        try:
            return getattr(self, kind)[key]
        except KeyError:
            raise UnknownNeighbour(kind, key if isinstance(key, str) else " ".join(key)) from None


def check(content: Content, neighbours: Neighbours) -> None:
    """Every neighbour the content names is held. Raises UnknownNeighbour."""
    neighbours.find("departments", content["department"])
    for slug in content["themes"]:
        neighbours.find("themes", slug)
    for placement in content["placements"]:
        if placement["hall"]:
            neighbours.find("halls", placement["hall"])
        if placement["counter_group"]:
            neighbours.find("counter_groups", (placement["hall"], placement["counter_group"]))


def check_placements(contents: Sequence[Content]) -> None:
    """Every placement named is new or the item's own. Raises PlacementTaken."""
    named = {placement["code"]: content["code"] for content in contents for placement in content["placements"]}
    for code, owner in Placement.objects.filter(code__in=named).values_list("code", "item__code"):
        if named[code] != owner:
            raise PlacementTaken(code)


def create_items(contents: Sequence[Content], neighbours: Neighbours) -> None:
    """Rows for new items, not yet in force: version 0 until a revision takes effect. Existing codes stay."""
    held = set(
        ServiceItem.objects.filter(code__in=[content["code"] for content in contents]).values_list("code", flat=True)
    )
    new = [content for content in contents if content["code"] not in held]
    ServiceItem.objects.bulk_create(
        [_fill(ServiceItem(code=content["code"]), content, neighbours) for content in new],
        update_conflicts=True,  # Of codes only, to the same code: any other conflict must be heard of.
        unique_fields=["code"],
        update_fields=["code"],
        batch_size=500,
    )


def write(pairs: Sequence[tuple[ServiceItem, Revision]], neighbours: Neighbours) -> None:
    """The current tables say what each revision says. The items are locked by the caller."""
    living = [(item, revision) for item, revision in pairs if not revision.is_retirement]
    for item, revision in pairs:
        item.version, item.effective_from = revision.number, revision.effective_from
        if revision.is_retirement:
            _retire(item, revision)
        else:
            _fill(item, revision.content, neighbours)
            item.retired_on, item.retired_reason, item.successor = None, "", None
    ServiceItem.objects.bulk_create(
        [item for item, _revision in pairs],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=ITEM_COLUMNS,
        batch_size=200,
    )
    _write_themes(living, neighbours)
    _write_lists(living)
    answers = _write_circumstances(living)
    _write_placements(pairs, neighbours, answers)


def _fill(item: ServiceItem, content: Content, neighbours: Neighbours) -> ServiceItem:
    for field in FIELDS:
        setattr(item, field, content[field])
    item.source_date = _day(content["source_date"])
    item.department = neighbours.find("departments", content["department"])
    item.spelling = " ".join(lazy_pinyin(content["name"]))[:400].lower()
    item.initial = item.spelling[:1].upper() if item.spelling[:1].isascii() and item.spelling[:1].isalpha() else "#"
    return item


def _retire(item: ServiceItem, revision: Revision) -> None:
    item.retired_on = revision.effective_from
    item.retired_reason = revision.content["reason"]
    successor = revision.content["successor"]
    item.successor = ServiceItem.objects.filter(code=successor).first() if successor else None


def _write_themes(pairs: Sequence[tuple[ServiceItem, Revision]], neighbours: Neighbours) -> None:
    through = ServiceItem.themes.through
    through.objects.filter(serviceitem__in=[item.pk for item, _revision in pairs]).delete()
    through.objects.bulk_create(
        through(serviceitem_id=item.pk, theme_id=neighbours.find("themes", slug).pk)
        for item, revision in pairs
        for slug in revision.content["themes"]
    )


def _write_lists(pairs: Sequence[tuple[ServiceItem, Revision]]) -> None:
    ids = [item.pk for item, _revision in pairs]
    for name, (model, _fields) in LISTS.items():
        model.objects.filter(item__in=ids).delete()
        model.objects.bulk_create(
            [
                model(item=item, position=position, **line)
                for item, revision in pairs
                for position, line in enumerate(revision.content[name], 1)
            ],
            batch_size=1000,
        )


def _write_circumstances(
    pairs: Sequence[tuple[ServiceItem, Revision]],
) -> dict[tuple[int, int, int], CircumstanceAnswer]:
    """Questions and answers keep their rows by position, since placements point at them."""
    answers = {}
    asked = set(
        Circumstance.objects.filter(item__in=[item.pk for item, _revision in pairs]).values_list("item", flat=True)
    )
    for item, revision in pairs:
        listed = revision.content["circumstances"]
        if not listed and item.pk not in asked:
            continue
        item.circumstances.filter(position__gt=len(listed)).delete()
        for position, content in enumerate(listed, 1):
            circumstance, _created = Circumstance.objects.update_or_create(
                item=item, position=position, defaults={field: content[field] for field in CIRCUMSTANCE_FIELDS}
            )
            circumstance.answers.filter(position__gt=len(content["answers"])).delete()
            for number, answer in enumerate(content["answers"], 1):
                answers[item.pk, position, number], _created = CircumstanceAnswer.objects.update_or_create(
                    circumstance=circumstance,
                    position=number,
                    defaults={field: answer[field] for field in ANSWER_FIELDS},
                )
    return answers


def _write_placements(
    pairs: Sequence[tuple[ServiceItem, Revision]],
    neighbours: Neighbours,
    answers: dict[tuple[int, int, int], CircumstanceAnswer],
) -> None:
    listed = [
        (item, position, placement)
        for item, revision in pairs
        if not revision.is_retirement
        for position, placement in enumerate(revision.content["placements"], 1)
    ]
    _end_placements(pairs, keep={placement["code"] for _item, _position, placement in listed})
    rows = [_placement(item, position, placement, neighbours, answers) for item, position, placement in listed]
    Placement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[f.name for f in Placement._meta.fields if f.name not in ("id", "code", "item")],
        batch_size=200,
    )


def _end_placements(pairs: Sequence[tuple[ServiceItem, Revision]], keep: set[str]) -> None:
    """Placements the revisions no longer name end on their day; one that would end before it began never was."""
    items_by_day = defaultdict(list)
    for item, revision in pairs:
        items_by_day[revision.effective_from].append(item.pk)
    for day, items in items_by_day.items():
        open_then = Placement.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), item__in=items)
        gone = [pk for pk, code in open_then.values_list("pk", "code") if code not in keep]
        Placement.objects.filter(pk__in=gone, valid_from__gte=day).delete()
        Placement.objects.filter(pk__in=gone, valid_from__lt=day).update(valid_to=day)


def _placement(
    item: ServiceItem,
    position: int,
    content: Content,
    neighbours: Neighbours,
    answers: dict[tuple[int, int, int], CircumstanceAnswer],
) -> Placement:
    hall, group, answer = content["hall"], content["counter_group"], content["answer"]
    return Placement(
        item=item,
        position=position,
        code=content["code"],
        kind=content["kind"],
        hall=neighbours.find("halls", hall) if hall else None,
        hall_class=content["hall_class"],
        counter_group=neighbours.find("counter_groups", (hall, group)) if group else None,
        answer=answers[item.pk, *answer] if answer else None,
        note=content["note"],
        notice_no=content["notice_no"],
        source=content["source"],
        valid_from=_day(content["valid_from"]),
        valid_to=_day(content["valid_to"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
