"""Items as rows of a list: what a citizen reads beside a name before opening it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from . import wording
from .models import Placement, ServiceItem


@dataclass(frozen=True)
class Match:
    """Why an item is in a result: what to mark in its name, and the other name it was found by, with its own marks.

    `by_meaning`: it holds none of the words, and means the like.
    """

    spans: Sequence[tuple[int, int]] = ()
    matched_as: str = ""
    matched_as_spans: Sequence[tuple[int, int]] = ()
    by_meaning: bool = False


@dataclass(frozen=True)
class Row:
    """One item in a list, in finished words. What is not known is an empty text."""

    url: str
    name: str
    department: str
    place: str
    more_places: int
    time_limit: str
    fee: str
    tags: list[str]
    match: Match


NO_MATCH = Match()


def with_row_facts(items: QuerySet[ServiceItem], day: date) -> QuerySet[ServiceItem]:
    """The items with all a row needs: two queries more, whatever their number."""
    placements = Placement.objects.in_force(day).select_related("hall").order_by("position", "pk")
    return items.select_related("department").prefetch_related(
        Prefetch("placements", placements, to_attr="open_placements"), "fees"
    )


def rows(items: Iterable[ServiceItem], matches: dict[str, Match] | None = None) -> list[Row]:
    """A row for each item of `with_row_facts`, in their order; `matches` by item code."""
    matches = matches or {}
    return [_row(item, matches.get(item.code, NO_MATCH)) for item in items]


def _row(item: ServiceItem, match: Match) -> Row:
    places = list(dict.fromkeys(str(placement.place_name) for placement in item.open_placements))
    return Row(
        url=item.get_absolute_url(),
        name=item.name,
        department=item.department.short_name,
        place=places[0] if places else "",
        more_places=max(len(places) - 1, 0),
        time_limit=wording.time_limit(item),
        fee=wording.fee(item, item.fees.all()),
        tags=_tags(item),
        match=match,
    )


def _tags(item: ServiceItem) -> list[str]:
    tags = [item.get_task_type_display(), item.get_audience_display()]
    if item.sharing == ServiceItem.Sharing.BY_CIRCUMSTANCE:
        tags.append(_("City or district: depends on your case"))
    if item.online_depth is not None:
        tags.append(item.get_online_depth_display())
    return [str(tag) for tag in tags]
