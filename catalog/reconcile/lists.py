"""Whether the list is well formed: R2, R3, R4."""

from collections import Counter
from itertools import groupby

from django.utils.translation import gettext as _

from catalog.models import Revision, ServiceItem

from .holding import Holding
from .report import Check, Detail, Severity, verdict


def codes(held: Holding) -> Check:
    """R2: every code is there, once, and none came back after a retirement."""
    times = Counter(revision.content["code"] for revision in held.listed)
    details = [Detail(_("empty code"))] * times[""]
    details += [Detail(_("used more than once"), code) for code, number in times.items() if code and number > 1]
    details += [Detail(_("used again after it was retired"), code) for code in _reused(held)]
    sentence = _("Every code is there, once, and no retired code was used again.")
    return _check("R2", _("Codes"), sentence, _("Some codes are missing, doubled or used again."), details)


def tiers(held: Holding) -> Check:
    """R3: the municipal list holds only A and B, and every B says how it is shared."""
    details = []
    for item in held.items:
        if item["tier"] not in (ServiceItem.Tier.A, ServiceItem.Tier.B):
            details.append(Detail(_("tier %(tier)s") % {"tier": item["tier"]}, item["code"], item["name"]))
        elif (item["tier"] == ServiceItem.Tier.B) != bool(item["sharing"]):
            details.append(Detail(_("tier and sharing do not fit"), item["code"], item["name"]))
    number = Counter(item["tier"] for item in held.items)
    shared = Counter(item["sharing"] for item in held.items)
    sentence = _(
        "A: %(a)s, B: %(b)s (alike %(alike)s, by circumstance %(split)s). "
        "C and D on other lists, counted apart: %(apart)s."
    ) % {
        "a": number[ServiceItem.Tier.A],
        "b": number[ServiceItem.Tier.B],
        "alike": shared[ServiceItem.Sharing.IDENTICAL],
        "split": shared[ServiceItem.Sharing.BY_CIRCUMSTANCE],
        "apart": sum(item["tier"] in (ServiceItem.Tier.C, ServiceItem.Tier.D) for item in held.district_items),
    }
    wrong = _("The municipal list holds only A and B, and every B says how it is shared; some items do not.")
    return _check("R3", _("Tiers"), sentence, wrong, details)


def placed(held: Holding) -> Check:
    """R4: every item has at least one place."""
    details = [Detail(_("no place"), item["code"], item["name"]) for item in held.items if not held.kinds[item["code"]]]
    return _check(
        "R4", _("A place for every item"), _("Every item has a place."), _("Some items have no place."), details
    )


def _check(id: str, title: str, right: str, wrong: str, details: list[Detail]) -> Check:
    outcome = verdict(not details, Severity.FAIL)
    return Check(id, title, Severity.FAIL, outcome, wrong if details else right, details=tuple(details))


def _reused(held: Holding) -> list[str]:
    """Codes that, in the order of their days, come back after a retirement."""
    retired = Revision.objects.filter(change=Revision.Change.RETIRED).values("item")
    history = Revision.objects.known_by(held.known_at).filter(item__in=retired, effective_from__lte=held.day)
    days = history.order_by("item__code", "effective_from", "number").values_list(
        "item__code", "effective_from", "change"
    )
    found = []
    for code, rows in groupby(days, key=lambda row: row[0]):
        last_of_day = list({day: change for _code, day, change in rows}.values())
        if Revision.Change.RETIRED in last_of_day[:-1]:
            found.append(code)
    return found
