"""What the pages of the catalogue say of booking: the catalogue itself knows nothing of it."""

from collections.abc import Mapping, Sequence

from django import template

from appointments import offering
from appointments.models import Line
from appointments.remembering import remembered
from catalog.directions import Directions
from catalog.models import Placement, ServiceItem
from catalog.places import Place
from catalog.together import VisitCard
from catalog.visits import Errand

register = template.Library()

Lines = Mapping[int, Sequence[Line]]


@register.simple_tag
def lines_of(where: Directions) -> Lines:
    """The lines that can be booked at the halls of these cards, by hall: one query, none where there is no hall."""
    halls = {place.hall.pk for place in where.held if place.hall}
    return _lines(tuple(sorted(halls))) if halls else {}


@register.filter
def line_of(lines: Lines, place: Place) -> Line | None:
    """The line at which what the card stands for can be booked; None for other cards."""
    if not lines or not place.hall or not _is_bookable(place.placement):
        return None
    return next((line for line in lines.get(place.hall.pk, ()) if offering.leads_to(place.placement, line)), None)


@register.filter
def can_be_booked(where: Directions) -> bool:
    """Whether any of the places is a hall, or any hall of several: the first step of booking tells at which."""
    return any(_is_bookable(place.placement) for place in where.held)


@register.filter
def needs_no_visit(item: ServiceItem) -> bool:
    """Whether the item is done without going anywhere."""
    return Errand(item, ()).needs_no_visit


@register.filter
def codes_to_book(visit: VisitCard) -> list[str]:
    """The codes of what is done on the visit; none where it leads to an office."""
    if not _is_bookable(visit.place.placement):
        return []
    return [job.item.code for counter in visit.counters for job in counter.jobs]


def _is_bookable(placement: Placement | None) -> bool:
    return placement is not None and placement.can_be_booked


@remembered
def _lines(halls: tuple[int, ...]) -> Lines:
    found: dict[int, list[Line]] = {}
    for line in Line.objects.bookable().filter(hall__in=halls).select_related("hall", "counter_group"):
        found.setdefault(line.hall_id, []).append(line)
    return found
