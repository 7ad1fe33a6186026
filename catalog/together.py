"""Several items at once as a finished page: the visits, what needs none, and what to bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import checklist_lines, office_days, opening, places, visits, wording
from .checklist_lines import Line
from .checklists import TickLine
from .guide import NECESSITIES
from .models import Checklist, Hall, Placement, ServiceItem
from .nearness import NOWHERE
from .opening import Today
from .places import Place
from .routing import Destination
from .visits import Errand, Plan, Rank, Site, Visit


@dataclass(frozen=True)
class Job:
    """One item done on a visit; `again` says so where it takes more than one visit by itself."""

    item: ServiceItem
    again: str


@dataclass(frozen=True)
class Counter:
    """One group of counters and what is done there; the name is empty where the list names none."""

    name: str
    note: str
    jobs: list[Job]


@dataclass(frozen=True)
class Fact:
    """One figure of the whole, and where on the page it is explained."""

    label: str
    value: str
    link: str


@dataclass(frozen=True)
class VisitCard:
    """One visit in words. `today` is None where it cannot be told of one hall; `others` is a sentence or empty."""

    place: Place
    today: Today | None
    counters: list[Counter]
    others: str


@dataclass(frozen=True)
class MaterialGroup:
    """The materials of one necessity."""

    title: str
    explanation: str
    lines: list[TickLine]


@dataclass(frozen=True)
class Together:
    """All that is said of the items chosen. Those off the list are named and count for nothing."""

    items: list[ServiceItem]
    retired: list[ServiceItem]
    plan: Plan
    visits: list[VisitCard]
    lines: list[Line]
    without_materials: list[ServiceItem]

    @property
    def facts(self) -> list[Fact]:
        """How much is chosen, how often one has to go, and how many materials that takes."""
        items, ways, lines = len(self.items), len(self.visits), len(self.lines)
        return [
            Fact(_("Chosen"), ngettext("%(n)d item", "%(n)d items", items) % {"n": items}, "#chosen"),
            Fact(_("At least"), ngettext("%(n)d visit", "%(n)d visits", ways) % {"n": ways}, "#visits"),
            Fact(_("To bring"), ngettext("%(n)d material", "%(n)d materials", lines) % {"n": lines}, "#materials"),
        ]

    @property
    def depends(self) -> list[ServiceItem]:
        """Items whose level has to be looked up before one goes."""
        return [stand.errand.item for visit in self.plan.visits for stand in visit.stands if stand.errand.depends]


def of_codes(codes: Sequence[str], day: date) -> Together:
    """What is said of the items with these codes that day, in their order; a code without an item is left out."""
    items = _known(day).filter(code__in=codes) if codes else []
    return _read(sorted(items, key=lambda item: codes.index(item.code)), day)


def of_checklist(checklist: Checklist, day: date) -> Together:
    """What is said of the items of a saved list that day, in the order they were chosen."""
    items = _known(day).filter(chosen_on__checklist=checklist).order_by("chosen_on__position")
    return _read(list(items), day)


def _known(day: date) -> QuerySet[ServiceItem]:
    """The items that are or were on the list, with all this page needs: three queries."""
    placements = (
        Placement.objects.in_force(day).select_related("hall__district", "counter_group").order_by("position", "pk")
    )
    return (
        ServiceItem.objects.filter(version__gt=0)
        .select_related("department", "successor")
        .prefetch_related("materials", Prefetch("placements", placements, to_attr="placements_in_force"))
    )


def _read(items: Sequence[ServiceItem], day: date) -> Together:
    """Two queries more at most, for the calendar and the halls to pick from."""
    on_list = [item for item in items if item.retired_on is None]
    plan = visits.plan([visits.errand(item, item.placements_in_force, day) for item in on_list])
    return Together(
        items=on_list,
        retired=[item for item in items if item.retired_on is not None],
        plan=plan,
        visits=_cards(plan, day),
        lines=checklist_lines.merge(on_list),
        without_materials=[item for item in on_list if not item.materials.all()],
    )


def grouped(lines: Sequence[TickLine]) -> list[MaterialGroup]:
    """The lines under the headings of their necessity."""
    return [
        MaterialGroup(str(title), str(explanation), held)
        for necessity, (title, explanation) in NECESSITIES.items()
        if (held := [each for each in lines if each.line.necessity == necessity])
    ]


def _cards(plan: Plan, day: date) -> list[VisitCard]:
    if not plan.visits:
        return []
    days = office_days.look_ahead(day)
    offers_choice = any(visit.site == visits.ANY_LOCAL for visit in plan.visits)
    halls = places.local_halls(day) if offers_choice else []
    return [
        VisitCard(
            place=_place(visit, halls),
            today=opening.today(visit.site.hall, days) if visit.site.hall else None,
            counters=[
                Counter(group.name if group else "", group.note if group else "", [_job(each) for each in errands])
                for group, errands in visit.counters
            ],
            others=_others(visit),
        )
        for visit in plan.visits
    ]


def _job(errand: Errand) -> Job:
    takes_several = errand.item.visits is not None and errand.item.visits > 1
    return Job(errand.item, wording.visits(errand.item) if takes_several else "")


def _place(visit: Visit, halls: Sequence[Hall]) -> Place:
    first = visit.stands[0]
    destination = Destination(None, first.placement, visit.site.hall)
    if visit.site.hall:
        return places.hall_place(destination)
    if visit.site.department:
        return places.department_place(destination, first.errand.item)
    return places.any_local_place(destination, halls, NOWHERE)


def _others(visit: Visit) -> str:
    """Where all of this visit can be done as well."""
    if not visit.others:
        return ""
    return _("All of it can be done here as well: %(places)s") % {"places": _("; ").join(map(_name, visit.others))}


def _name(site: Site) -> str:
    if site.hall:
        return site.hall.short_name
    if site.rank == Rank.ANY_LOCAL:
        return _("any district or street hall")
    return _("the office of %(department)s") % {"department": site.department.full_name}
