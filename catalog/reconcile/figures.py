"""The published totals against the same totals counted here: R1, R5, R6, R9, R11."""

from collections import Counter

from django.utils.translation import gettext as _

from catalog.models import Hall, Placement, PublishedTotal, ServiceItem

from .holding import Holding
from .report import Check, Detail, Figure, Severity, verdict

KINDS = Placement.Kind.values

# Which halls a published figure counts. The report counts the two service points among the twelve branch halls.
HALL_FIGURES = {
    "halls_municipal": (Hall.Kind.MUNICIPAL,),
    "halls_specialised": (Hall.Kind.SPECIALISED, Hall.Kind.SERVICE_POINT),
    "halls_district": (Hall.Kind.DISTRICT,),
    "halls_street": (Hall.Kind.STREET,),
}

# “近100个”: below the figure, and by our reading not by more than a tenth.
NEARLY_FROM = 0.9


def published_placements(held: Holding) -> int | None:
    """The sum of the published figures for the kinds of place; None unless all four were published."""
    published = [held.figure(kind) for kind in KINDS]
    return None if None in published else sum(published)


def items_in_all(held: Holding) -> Check:
    """R1: as many items as published. Items of district lists are not counted."""
    figure = _figure(held, "items", _("items of the municipal list"), len(held.items))
    apart = Detail(_("Items of other lists, counted apart: %(number)s") % {"number": len(held.district_items)})
    return _check("R1", _("Number of items"), [figure], _in_words(figure), Severity.FAIL, [apart])


def items_by_kind(held: Holding) -> Check:
    """R5: as many items at each kind of place as published."""
    found = Counter(kind for kinds in held.kinds.values() for kind in kinds)
    figures = [_figure(held, kind.value, str(kind.label), found[kind.value]) for kind in Placement.Kind]
    sentence = _("An item counts once for each kind of place, however many halls of that kind take it.")
    return _check("R5", _("Items by kind of place"), figures, sentence, Severity.FAIL)


def surplus(held: Holding) -> Check:
    """R6: the placement figures exceed the items by just as many as items counted more than once account for."""
    several = {code: kinds for code, kinds in held.kinds.items() if len(kinds) > 1}
    extra = sum(len(kinds) - 1 for kinds in held.kinds.values() if kinds)
    total, items = published_placements(held), held.figure("items")
    expected = None if total is None or items is None else total - items
    figures = [
        Figure("placements", _("sum over the kinds of place"), total, _sum(held), total == _sum(held)),
        Figure("surplus", _("counted more than once"), expected, extra, expected == extra),
    ]
    names = {item["code"]: item["name"] for item in held.items}
    details = [
        Detail(text=" + ".join(str(Placement.Kind(kind).label) for kind in kinds), code=code, name=names[code])
        for code, kinds in several.items()
    ]
    sentence = _surplus_in_words(total, items, several, extra)
    return _check("R6", _("Items at more than one kind of place"), figures, sentence, Severity.FAIL, details)


def _surplus_in_words(total: int | None, items: int | None, several: dict[str, list[str]], extra: int) -> str:
    here = {"several": len(several), "extra": extra}
    if total is None or items is None:
        return _("No published sum. Here %(several)s items stand at several kinds of place: %(extra)s too many.") % here
    return _(
        "The published figures add up to %(total)s, which is %(surplus)s more than the number of items; here "
        "%(several)s items stand at more than one kind of place, and together they are counted %(extra)s times too "
        "often. "
        "%(total)s = %(items)s + %(surplus)s."
    ) % (here | {"total": total, "items": items, "surplus": total - items})


def halls(held: Holding) -> Check:
    """R9: as many halls of each level in service as published."""
    found = _halls_found(held)
    labels = {
        "halls_municipal": _("municipal hall"),
        "halls_specialised": _("branch halls and service points"),
        "halls_district": _("district halls"),
        "halls_street": _("street halls"),
    }
    figures = [_figure(held, key, labels[key], found[key]) for key in HALL_FIGURES]
    sentence = _("Halls in service on the day: %(found)s in all.") % {"found": sum(figure.found for figure in figures)}
    return _check("R9", _("Number of halls"), figures, sentence, Severity.FAIL)


def community_centres(held: Holding) -> Check:
    """R9, its last figure: published, and not held before an official list has been imported."""
    found = sum(hall.kind == Hall.Kind.COMMUNITY for hall in held.halls.values())
    figure = _figure(held, "halls_community", _("community service centres"), found)
    return _published_not_held(held, "R9b", _("Number of community service centres"), figure)


def fully_online(held: Holding) -> Check:
    """R11: nearly as many items entirely online as published. Which ones is not held before an official list is."""
    found = sum(item["online_depth"] == ServiceItem.OnlineDepth.COMPLETE for item in held.items)
    figure = _figure(held, "fully_online", _("items entirely online"), found)
    return _published_not_held(held, "R11", _("Items entirely online"), figure)


def _published_not_held(held: Holding, id: str, title: str, figure: Figure) -> Check:
    severity = Severity.FAIL if held.is_official else Severity.WARN
    if figure.expected is None or figure.found or held.is_official:
        return _check(id, title, [figure], _in_words(figure), severity)
    sentence = _("Published, not held: the figure is %(figure)s, but no list that names them was published.")
    total = held.published[figure.key]
    published = f"{total.get_qualifier_display()} {total.figure}" if total.qualifier else total.figure
    return _check(id, title, [figure], sentence % {"figure": published}, severity)


def _check(
    id: str, title: str, figures: list[Figure], sentence: str, severity: Severity, details: list[Detail] | None = None
) -> Check:
    outcome = verdict(all(figure.agrees for figure in figures), severity)
    return Check(id, title, severity, outcome, sentence, tuple(figures), tuple(details or ()))


def _figure(held: Holding, key: str, label: str, found: int) -> Figure:
    total = held.published.get(key)
    if total is None:
        return Figure(key, label, None, found, agrees=False)
    agrees = found == total.figure
    if total.qualifier == PublishedTotal.Qualifier.NEARLY:
        agrees = total.figure * NEARLY_FROM <= found < total.figure
    return Figure(key, label, total.figure, found, agrees)


def _in_words(figure: Figure) -> str:
    values = {"expected": figure.expected, "found": figure.found}
    if figure.expected is None:
        return _("No figure was published for this day. Held: %(found)s.") % values
    return _("Published: %(expected)s. Held: %(found)s.") % values


def _sum(held: Holding) -> int:
    return sum(len(kinds) for kinds in held.kinds.values())


def _halls_found(held: Holding) -> dict[str, int]:
    found = Counter(hall.kind for hall in held.halls.values())
    return {key: sum(found[kind] for kind in kinds) for key, kinds in HALL_FIGURES.items()}
