"""A place as a citizen reads it: its name, where it stands, when it is open, and how far to trust each fact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import nearness
from .contacts import SERVICE_LINE
from .models import Confidence, Hall, Placement, ServiceItem
from .nearness import NOWHERE, Distance, Nearness, Standpoint, StandsFor
from .opening import Today
from .routing import FAR, LOCAL, Destination

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

DISTANCES = {
    StandsFor.ITSELF: gettext_lazy("About %(kilometres)d km in a straight line"),
    StandsFor.SURROUNDINGS: gettext_lazy("About %(kilometres)d km, estimated from a point near the hall"),
    StandsFor.DISTRICT: gettext_lazy("About %(kilometres)d km, estimated from the centre of %(districts)s"),
}

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
    """One district, its own hall where it has one, how far that is, and the halls of its streets."""

    code: str
    name: str
    hall: Hall | None
    distance: str = ""
    streets: list[Hall] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """One card of “where to go”. A card for any of several halls has no hall but the halls to pick from.

    `order` counts the cards from 1 where one goes before another, else it is 0; `why` says why it is there, in that
    place; `today` is None where it cannot be told of one hall.
    """

    title: str
    order: int = 0
    why: str = ""
    distance: str = ""
    today: Today | None = None
    hall: Hall | None = None
    placement: Placement | None = None
    counter: str = ""
    counter_note: str = ""
    explanation: str = ""
    name_trust: str = ""
    facts: list[PlaceFact] = field(default_factory=list)
    choice: list[DistrictHalls] = field(default_factory=list)
    choice_title: str = ""

    @property
    def today_trust(self) -> str:
        """The words that warn where it is told from doubtful hours whether the hall opens."""
        return trust_note(self.today.confidence) if self.today else ""

    @property
    def is_measured(self) -> bool:
        """Whether it is told how far any of the halls to pick from is."""
        return any(district.distance for district in self.choice)


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


def whole(distance: Distance) -> int:
    """Whole kilometres, at least one: nothing finer is known."""
    return max(1, round(distance.kilometres))


def in_kilometres(distance: Distance | None) -> str:
    """A distance in words, always as the estimate it is; empty where there is none."""
    if distance is None:
        return ""
    return str(DISTANCES[distance.measured]) % {
        "kilometres": whole(distance),
        "districts": _(", ").join(distance.districts),
    }


def by_district(halls: Iterable[Hall], *, with_streets: bool, standpoint: Standpoint = NOWHERE) -> list[DistrictHalls]:
    """District and street halls under their district: one's own first, then the nearer ones, then as they are held."""
    found: dict[int, tuple[tuple[bool, float], DistrictHalls]] = {}
    listed = [hall for hall in halls if hall.district_id]
    for hall in sorted(listed, key=lambda hall: (hall.district_id, hall.kind != Hall.Kind.DISTRICT, hall.pk)):
        if hall.district_id not in found:
            found[hall.district_id] = _district(hall, standpoint)
        if with_streets and hall.kind == Hall.Kind.STREET:
            found[hall.district_id][1].streets.append(hall)
    return [district for _rank, district in sorted(found.values(), key=lambda ranked: ranked[0])]


def _district(hall: Hall, standpoint: Standpoint) -> tuple[tuple[bool, float], DistrictHalls]:
    """A district by the first of its halls, with its rank for somebody there."""
    own = hall if hall.kind == Hall.Kind.DISTRICT else None
    distance = nearness.between(standpoint.point, nearness.of_hall(own)) if own else None
    rank = hall.district_id != standpoint.district, distance.kilometres if distance else FAR
    far = _("about %(kilometres)d km") % {"kilometres": whole(distance)} if distance else ""
    return rank, DistrictHalls(hall.district.code, hall.district.name, own, far)


def name_of(destination: Destination, item: ServiceItem) -> str:
    """A destination in the middle of a sentence."""
    if destination.hall:
        return destination.hall.name
    if destination.placement is None:
        return _("the hall of your district")
    if destination.is_any_local:
        return _("any district or street hall")
    return _("the office of %(department)s") % {"department": item.department.full_name}


def hall_place(destination: Destination) -> Place:
    """The card of one hall: its counters where the list names them, and what is known of it."""
    hall, placement = destination.hall, destination.placement
    group = placement.counter_group if placement else None
    return Place(
        title=hall.name,
        hall=hall,
        placement=placement,
        distance=in_kilometres(destination.distance),
        counter=group.name if group else "",
        counter_note=group.note if group else "",
        explanation=placement.note if placement else "",
        name_trust=trust_note(hall.name_confidence),
        facts=hall_facts(hall),
    )


def department_place(destination: Destination, item: ServiceItem) -> Place:
    """The card of an office of the department, of which only a phone may be known."""
    return Place(
        title=item.department.full_name,
        placement=destination.placement,
        explanation=_("This item is handled in an office of the department. It cannot be booked through a hall."),
        facts=[
            PlaceFact(str(FACTS["address"]), ""),
            PlaceFact(str(FACTS["hours"]), ""),
            PlaceFact(str(FACTS["phone"]), item.consult_phone, dial=dial(item.consult_phone)),
        ],
    )


def any_local_place(destination: Destination, halls: Iterable[Hall], standpoint: Standpoint) -> Place:
    """The card for any district or street hall, or for all those that no card before it names."""
    choice = by_district(halls, with_streets=True, standpoint=standpoint)
    if destination.nearness == Nearness.ANY_OTHER:
        return Place(
            title=_("Other district and street halls"),
            placement=destination.placement,
            explanation=_("Every other district or street hall in the city handles it too."),
            choice=choice,
            choice_title=_("See the other halls"),
        )
    return Place(
        title=_("Any district or street hall"),
        placement=destination.placement,
        explanation=_(
            "You can go to any district hall or street hall in the city. Pick your district to see its halls."
        ),
        choice=choice,
        choice_title=_("Pick your district"),
    )


def district_place(halls: Iterable[Hall], standpoint: Standpoint) -> Place:
    """The card for the district level where the list names no place there: the district halls to choose from."""
    return Place(
        title=_("The hall of your district"),
        explanation=_(
            "The list does not say which place in the district handles this item. "
            "Call %(line)s first, then go to the hall of your district."
        )
        % {"line": SERVICE_LINE},
        choice=by_district(halls, with_streets=False, standpoint=standpoint),
        choice_title=_("Pick your district"),
    )


def halls_in_service(day: date) -> list[Hall]:
    """All halls that serve the public that day, with their districts and streets: one query."""
    return list(Hall.objects.in_service(day).select_related("district", "street"))


def local_halls(day: date) -> list[Hall]:
    """The district and street halls in service that day: one query."""
    return list(Hall.objects.in_service(day).filter(kind__in=LOCAL).select_related("district", "street"))
