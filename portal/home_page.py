"""What the home page shows: themes, departments and halls with their counts, what is new, and the key figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import ways
from catalog.models import Hall, LifeEvent, Placement, Revision, ServiceItem, Theme
from catalog.ways import Link

SHOWN = 8  # Themes of a door that are open at once; the others are one step away.
DEPARTMENTS_SHOWN = 12
NEWS_SHOWN = 6
OTHER = "qita"  # The theme of what fits no other comes last, however much it holds.

DOORS = {"person": _("For people"), "company": _("For companies")}
AUDIENCES = {door: (door, ServiceItem.Audience.BOTH) for door in DOORS}

HALL_KINDS = {
    Hall.Kind.MUNICIPAL: _("Municipal hall"),
    Hall.Kind.SPECIALISED: _("Specialised branch halls"),
    Hall.Kind.SERVICE_POINT: _("Service points"),
    Hall.Kind.DISTRICT: _("District halls"),
    Hall.Kind.STREET: _("Street halls"),
    Hall.Kind.COMMUNITY: _("Community service centres"),
}


@dataclass(frozen=True)
class Door:
    """One of the two front doors: its themes, those with most items first."""

    name: str
    whole: Link
    shown: Sequence[Link]
    rest: Sequence[Link]


def contents(day: date) -> dict[str, Any]:
    """All the home page shows on that day."""
    figures = _figures(day)
    departments = ways.departments()
    return {
        "figures": figures,
        "examples": ways.examples(),
        "doors": _doors(figures),
        "events": LifeEvent.objects.public(),
        "departments": departments[:DEPARTMENTS_SHOWN],
        "department_count": len(departments),
        "hall_kinds": _hall_kinds(day),
        "placements": _placements(day),
        "news": _news(day),
        "list_began": _list_began(),
        "no_search": True,
    }


def _figures(day: date) -> dict[str, int]:
    by_audience = {f"{door}_items": Count("pk", Q(audience__in=audiences)) for door, audiences in AUDIENCES.items()}
    return ServiceItem.objects.in_force().aggregate(items=Count("pk"), **by_audience) | {
        "halls": Hall.objects.in_service(day).count()
    }


def _doors(figures: dict[str, int]) -> list[Door]:
    in_force = Q(items__version__gt=0, items__retired_on__isnull=True)
    counts = {door: Count("items", in_force & Q(items__audience__in=those)) for door, those in AUDIENCES.items()}
    themes = list(Theme.objects.annotate(**counts))
    return [_door(door, str(name), figures[f"{door}_items"], themes) for door, name in DOORS.items()]


def _door(door: str, name: str, items: int, themes: Sequence[Theme]) -> Door:
    own = [theme for theme in themes if getattr(theme, f"for_{door}") and getattr(theme, door)]
    by_count = sorted(own, key=lambda theme: (theme.slug == OTHER, -getattr(theme, door)))
    links = [Link(theme.name, getattr(theme, door), _results(audience=door, theme=theme.slug)) for theme in by_count]
    return Door(door, Link(name, items, _results(audience=door)), links[:SHOWN], links[SHOWN:])


def _hall_kinds(day: date) -> list[Link]:
    counts = dict(Hall.objects.in_service(day).order_by().values_list("kind").annotate(Count("pk")))
    halls = reverse("catalog:halls")
    return [Link(str(name), counts[kind], f"{halls}#{kind}") for kind, name in HALL_KINDS.items() if kind in counts]


def _placements(day: date) -> list[Link]:
    """How many items are handled at each kind of place. An item at two kinds of place counts at both."""
    open_now = Placement.objects.in_force(day).filter(item__version__gt=0, item__retired_on__isnull=True)
    counts = dict(open_now.order_by().values_list("kind").annotate(Count("item", distinct=True)))
    return [
        Link(str(kind.label), counts[kind], _results(place=kind.value)) for kind in Placement.Kind if kind in counts
    ]


def _news(day: date) -> list[Revision]:
    """The latest changes in effect; the reference data itself is no news."""
    changes = Revision.objects.exclude(origin=Revision.Origin.SEED).filter(effective_from__lte=day)
    return list(changes.select_related("item").order_by("-recorded_at", "-pk")[:NEWS_SHOWN])


def _list_began() -> date | None:
    """The first day the list says something about."""
    return Revision.objects.aggregate(first=Min("effective_from"))["first"]


def _results(**narrowed: str) -> str:
    return reverse("catalog:results", query=narrowed)
