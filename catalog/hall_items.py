"""Which items one hall handles, and the ways to narrow a long list of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .models import Department, Hall, Placement, ServiceItem
from .places import LOCAL


@dataclass(frozen=True)
class Choice:
    """How a reader narrowed the list; empty texts narrow nothing."""

    letter: str = ""
    department: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """The choice in an address. What no database takes, a NUL, is dropped."""
        return cls(**{name: query.get(name, "").replace("\0", "") for name in ("letter", "department")})


def handled_at(hall: Hall, day: date) -> QuerySet[ServiceItem]:
    """Items in force with a place at this hall that day; any district or street hall also takes those of its class."""
    here = Q(hall=hall)
    if hall.kind in LOCAL:
        here |= Q(hall_class=Placement.HallClass.DISTRICT_OR_STREET)
    placements = Placement.objects.in_force(day).filter(here, item=OuterRef("pk"))
    return ServiceItem.objects.in_force().filter(Exists(placements))


def narrowed(items: QuerySet[ServiceItem], choice: Choice) -> QuerySet[ServiceItem]:
    """The items of the chosen letter and department, by spelling."""
    if choice.letter:
        items = items.filter(initial=choice.letter)
    if choice.department:
        items = items.filter(department__code=choice.department)
    return items.by_spelling()


def initials(items: QuerySet[ServiceItem]) -> list[str]:
    """The letters some of the items begin with."""
    return list(items.order_by("initial").values_list("initial", flat=True).distinct())


def departments(items: QuerySet[ServiceItem]) -> QuerySet[Department]:
    """The departments of the items, each with `held`, how many are theirs."""
    return (
        Department.objects.annotate(held=Count("items", filter=Q(items__in=items))).filter(held__gt=0).order_by("code")
    )
