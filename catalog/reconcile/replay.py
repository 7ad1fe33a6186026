"""R14: the list of the first recorded day, and every change since, give the list of the day.

Two ways to one number: the database picks what held on either day, and here the revisions are walked day by day.
"""

from collections import Counter
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from catalog import contents
from catalog.contents import Content
from catalog.models import Placement, Revision, ServiceItem

from .holding import Holding
from .report import Check, Detail, Figure, Severity, verdict

ITEMS = "items"
MUNICIPAL = ServiceItem.ListLevel.MUNICIPAL


def changes(held: Holding) -> Check:
    """R14: N(day) = N(first day) + added − retired, in all and for each kind of place."""
    start = _start(held)
    added, retired = _replay(held)
    end = Counter({ITEMS: len(held.items)}) + Counter(kind for kinds in held.kinds.values() for kind in kinds)
    labels = {ITEMS: _("items of the municipal list")} | {kind.value: str(kind.label) for kind in Placement.Kind}
    figures = []
    details = []
    for key, label in labels.items():
        replayed = start[key] + added[key] - retired[key]
        figures.append(Figure(key, label, replayed, end[key], replayed == end[key]))
        details.append(Detail(f"{label}: {start[key]} + {added[key]} − {retired[key]} = {replayed}"))
    sentence = _("From %(first)s to %(day)s: added %(added)s, retired %(retired)s.") % {
        "first": held.first_day.isoformat(),
        "day": held.day.isoformat(),
        "added": added[ITEMS],
        "retired": retired[ITEMS],
    }
    outcome = verdict(all(figure.agrees for figure in figures), Severity.FAIL)
    return Check("R14", _("Changes add up"), Severity.FAIL, outcome, sentence, tuple(figures), tuple(details))


def _start(held: Holding) -> Counter[str]:
    """The totals of the first day, of the revisions the database says held then."""
    counted: Counter[str] = Counter()
    rows = Revision.objects.as_of(held.first_day, held.known_at).values_list("item", "content")
    for _item, versions in groupby(rows.iterator(chunk_size=500), key=lambda row: row[0]):
        counted.update(_counts_for(next(versions)[1], held.first_day))
    return counted


def _counts_for(content: Content, day: date) -> frozenset[str]:
    """Which of the totals an item counts in on a day."""
    if contents.is_retirement(content) or content["list_level"] != MUNICIPAL:
        return frozenset()
    return frozenset({ITEMS, *contents.kinds(content, day)})


def _replay(held: Holding) -> tuple[Counter[str], Counter[str]]:
    """How often an item entered and left each total after the first day, up to the day."""
    added, retired = Counter(), Counter()
    history = Revision.objects.known_by(held.known_at).filter(effective_from__lte=held.day)
    rows = history.order_by("item", "effective_from", "number").values_list("item", "effective_from", "content")
    for _item, versions in groupby(rows.iterator(chunk_size=500), key=lambda row: row[0]):
        by_day = {day: content for _item, day, content in versions}  # Of two for one day the later recorded one holds.
        before: frozenset[str] = frozenset()
        for day in _days(by_day, held):
            content = by_day[max(each for each in by_day if each <= day)]
            after = _counts_for(content, day)
            if day > held.first_day:
                added.update(after - before)
                retired.update(before - after)
            before = after
    return added, retired


def _days(by_day: dict[date, Content], held: Holding) -> list[date]:
    """The days on which the item may enter or leave a total: a new version, or a placement that begins or ends."""
    days = set(by_day)
    for content in by_day.values():
        for placement in content.get("placements", ()):
            days.update(date.fromisoformat(text) for text in (placement["valid_from"], placement["valid_to"]) if text)
    return sorted(day for day in days if min(by_day) <= day <= held.day)
