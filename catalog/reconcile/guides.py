"""R12: the consistency rules that inspectors apply to guides, as far as the data goes.

A fact that is not known breaks no rule: pages say “暂未公布” for it. `broken_rules` is what staff pages warn with.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.contents import Content
from catalog.models import ServiceItem, Theme, TimeUnit

from .holding import Holding
from .report import Check, Detail, Figure, Severity, verdict

AREA_CODE = "0755"
SERVICE_LINES = ("12345", "12333", "12366")
ANSWERS_THAT_SPLIT = 2
EXAMPLES = 5

Themes = dict[str, Theme]


class Rule(NamedTuple):
    """What must hold, and whether a content breaks it."""

    key: str
    text: str
    broken: Callable[[Content, Themes], bool]


def _decided_at_once(item: Content, _themes: Themes) -> bool:
    if item["promise_days"] is None or not item["project_type"]:
        return False
    return (item["promise_days"] == 0) != (item["project_type"] == ServiceItem.ProjectType.IMMEDIATE)


def _promise_too_long(item: Content, _themes: Themes) -> bool:
    if item["promise_days"] is None or item["statutory_days"] is None:
        return False
    units = {item["promise_unit"], item["statutory_unit"]}
    if len(units) > 1 and TimeUnit.DAY not in units:
        return True
    return item["promise_days"] > item["statutory_days"]


def _visit_without_reason(item: Content, _themes: Themes) -> bool:
    return bool(item["visits"]) and not item["visits_reason"]


def _no_visit_and_no_other_way(item: Content, _themes: Themes) -> bool:
    online = (item["online_depth"] or 0) >= ServiceItem.OnlineDepth.APPLICATION
    return item["visits"] == 0 and not online and not item["supports_mail_result"]


def _online_and_yet_a_visit(item: Content, _themes: Themes) -> bool:
    return item["online_depth"] == ServiceItem.OnlineDepth.COMPLETE and bool(item["visits"])


def _fee_unexplained(item: Content, _themes: Themes) -> bool:
    if item["is_fee"] is None:
        return False
    if not item["is_fee"]:
        return any(fee["amount_fen"] for fee in item["fees"])
    return not item["fees"] or any(fee["amount_fen"] is None or not fee["basis"] for fee in item["fees"])


def _phones_unfit(item: Content, _themes: Themes) -> bool:
    phones = [item["consult_phone"], item["complaint_phone"]]
    if not any(phones):
        return False
    return phones[0] == phones[1] or not all(p.startswith(AREA_CODE) or p in SERVICE_LINES for p in phones)


def _audience_without_theme(item: Content, themes: Themes) -> bool:
    topics = [themes[slug] for slug in item["themes"] if slug in themes]
    if not topics:
        return False
    for_person = item["audience"] == ServiceItem.Audience.COMPANY or any(topic.for_person for topic in topics)
    for_company = item["audience"] == ServiceItem.Audience.PERSON or any(topic.for_company for topic in topics)
    return not (for_person and for_company)


def _licence_guide_incomplete(item: Content, _themes: Themes) -> bool:
    has_guide = bool(item["guide_source"])
    return has_guide and item["task_type"] == ServiceItem.TaskType.LICENCE and not (item["questions"] and item["steps"])


def _split_unknown(item: Content, _themes: Themes) -> bool:
    answers = sum(len(circumstance["answers"]) for circumstance in item["circumstances"])
    return item["sharing"] == ServiceItem.Sharing.BY_CIRCUMSTANCE and answers < ANSWERS_THAT_SPLIT


RULES = (
    Rule("immediate", gettext_lazy("Decided at once, if and only if the promised time is nought"), _decided_at_once),
    Rule(
        "promise",
        gettext_lazy("The promised time is no longer than the statutory time, in one unit"),
        _promise_too_long,
    ),
    Rule("visit_reason", gettext_lazy("A visit that is needed has a reason"), _visit_without_reason),
    Rule("no_visit", gettext_lazy("No visit: online application or result by post"), _no_visit_and_no_other_way),
    Rule("online", gettext_lazy("Entirely online: no visit"), _online_and_yet_a_visit),
    Rule("fee", gettext_lazy("A fee has items, amounts and a basis; no fee has none"), _fee_unexplained),
    Rule("phones", gettext_lazy("Two different phones with area code, for questions and complaints"), _phones_unfit),
    Rule("audience", gettext_lazy("The themes suit the people or companies served"), _audience_without_theme),
    Rule("licence", gettext_lazy("The guide of a licence has steps and questions"), _licence_guide_incomplete),
    Rule("split", gettext_lazy("By circumstance: the dividing line is known"), _split_unknown),
)


def broken_rules(item: Content, themes: Themes) -> Iterator[Rule]:
    """The rules this content breaks."""
    return (rule for rule in RULES if rule.broken(item, themes))


def consistency(held: Holding) -> Check:
    """R12: each rule with the number of items that break it and some examples; a note, never a failure."""
    broken = {rule.key: [item for item in held.items if rule.broken(item, held.themes)] for rule in RULES}
    figures = [Figure(rule.key, str(rule.text), 0, len(broken[rule.key]), not broken[rule.key]) for rule in RULES]
    details = [
        Detail(str(rule.text), item["code"], item["name"]) for rule in RULES for item in broken[rule.key][:EXAMPLES]
    ]
    sentence = _("Items that break a rule for guides, by rule; facts that are not known break none. Examples follow.")
    if not details:
        sentence = _("No item breaks a rule for guides; facts that are not known break none.")
    outcome = verdict(not details, Severity.WARN)
    return Check("R12", _("Consistency of guides"), Severity.WARN, outcome, sentence, tuple(figures), tuple(details))
