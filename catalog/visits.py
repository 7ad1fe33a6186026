"""Several items at once: the fewest visits that do them all.

Pure: no query, no clock. One visit does every item placed in that hall; any district or street hall does what the list
places in any of them; items kept at a department take a visit to its office, one for each department.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from . import routing
from .models import CounterGroup, Department, Hall, Placement, ServiceItem


class Rank(IntEnum):
    """Where one would rather go, if the number of visits is the same."""

    MUNICIPAL = 1
    ANY_LOCAL = 2  # Whichever district or street hall is the nearest.
    LOCAL = 3  # One certain district or street hall.
    BRANCH = 4
    OFFICE = 5


@dataclass(frozen=True)
class Site:
    """Somewhere to go: one hall, the office of a department, or, with neither, any district or street hall."""

    rank: Rank
    hall: Hall | None = None
    department: Department | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Its place among all sites: the same whatever order the items were chosen in."""
        return self.rank, self.hall.pk if self.hall else self.department.pk if self.department else 0


ANY_LOCAL = Site(Rank.ANY_LOCAL)


@dataclass(frozen=True)
class Errand:
    """One item, and the placements at which it can be handled that day."""

    item: ServiceItem
    placements: tuple[Placement, ...]

    @property
    def needs_no_visit(self) -> bool:
        """Whether the item is done without going anywhere."""
        return self.item.visits == 0 or self.item.online_depth == ServiceItem.OnlineDepth.COMPLETE

    @property
    def depends(self) -> bool:
        """Whether city or district handles it by circumstance, so that the citizen has to look first."""
        return self.item.sharing == ServiceItem.Sharing.BY_CIRCUMSTANCE


@dataclass(frozen=True)
class Stand:
    """One errand done on a visit, and the placement that says it can be."""

    errand: Errand
    placement: Placement


@dataclass(frozen=True)
class Visit:
    """One way out of the house. `others` are sites where all of it could be done as well."""

    site: Site
    stands: tuple[Stand, ...]
    others: tuple[Site, ...] = ()

    @property
    def counters(self) -> list[tuple[CounterGroup | None, list[Errand]]]:
        """What is done at which group of counters; None where the list names no counters."""
        groups: dict[CounterGroup | None, list[Errand]] = {}
        for stand in self.stands:
            at_this_hall = stand.placement.hall_id is not None
            groups.setdefault(stand.placement.counter_group if at_this_hall else None, []).append(stand.errand)
        return list(groups.items())


@dataclass(frozen=True)
class Plan:
    """The fewest visits, what needs none, and what the list names no place for."""

    visits: tuple[Visit, ...]
    at_home: tuple[Errand, ...]
    unplaced: tuple[Errand, ...]


def errand(item: ServiceItem, placements: Iterable[Placement], day: date) -> Errand:
    """An errand of that day: halls that are out of service do nothing. `placements` are those in force."""
    return Errand(item, tuple(each for each in placements if each.hall is None or routing.serves(each.hall, day)))


def plan(errands: Sequence[Errand]) -> Plan:
    """The fewest visits for these errands; of equally few those with the municipal hall, then in the order of sites."""
    at_home = tuple(each for each in errands if each.needs_no_visit)
    unplaced = tuple(each for each in errands if not each.needs_no_visit and not each.placements)
    to_go = [each for each in errands if not each.needs_no_visit and each.placements]
    reach = _reach(to_go)
    covers = [sum(1 << number for number in done) for done in reach.values()]
    sites = list(reach)
    return Plan(_visits(to_go, reach, [sites[number] for number in fewest(covers)]), at_home, unplaced)


def fewest(covers: Sequence[int]) -> tuple[int, ...]:
    """The indexes of the fewest sets of bits that hold together what all of them hold; of equally few the first.

    Exact. `best` has the best choice for each union there is, so with twelve bits at most 4096 of them: a best choice
    without its last set is a best choice for what it holds.
    """
    best: dict[int, tuple[int, ...]] = {0: ()}
    seen = set()
    for index, cover in enumerate(covers):
        if cover in seen:  # An earlier set does the same.
            continue
        seen.add(cover)
        for held, chosen in list(best.items()):
            joined, longer = held | cover, (*chosen, index)
            if joined not in best or (len(longer), longer) < (len(best[joined]), best[joined]):
                best[joined] = longer
    return best[max(best)]  # The union of all has every bit, so no other is larger.


def site_of(placement: Placement, item: ServiceItem) -> Site:
    """Where one goes for this placement."""
    if placement.hall is None:
        return Site(Rank.OFFICE, department=item.department) if _is_office(placement) else ANY_LOCAL
    if placement.hall.kind == Hall.Kind.MUNICIPAL:
        return Site(Rank.MUNICIPAL, placement.hall)
    return Site(Rank.LOCAL if placement.hall.kind in routing.LOCAL else Rank.BRANCH, placement.hall)


def _is_office(placement: Placement) -> bool:
    return placement.hall_class == Placement.HallClass.DEPARTMENT


def _reach(errands: Sequence[Errand]) -> dict[Site, dict[int, Placement]]:
    """Every site in order, with the errands it does by their number, and the placement each rests on."""
    reach: dict[Site, dict[int, Placement]] = {}
    for number, each in enumerate(errands):
        for placement in each.placements:
            reach.setdefault(site_of(placement, each.item), {}).setdefault(number, placement)
    anywhere = reach.get(ANY_LOCAL, {})
    return {
        site: anywhere | reach[site] if site.rank == Rank.LOCAL else reach[site]
        for site in sorted(reach, key=lambda site: site.order)
    }


def _visits(
    errands: Sequence[Errand], reach: dict[Site, dict[int, Placement]], chosen: Sequence[Site]
) -> tuple[Visit, ...]:
    """The chosen visits in order; each errand is done on the first that does it."""
    done: set[int] = set()
    visits = []
    for site in chosen:
        here = {number: placement for number, placement in sorted(reach[site].items()) if number not in done}
        done |= here.keys()
        others = tuple(other for other in reach if other not in chosen and here.keys() <= reach[other].keys())
        stands = tuple(Stand(errands[number], placement) for number, placement in here.items())
        visits.append(Visit(site, stands, others))
    return tuple(visits)
