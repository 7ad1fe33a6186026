"""What a citizen is told before any card: no visit needed, not in your district, not here but there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from . import places, routing
from .contacts import SERVICE_LINE
from .models import CounterGroup, District, Hall, Placement, ServiceItem
from .nearness import Nearness
from .routing import Destination, Level, Route, Verdict

OWN_HALLS = (Nearness.OWN_STREET, Nearness.OWN_DISTRICT)


@dataclass(frozen=True)
class Advice:
    """A few sentences. `verdict` is set where they answer whether somebody stands in the right hall."""

    text: str
    verdict: Verdict | None = None

    @property
    def is_good(self) -> bool:
        """Whether nobody has to go anywhere else."""
        return self.verdict == Verdict.HERE


def before_going(item: ServiceItem, found: Route) -> list[Advice]:
    """What may save the way altogether: the item is done online, or in no hall."""
    told = []
    if item.online_depth == ServiceItem.OnlineDepth.COMPLETE:
        told.append(
            _(
                "This item is done entirely online; you need not go anywhere. The address of the online service is not "
                "held here: ask %(line)s. If you would rather come in person, go to the place below."
            )
        )
    elif item.visits == 0:
        told.append(_("No visit is needed for this item. Ask %(line)s how to hand in your papers before you set out."))
    if found.placements and all(each.kind == Placement.Kind.RETAINED for each in found.placements):
        told.append(_("No hall handles this item. It is handled in an office of the department."))
    return [Advice(text % {"line": SERVICE_LINE}) for text in told]


def not_in_your_district(
    item: ServiceItem, found: Route, destinations: Sequence[Destination], district: District
) -> Advice | None:
    """“Not in your district, but at X”; None where a hall of the district handles it, or where that is not settled."""
    could_be_there = any(
        each.nearness in OWN_HALLS or each.is_any_local or each.placement is None for each in destinations
    )
    if could_be_there or not found.ground.is_settled:
        return None
    not_there = _("The district and street halls of %(where)s do not handle this item.") % {"where": district.name}
    return Advice(f"{not_there}{_instead(item, found, destinations)}")


def for_somebody_at(
    here: Hall, item: ServiceItem, found: Route, destinations: Sequence[Destination], day: date
) -> Advice:
    """Whether the hall somebody stands in is the right one, and where to go if it is not."""
    verdict = routing.verdict(here, found.ground, destinations, day)
    words = {"here": here.name, "line": SERVICE_LINE}
    match verdict:
        case Verdict.HERE:
            text = _("You are in the right place: %(here)s handles this item.") % words + _counter(here, destinations)
        case Verdict.DEPENDS if _level_of(here, destinations) == Level.MUNICIPAL:
            text = _("%(here)s handles this item where the city is in charge. That depends on your case.") % words
        case Verdict.DEPENDS:
            text = _("%(here)s handles this item where the district is in charge. That depends on your case.") % words
        case Verdict.ASK_FIRST:
            text = (
                _(
                    "The list does not say which place in the district handles this item. "
                    "Ask at the desk of %(here)s, or call %(line)s, before you queue."
                )
                % words
            )
        case Verdict.CLOSED:
            text = _("%(here)s does not serve the public.") % words + _instead(item, found, destinations)
        case _:
            text = _("%(here)s does not handle this item.") % words + _instead(item, found, destinations)
    return Advice(text, verdict)


def _instead(item: ServiceItem, found: Route, destinations: Sequence[Destination]) -> str:
    """Where to go, as a sentence that follows another one."""
    first = routing.first_open(destinations)
    if first is None:
        return _(" Call %(line)s and ask where to go.") % {"line": SERVICE_LINE}
    if not found.ground.is_settled:
        return _(" Where to go depends on your case; see below.")
    return _(" Go to %(place)s.") % {"place": places.name_of(first, item)}


def _at(here: Hall, destinations: Sequence[Destination]) -> Destination | None:
    """What leads to this hall, by its name or by its class."""
    named = next((each for each in destinations if each.hall == here), None)
    return named or next((each for each in destinations if each.is_any_local), None)


def _level_of(here: Hall, destinations: Sequence[Destination]) -> Level | None:
    return _at(here, destinations).level


def _counter(here: Hall, destinations: Sequence[Destination]) -> str:
    group: CounterGroup | None = _at(here, destinations).placement.counter_group
    return _(" Go to the counter “%(counter)s”.") % {"counter": group.name} if group else ""
