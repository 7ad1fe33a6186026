"""What a cell says: each function returns the value for a content, or raises BadValue with the reason."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog.exports.columns import B_KINDS, USE_LEVELS
from catalog.models import LegalBasis, ServiceItem, TimeUnit
from catalog.seeding.items import BASIS_STATUS, EVIDENCE, TASK_TYPES

from .problems import BadValue

CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?", re.ASCII)
SEVERAL = re.compile(r"[|｜;；、,，\n]")
LINES = re.compile(r"[|｜\n]")

MUNICIPAL_TIERS = {tier: tier for tier in ("A", "B")}
ALL_TIERS = {tier: tier for tier in ServiceItem.Tier.values}
LIST_LEVELS = {
    **{level.value: level.value for level in ServiceItem.ListLevel},
    **{number: level.value for level, number in USE_LEVELS.items()},
    **{"市级": "municipal", "区级": "district", "县级": "district"},
}
SHARING = {
    **{sharing.value: sharing.value for sharing in ServiceItem.Sharing},
    **{word: sharing.value for sharing, word in B_KINDS.items()},
    **{"市区同办": "identical", "市、区同办": "identical", "同办": "identical", "分情形": "by_circumstance"},
}
TASK_TYPE = {**TASK_TYPES, **{kind: kind for kind in ServiceItem.TaskType.values}}
PROJECT_TYPES = {"immediate": "immediate", "promised": "promised", "即办件": "immediate", "承诺件": "promised"}
UNITS = {
    **{unit.value: unit.value for unit in TimeUnit},
    **{"工作日": "workday", "个工作日": "workday", "自然日": "calendar", "日": "day", "天": "day"},
}
DEPTHS = {
    **{str(depth.value): depth.value for depth in ServiceItem.OnlineDepth},
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4, "i级": 1, "ii级": 2, "iii级": 3, "iv级": 4},
    **{"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅰ级": 1, "Ⅱ级": 2, "Ⅲ级": 3, "Ⅳ级": 4, "全程网办": 4},
}
YES_NO = {
    **{"是": True, "true": True, "1": True, "yes": True, "支持": True, "收费": True},
    **{"否": False, "false": False, "0": False, "no": False, "不支持": False, "不收费": False},
}
PEOPLE = {"自然人", "个人", "公民", "person"}
COMPANIES = {"法人", "企业", "企业法人", "事业法人", "社会组织法人", "非法人企业", "行政机关", "其他组织", "company"}
EVIDENCES = {**EVIDENCE, **{evidence.value: evidence.value for evidence in ServiceItem.Evidence}}
BASIS = {
    **BASIS_STATUS,
    **{status.value: status.value for status in LegalBasis.Status},
    "none given": LegalBasis.Status.STATED.value,  # Beside an empty citation.
}


def code(text: str) -> str:
    """A code fit for an address: Latin letters, digits and `-._` inside."""
    if not CODE.fullmatch(text):
        raise BadValue(_("A code has Latin letters, digits and “-”; it says %(value)s.") % {"value": _shown(text)})
    return text


def one_line(text: str) -> str:
    """Text in one line."""
    return text.replace("\n", " ")


def choice(words: Mapping[str, Any], *, named: str, empty: Any = BadValue) -> Callable[[str], Any]:
    """One of the words, in any case; `named` is how the choices are told. Without `empty` the cell must be filled."""
    known = {word.casefold(): value for word, value in words.items()}

    def read(text: str) -> Any:
        if not text and empty is not BadValue:
            return empty
        try:
            return known[text.casefold()]
        except KeyError:
            raise BadValue(
                _("must be %(choices)s, it says %(value)s") % {"choices": named, "value": _shown(text)}
            ) from None

    return read


def number(text: str) -> int | None:
    """A whole number that is not negative; None for an empty cell."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise BadValue(_("must be a whole number, it says %(value)s") % {"value": _shown(text)})
    return int(text)


def day(text: str) -> str | None:
    """A day as an ISO string; None for an empty cell."""
    if not text:
        return None
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text, re.ASCII)
    try:
        return date(*map(int, parts.groups())).isoformat()
    except (AttributeError, ValueError):
        raise BadValue(_("must be a day such as 2017-11-06, it says %(value)s") % {"value": _shown(text)}) from None


def words(text: str) -> list[str]:
    """Several words in one cell, kept apart by `|` or the usual Chinese signs."""
    return [word for part in SEVERAL.split(text) if (word := part.strip())]


def citations(text: str) -> list[str]:
    """Several statutes in one cell, kept apart by `|` or line ends; other signs occur inside their names."""
    return [citation for part in LINES.split(text) if (citation := part.strip())]


def audience(text: str) -> str:
    """People, companies or both, from one word or several."""
    if text.casefold() == ServiceItem.Audience.BOTH:
        return ServiceItem.Audience.BOTH.value
    said = {word.casefold() for word in words(text)}
    if not said or said - PEOPLE - COMPANIES:
        named = "自然人、法人"
        raise BadValue(_("must be %(choices)s, it says %(value)s") % {"choices": named, "value": _shown(text)})
    if said & PEOPLE and said & COMPANIES:
        return ServiceItem.Audience.BOTH.value
    return (ServiceItem.Audience.PERSON if said & PEOPLE else ServiceItem.Audience.COMPANY).value


def _shown(text: str) -> str:
    """The cell as a reason quotes it: an empty one is named, a long one cut."""
    return text[:40] or _("an empty cell")
