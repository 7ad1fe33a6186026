"""Whether items are placed where the published rules place them: R7, R8, R10."""

from django.utils.translation import gettext as _

from catalog.contents import Content
from catalog.models import CounterGroup, Hall, Placement

from .figures import HALL_FIGURES
from .holding import Holding
from .report import Check, Detail, Figure, Severity, verdict

# The report of 2017-11-08: the two departments with counters of their own in the municipal hall. All others use the
# general counters.
OWN_COUNTERS = {("D28", "企业登记注册专窗"), ("D20", "外事专窗")}

# Which halls a kind of placement may name.
HALLS_OF_KIND = {
    Placement.Kind.MUNICIPAL: {Hall.Kind.MUNICIPAL},
    Placement.Kind.SPECIALISED: set(HALL_FIGURES["halls_specialised"]),
    Placement.Kind.DISTRICT_OR_STREET: {Hall.Kind.DISTRICT, Hall.Kind.STREET},
}


def retained(held: Holding) -> Check:
    """R7: items kept at their department stand in no hall. The report does not say so; hence only a note."""
    details = [
        Detail(_("kept at the department and also placed in a hall"), item["code"], item["name"])
        for item in held.items
        if Placement.Kind.RETAINED in held.kinds[item["code"]] and len(held.kinds[item["code"]]) > 1
    ]
    kept = sum(Placement.Kind.RETAINED in kinds for kinds in held.kinds.values())
    sentence = _("Items kept at their department: %(kept)s, of which also placed in a hall: %(also)s.")
    return Check(
        "R7",
        _("Items kept at their department"),
        Severity.WARN,
        verdict(not details, Severity.WARN),
        sentence % {"kept": kept, "also": len(details)},
        details=tuple(details),
    )


def halls_in_service(held: Holding) -> Check:
    """R8: every hall that is named serves on the day and is of the right kind, and every branch hall has items."""
    details = [
        Detail(text, item["code"], item["name"])
        for item, placement in held.placements
        if (text := _wrong_hall(held, placement))
    ]
    named = {p["hall"] for _item, p in held.placements if p["kind"] == Placement.Kind.SPECIALISED}
    expected = held.figure("halls_specialised")
    figure = Figure(
        "branches_with_items",
        _("branch halls and service points with items"),
        expected,
        len(named),
        len(named) == expected,
    )
    branches = [hall for hall in held.halls.values() if hall.kind in HALL_FIGURES["halls_specialised"]]
    details += [Detail(_("%(hall)s: no items") % {"hall": h.name}) for h in branches if h.code not in named]
    holds = not details and figure.agrees
    right = _("Every hall that is named serves the public on the day, and every branch hall has items.")
    wrong = _("Some items name a hall that is not in service or not of their kind, or a branch hall has no items.")
    return Check(
        "R8",
        _("Halls in service"),
        Severity.FAIL,
        verdict(holds, Severity.FAIL),
        right if holds else wrong,
        (figure,),
        tuple(details),
    )


def _wrong_hall(held: Holding, placement: Content) -> str:
    if not placement["hall"]:
        return ""
    hall = held.halls.get(placement["hall"])
    if hall is None:
        return _("hall %(code)s is not in service") % {"code": placement["hall"]}
    if hall.kind not in HALLS_OF_KIND.get(placement["kind"], ()):
        return _("%(hall)s is not of the kind “%(kind)s”") % {
            "hall": hall.name,
            "kind": Placement.Kind(placement["kind"]).label,
        }
    return ""


def counter_groups(held: Holding) -> Check:
    """R10: in the municipal hall items are taken at the general counters, save for two departments' own."""
    municipal = [(item, p) for item, p in held.placements if p["kind"] == Placement.Kind.MUNICIPAL]
    details = [
        Detail(p["counter_group"] or _("no counter named"), item["code"], item["name"])
        for item, p in municipal
        if p["counter_group"] != CounterGroup.GENERAL and (item["department"], p["counter_group"]) not in OWN_COUNTERS
    ]
    general = sum(p["counter_group"] == CounterGroup.GENERAL for _item, p in municipal)
    sentence = _(
        "At the general counters: %(general)s; at counters of their own: %(own)s; elsewhere: %(elsewhere)s."
    ) % {
        "general": general,
        "own": len(municipal) - general - len(details),
        "elsewhere": len(details),
    }
    return Check(
        "R10",
        _("Counters of the municipal hall"),
        Severity.FAIL,
        verdict(not details, Severity.FAIL),
        sentence,
        details=tuple(details),
    )
