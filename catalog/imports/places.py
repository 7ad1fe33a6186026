"""Where an item is handled, as a file says it, and how that becomes the placements of a content."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog import contents
from catalog.contents import Content
from catalog.models import CounterGroup, Hall, Placement, Revision

from .headers import placement_columns
from .problems import BadValue, Problem
from .tables import Table

SEVERAL = re.compile(r"[|｜;；\n]")
KIND_OF_HALL = {
    Hall.Kind.MUNICIPAL: Placement.Kind.MUNICIPAL,
    Hall.Kind.SPECIALISED: Placement.Kind.SPECIALISED,
    Hall.Kind.SERVICE_POINT: Placement.Kind.SPECIALISED,
    Hall.Kind.DISTRICT: Placement.Kind.DISTRICT_OR_STREET,
    Hall.Kind.STREET: Placement.Kind.DISTRICT_OR_STREET,
}
ANY_DISTRICT = {"D", "区或街道", "区、街道", "区和街道", "区/街道行政服务大厅", Placement.Kind.DISTRICT_OR_STREET.value}
DEPARTMENT = {"R", "部门", "部门处室", "部门处室保留", "保留", Placement.Kind.RETAINED.value}


class Place(NamedTuple):
    """One stated place. `counter_group` is None where the file does not say."""

    kind: str
    hall: str
    hall_class: str
    counter_group: str | None

    @property
    def spot(self) -> tuple[str, str, str]:
        """The place without its counters: what makes a placement another one."""
        return self[:3]


@dataclass(frozen=True)
class Halls:
    """The halls in service on a day, by code and by name, and the counters of each."""

    halls: dict[str, Hall]
    counters: set[tuple[str, str]]

    @classmethod
    def read(cls, day: date) -> "Halls":
        """Two queries."""
        listed = list(Hall.objects.in_service(day))
        by_name = {name: hall for hall in listed for name in (hall.name, hall.short_name)}
        counters = set(CounterGroup.objects.values_list("hall__code", "name"))
        return cls(by_name | {hall.code: hall for hall in listed}, counters)

    def place(self, venue: str, counter: str) -> Place:
        """The place that a venue (hall code, hall name, D or R) and a counter mean. Raises BadValue."""
        if venue in ANY_DISTRICT or venue in DEPARTMENT:
            if counter:
                raise BadValue(_("“%(venue)s” is no single hall and has no counters") % {"venue": venue})
            if venue in DEPARTMENT:
                return Place(Placement.Kind.RETAINED.value, "", Placement.HallClass.DEPARTMENT.value, None)
            kind, hall_class = Placement.Kind.DISTRICT_OR_STREET, Placement.HallClass.DISTRICT_OR_STREET
            return Place(kind.value, "", hall_class.value, None)
        hall = self.halls.get(venue)
        if hall is None or hall.kind not in KIND_OF_HALL:
            raise BadValue(_("no hall in service is called “%(venue)s”") % {"venue": venue[:40]})
        if counter and (hall.code, counter) not in self.counters:
            words = {"hall": hall.short_name, "counter": counter[:40]}
            raise BadValue(_("%(hall)s has no counter “%(counter)s”") % words)
        return Place(KIND_OF_HALL[hall.kind].value, hall.code, "", counter or None)

    def places(self, cell: str) -> list[Place]:
        """The places of a cell such as `M:综合窗口|D`. Raises BadValue."""
        found = []
        for part in filter(None, (part.strip() for part in SEVERAL.split(cell))):
            venue, _colon, counter = part.replace("：", ":").partition(":")
            found.append(self.place(venue.strip(), counter.strip()))
        _refuse_doubled(found)
        return found


def read_places(table: Table, halls: Halls) -> tuple[dict[str, list[Place]], list[Problem]]:
    """The places of a file of its own, one a line, by item code; and what is wrong with it. Raises Unreadable."""
    columns = placement_columns(table).headers
    found: dict[str, list[Place]] = defaultdict(list)
    problems = list(table.problems)
    for line in table.lines:
        venue, kind = (line.cells.get(columns.get(fact, ""), "") for fact in ("venue", "kind"))
        counter = line.cells.get(columns.get("counter_group", ""), "")
        code = line.cells[columns["code"]]
        try:
            place = halls.place(venue or kind, counter)
            found[code].append(place)
            _refuse_doubled(found[code])
        except BadValue as error:
            problems.append(Problem(line.number, columns["venue"], str(error)))
    return found, problems


def _refuse_doubled(places: list[Place]) -> None:
    spots = [place.spot for place in places]
    if len(set(spots)) < len(spots):
        raise BadValue(_("the same place twice"))


class Placer:
    """Turns stated places into placements: what is there already stays as it is, what is new gets the next code."""

    def __init__(self, *, day: date, source: str, notice_no: str) -> None:
        self.day, self.source, self.notice_no = day, source, notice_no

    def place(self, code: str, stated: list[Place], current: list[Content]) -> list[Content]:
        """The placements of an item from the day on; the very list of `current` where nothing is different."""
        holding = contents.placements_on({"placements": current}, self.day)
        counters = {place.spot: place.counter_group for place in stated}
        kept = [
            placement | {"counter_group": counters[_spot(placement)] or placement["counter_group"]}
            for placement in holding
            if _spot(placement) in counters
        ]
        present = {_spot(placement) for placement in holding}
        added = [self._new(code, place) for place in stated if place.spot not in present]
        return current if kept == holding and not added else kept + added

    def _new(self, code: str, place: Place) -> Content:
        self._used[code] += 1
        return {
            "code": f"{code}-P{self._used[code]}",
            "kind": place.kind,
            "hall": place.hall,
            "hall_class": place.hall_class,
            "counter_group": place.counter_group or "",
            "answer": None,
            "note": "",
            "notice_no": self.notice_no,
            "source": self.source,
            "valid_from": self.day.isoformat(),
            "valid_to": None,
        }

    @cached_property
    def _used(self) -> dict[str, int]:
        """The highest number any version of an item has given to a place: numbers are not used again."""
        used: dict[str, int] = defaultdict(int)
        for placements in Revision.objects.values_list("content__placements", flat=True).iterator():
            for placement in placements or ():  # A retirement has none.
                item, _separator, number = placement["code"].rpartition("-P")
                if number.isdecimal():
                    used[item] = max(used[item], int(number))
        return used


def _spot(placement: Content) -> tuple[str, str, str]:
    return placement["kind"], placement["hall"], placement["hall_class"]
