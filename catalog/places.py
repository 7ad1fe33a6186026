"""A place as a citizen reads it: its name, where it stands, when it is open, and how far to trust each fact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .contacts import SERVICE_LINE
from .models import Confidence, Hall, Placement, ServiceItem

# Facts below “high” carry these words; a fact that is not known is said to be unpublished instead.
DOUBTFUL = (Confidence.MEDIUM, Confidence.LOW)

FACTS = {
    "address": gettext_lazy("Address"),
    "hours": gettext_lazy("Opening hours"),
    "phone": gettext_lazy("Phone"),
}

KIND_TITLES = {
    Hall.Kind.MUNICIPAL: gettext_lazy("Municipal hall"),
    Hall.Kind.SPECIALISED: gettext_lazy("Specialised branch halls"),
    Hall.Kind.SERVICE_POINT: gettext_lazy("Service points"),
    Hall.Kind.DISTRICT: gettext_lazy("District halls"),
    Hall.Kind.STREET: gettext_lazy("Street halls"),
    Hall.Kind.COMMUNITY: gettext_lazy("Community service centres"),
}

LOCAL = (Hall.Kind.DISTRICT, Hall.Kind.STREET)

PHONE = re.compile(r"[0-9][0-9-]{2,}")


@dataclass(frozen=True)
class PlaceFact:
    """One fact of a place. An empty value is shown as not published yet; `trust` is empty where it is confirmed."""

    label: str
    value: str
    trust: str = ""
    dial: str = ""


@dataclass(frozen=True)
class DistrictHalls:
    """One district, its own hall where it has one, and the halls of its streets."""

    name: str
    hall: Hall | None
    streets: list[Hall] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """One card of “where to go”. A card for any of several halls has no hall but the halls to pick from."""

    title: str
    hall: Hall | None = None
    placement: Placement | None = None
    counter: str = ""
    counter_note: str = ""
    explanation: str = ""
    name_trust: str = ""
    facts: list[PlaceFact] = field(default_factory=list)
    choice: list[DistrictHalls] = field(default_factory=list)


def trust_note(confidence: str) -> str:
    """The words that warn of a doubtful fact; empty for one that is confirmed or not known at all."""
    return str(Confidence(confidence).label) if confidence in DOUBTFUL else ""


def hall_facts(hall: Hall) -> list[PlaceFact]:
    """Address, hours and phone, each with how far it can be trusted."""
    return [
        PlaceFact(
            label=str(label),
            value=getattr(hall, fact),
            trust=trust_note(getattr(hall, f"{fact}_confidence")),
            dial=dial(hall.phone) if fact == "phone" else "",
        )
        for fact, label in FACTS.items()
    ]


def dial(phone: str) -> str:
    """The first number of a phone field, ready for a tel: link; empty where there is none."""
    found = PHONE.search(phone)
    return found.group() if found else ""


def by_district(halls: Iterable[Hall], *, with_streets: bool) -> list[DistrictHalls]:
    """District and street halls under their district, in the order of the districts."""
    districts: dict[int, DistrictHalls] = {}
    listed = [hall for hall in halls if hall.district_id]
    for hall in sorted(listed, key=lambda hall: (hall.district_id, hall.kind != Hall.Kind.DISTRICT, hall.pk)):
        is_district_hall = hall.kind == Hall.Kind.DISTRICT
        found = districts.setdefault(
            hall.district_id, DistrictHalls(hall.district.name, hall if is_district_hall else None)
        )
        if with_streets and hall.kind == Hall.Kind.STREET:
            found.streets.append(hall)
    return list(districts.values())


def place_of(placement: Placement, item: ServiceItem, local_halls: Iterable[Hall], day: date) -> Place:
    """The card of one placement; `local_halls` are the district and street halls somebody may pick from."""
    if placement.hall:
        return _hall_place(placement, placement.hall, day)
    if placement.hall_class == Placement.HallClass.DEPARTMENT:
        return _department_place(placement, item)
    return Place(
        title=_("Any district or street hall"),
        placement=placement,
        explanation=_(
            "You can go to any district hall or street hall in the city. Pick your district to see its halls."
        ),
        choice=by_district(local_halls, with_streets=True),
    )


def district_place(local_halls: Iterable[Hall]) -> Place:
    """The card for the district level where the list holds no placement there: the district halls to choose from."""
    return Place(
        title=_("The hall of your district"),
        explanation=_(
            "The list does not say which place in the district handles this item. "
            "Call %(line)s first, then go to the hall of your district."
        )
        % {"line": SERVICE_LINE},
        choice=by_district(local_halls, with_streets=False),
    )


def _hall_place(placement: Placement, hall: Hall, day: date) -> Place:
    group = placement.counter_group
    closed = hall.closed_on is not None and hall.closed_on <= day
    return Place(
        title=hall.name,
        hall=hall,
        placement=placement,
        counter=group.name if group else "",
        counter_note=group.note if group else "",
        explanation=_("This hall is closed. Call %(line)s before you go.") % {"line": SERVICE_LINE}
        if closed
        else placement.note,
        name_trust=trust_note(hall.name_confidence),
        facts=hall_facts(hall),
    )


def _department_place(placement: Placement, item: ServiceItem) -> Place:
    return Place(
        title=item.department.full_name,
        placement=placement,
        explanation=_("This item is handled in an office of the department. It cannot be booked through a hall."),
        facts=[
            PlaceFact(str(FACTS["address"]), ""),
            PlaceFact(str(FACTS["hours"]), ""),
            PlaceFact(str(FACTS["phone"]), item.consult_phone, dial=dial(item.consult_phone)),
        ],
    )


def local_halls(day: date) -> list[Hall]:
    """The district and street halls in service that day, only with what their names and links need: one query."""
    named = Hall.objects.only("code", "short_name", "kind", "district__name", "street__name")
    return list(named.in_service(day).filter(kind__in=LOCAL).select_related("district", "street"))
