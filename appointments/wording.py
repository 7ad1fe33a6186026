"""Steps to a booking in finished words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.contacts import SERVICE_LINE
from catalog.models import Hall

from . import moments
from .availability import Time
from .models import Booking, Line, Person
from .whereto import Lack

FEW = 5
"""So many places are told by their number. More are “plenty”: whoever watches a counter learns nothing from that."""


@dataclass(frozen=True)
class Fact:
    """Something that is settled, and where it can be changed."""

    label: str
    value: str
    change: str = ""


def left(places: int, slots: int = 1) -> str:
    """How many visits still fit. Long ones overlap in their times, so that their number is not known exactly."""
    if places > FEW:
        return _("Plenty")
    return _("%(places)d left") % {"places": places} if slots == 1 else _("Few left")


def stretch(time: Time) -> str:
    """09:00—09:30."""
    return f"{moments.clock(time.starts_at)}—{moments.clock(time.ends_at)}"


def place(line: Line) -> str:
    """The hall, and the counters where they have a name."""
    group = line.counter_group
    return f"{line.hall.name} {group.name}" if group else line.hall.name


def items(names: Sequence[str]) -> str:
    """Several items in one line."""
    return _("; ").join(names)


def lack(reason: Lack) -> str:
    """Why a place cannot be booked now."""
    if reason == Lack.ROOM:
        return _("All times that can be booked now are taken. Further days open one by one; look again tomorrow.")
    return _("This place has not published its hours yet, so it cannot be booked online for now.")


def instead(hall: Hall | None) -> str:
    """What to do where a place cannot be booked."""
    if hall and hall.phone:
        return _(
            "You may come without a booking and take a number. Before you set out, call %(phone)s or %(line)s."
        ) % {
            "phone": hall.phone,
            "line": SERVICE_LINE,
        }
    return _("You may come without a booking and take a number. Before you set out, call %(line)s.") % {
        "line": SERVICE_LINE
    }


def people(booking: Booking) -> list[tuple[str, str]]:
    """Who comes, and in whose place, in full: for whoever wrote it a moment ago, to look it over."""
    applicant = _person(booking.applicant_name, booking.applicant)
    if not booking.agent:
        return [(_("Who comes"), applicant)]
    agent = _person(booking.agent_name, booking.agent)
    relation = _("%(agent)s, who is: %(relation)s") % {"agent": agent, "relation": booking.get_relation_display()}
    return [(_("Whose matter it is"), applicant), (_("Who comes"), relation)]


def _person(name: str, person: Person) -> str:
    return _("%(name)s, %(document)s ending in %(last)s") % {
        "name": name,
        "document": person.get_document_kind_display(),
        "last": person.last_four,
    }
