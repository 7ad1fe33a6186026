"""Figures of an item in words: times, amounts, numbers of copies. A figure that is not held is an empty text."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Fee, Material, ServiceItem, TimeUnit

FEN_PER_YUAN = 100

TIERS = {
    ("A", ""): gettext_lazy("Class A: handled by the city only"),
    ("B", "identical"): gettext_lazy("Class B: city and districts handle it alike"),
    ("B", "by_circumstance"): gettext_lazy("Class B: city or district, depending on your case"),
    ("C", ""): gettext_lazy("Class C: handled by the districts"),
    ("D", ""): gettext_lazy("Class D: handled by streets or communities"),
}


def tier(item: ServiceItem) -> str:
    """The tier and the way it is shared, in plain words."""
    return str(TIERS[item.tier, item.sharing])


def time_limit(item: ServiceItem) -> str:
    """How long it takes: the promise, else what the statute allows, marked as such; empty where neither is known."""
    return promised_time(item) or statutory_time(item)


def promised_time(item: ServiceItem) -> str:
    """What the department promises; deciding at once is a promise too."""
    if item.project_type == ServiceItem.ProjectType.IMMEDIATE:
        return _("Done on the spot")
    if item.promise_days is None:
        return ""
    return _("Promised: %(time)s") % {"time": duration(item.promise_days, item.promise_unit)}


def statutory_time(item: ServiceItem) -> str:
    """The longest time the law allows."""
    if item.statutory_days is None:
        return ""
    return _("Statutory: %(time)s") % {"time": duration(item.statutory_days, item.statutory_unit)}


def duration(days: int, unit: str) -> str:
    """A number of days with what it counts."""
    if unit == TimeUnit.WORKDAY:
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    if unit == TimeUnit.CALENDAR:
        return ngettext("%(days)d calendar day", "%(days)d calendar days", days) % {"days": days}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def visits(item: ServiceItem) -> str:
    """How often somebody has to come."""
    if item.visits == 0:
        return _("No visit needed")
    if item.visits:
        return ngettext("At most %(visits)d visit", "At most %(visits)d visits", item.visits) % {"visits": item.visits}
    return _("You must come in person") if item.needs_person_present else ""


def fee(item: ServiceItem, lines: Sequence[Fee]) -> str:
    """What it costs, in yuan: never only that something is charged."""
    if item.is_fee is None:
        return ""
    if not item.is_fee:
        return _("Free of charge")
    known = sorted({line.amount_fen for line in lines if line.amount_fen is not None})
    if not known:
        return _("A fee is charged, the amount is not published")
    if len(known) == 1:
        return yuan(known[0])
    return _("%(least)s to %(most)s, depending on the case") % {"least": yuan(known[0]), "most": yuan(known[-1])}


def amount(line: Fee) -> str:
    """One line of the fee table, in yuan."""
    if line.amount_fen is None:
        return _("Amount not published")
    return yuan(line.amount_fen)


def yuan(fen: int) -> str:
    """An amount of fen as yuan, with jiao and fen only where there are some."""
    if fen == 0:
        return _("0 yuan (free)")
    whole = fen % FEN_PER_YUAN == 0
    value = f"{Decimal(fen) / FEN_PER_YUAN:,.0f}" if whole else f"{Decimal(fen) / FEN_PER_YUAN:,.2f}"
    return _("%(amount)s yuan") % {"amount": value}


def copies(material: Material) -> str:
    """How many originals and copies to bring; empty where the guide counts none."""
    originals, paper_copies = material.originals, material.copies
    texts = {
        "originals": ngettext("%(count)d original", "%(count)d originals", originals) % {"count": originals},
        "copies": ngettext("%(count)d copy", "%(count)d copies", paper_copies) % {"count": paper_copies},
    }
    if originals and paper_copies:
        return _("%(originals)s and %(copies)s") % texts
    return texts["originals"] if originals else texts["copies"] if paper_copies else ""
