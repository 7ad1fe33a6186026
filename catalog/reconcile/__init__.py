"""Does what is held agree with what was published?

`run(day, known_at)` looks at the contents that held on the day, the halls in service and the published totals of the
day. The rules are R1–R12 and R14 of the reconciliation; the remaining numbers belong to signed releases. The command
`reconcile` and the page of figures show the same report. **Unit of count**: an item counts once for each *kind* of
place, however many halls of that kind take it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext as _

from . import figures, guides, lists, places, replay
from .holding import Holding
from .report import Check, Detail, Figure, Outcome, Report, Severity

__all__ = ["CHECKS", "Check", "Detail", "Figure", "Holding", "Outcome", "Report", "Severity", "run"]

CHECKS: tuple[Callable[[Holding], Check], ...] = (
    figures.items_in_all,
    lists.codes,
    lists.tiers,
    lists.placed,
    figures.items_by_kind,
    figures.surplus,
    places.retained,
    places.halls_in_service,
    figures.halls,
    figures.community_centres,
    places.counter_groups,
    figures.fully_online,
    guides.consistency,
    replay.changes,
)


def run(day: date, known_at: datetime | None = None) -> Report:
    """The report for the list of that day, as known at that moment (None: as known now)."""
    held = Holding.read(day, known_at)
    if not held.listed:
        return Report(day=day, known_at=known_at, first_day=held.first_day, sentence=_no_list(held))
    checks = tuple(check(held) for check in CHECKS)
    failed = [check.id for check in checks if check.outcome == Outcome.FAILED]
    return Report(
        day=day,
        known_at=known_at,
        first_day=held.first_day,
        sentence=_does_not_agree(failed) if failed else _("What is held agrees with what was published."),
        items=len(held.items),
        district_items=len(held.district_items),
        published_items=held.figure("items"),
        published_placements=figures.published_placements(held),
        distribution=Counter(len(kinds) for kinds in held.kinds.values()),
        checks=checks,
    )


def _no_list(held: Holding) -> str:
    if held.first_day is None:
        return _("No list has been recorded yet.")
    return _("There was no list on %(day)s. The first one is of %(first)s.") % {
        "day": held.day.isoformat(),
        "first": held.first_day.isoformat(),
    }


def _does_not_agree(failed: list[str]) -> str:
    return _("What is held does not agree with what was published: %(checks)s.") % {"checks": ", ".join(failed)}
