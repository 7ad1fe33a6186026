"""The rows of `fixtures/` as item contents."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from catalog.contents import UNKNOWN, Content
from catalog.models import LegalBasis, Material, Placement, ServiceItem, TimeUnit

from .files import Row, json_file, json_lines, rows, rows_by_item

TASK_TYPES = {
    "行政许可": ServiceItem.TaskType.LICENCE,
    "行政给付": ServiceItem.TaskType.PAYMENT,
    "行政确认": ServiceItem.TaskType.CONFIRMATION,
    "行政奖励": ServiceItem.TaskType.REWARD,
    "行政裁决": ServiceItem.TaskType.RULING,
    "其他行政权力": ServiceItem.TaskType.OTHER,
    "公共服务": ServiceItem.TaskType.PUBLIC_SERVICE,
}
SHARING = {"": "", "市区同办": ServiceItem.Sharing.IDENTICAL, "分情形": ServiceItem.Sharing.BY_CIRCUMSTANCE}
EVIDENCE = {
    "name seen in a public list": ServiceItem.Evidence.PUBLIC_LIST,
    "statute article checked": ServiceItem.Evidence.STATUTE_CHECKED,
    "similar name seen in a public list": ServiceItem.Evidence.SIMILAR_NAME,
    "recalled, statute named": ServiceItem.Evidence.STATUTE_RECALLED,
    "recalled only": ServiceItem.Evidence.RECALLED,
}
BASIS_STATUS = {
    "article checked against statute text": LegalBasis.Status.CHECKED,
    "statute in reach, article not settled": LegalBasis.Status.UNSETTLED,
    "recalled, statute text not in reach": LegalBasis.Status.RECALLED,
    "recalled, text of the version in force not in reach": LegalBasis.Status.OTHER_VERSION,
}
NECESSITY = {
    "必要": Material.Necessity.REQUIRED,
    "非必要": Material.Necessity.CONDITIONAL,
    "容缺后补": Material.Necessity.LATER,
}
ORIGIN = {
    "申请人自备": Material.Origin.APPLICANT,
    "政府部门核发": Material.Origin.AUTHORITY,
    "其他": Material.Origin.OTHER,
}
MEDIUM = {"纸质": Material.Medium.PAPER, "电子": Material.Medium.ELECTRONIC, "纸质或电子": Material.Medium.EITHER}
UNITS = {None: "", "工作日": TimeUnit.WORKDAY, "自然日": TimeUnit.CALENDAR, "日": TimeUnit.DAY}
FEN = 100


def contents(list_day: date) -> Iterator[Content]:
    """The 1618 items of the reconstruction; their placements hold from the day of the list."""
    glosses = {row["item_code"]: row for row in rows("glosses.csv")}
    forms, placements = rows_by_item("handling_forms.csv"), rows_by_item("placements.csv")
    guides = {guide["item_code"]: guide for guide in json_lines("guides.jsonl")}
    themes = {row["name"]: row["slug"] for row in rows("themes.csv")}
    circumstances = defaultdict(list)
    for circumstance in json_file("circumstances.json"):
        circumstances[circumstance.pop("item_code")].append(circumstance)
    for row in rows("items.csv"):
        code = row["item_code"]
        yield {
            **UNKNOWN,
            **_item(row),
            **_gloss(glosses[code], themes),
            **_guide(guides.get(code)),
            "legal_bases": _legal_bases(row),
            "handling_forms": [{"name": f["sub_item_name"], "evidence": EVIDENCE[f["evidence"]]} for f in forms[code]],
            "circumstances": circumstances[code],
            "placements": [_placement(number, p, list_day) for number, p in enumerate(placements[code], 1)],
        }


def _item(row: Row) -> Content:
    return {
        "code": row["item_code"],
        "name": row["item_name"],
        "department": row["item_code"].partition("-")[0],
        "list_level": ServiceItem.ListLevel.MUNICIPAL,
        "tier": row["tier"],
        "sharing": SHARING[row["b_mode"]],
        "task_type": TASK_TYPES[row["item_type"]],
        "discreet_notice": False,
        "evidence": EVIDENCE[row["evidence"]],
        "evidence_match": row["evidence_match"],
        "source": row["provenance"],
    }


def _gloss(row: Row, themes: dict[str, str]) -> Content:
    names = row["themes"].split("|")
    return {
        "description": row["description"],
        "aliases": row["aliases"].split("|") if row["aliases"] else [],
        "audience": row["audience"],
        "themes": [slug for name, slug in themes.items() if name in names],
    }


def _legal_bases(row: Row) -> list[Content]:
    if not row["legal_basis"]:
        return []
    status = BASIS_STATUS[row["basis_status"]]
    return [{"citation": row["legal_basis"], "status": status, "text_version": row["basis_text_version"]}]


def _placement(number: int, row: Row, list_day: date) -> Content:
    return {
        "code": f"{row['item_code']}-P{number}",
        **_place(row["venue_key"]),
        "counter_group": row["counter"],
        "answer": None,
        "note": "",
        "notice_no": "",
        "source": row["provenance"],
        "valid_from": list_day.isoformat(),
        "valid_to": None,
    }


def _place(venue: str) -> Content:
    if venue == "R":
        return {"kind": Placement.Kind.RETAINED, "hall": "", "hall_class": Placement.HallClass.DEPARTMENT}
    if venue == "D":
        hall_class = Placement.HallClass.DISTRICT_OR_STREET
        return {"kind": Placement.Kind.DISTRICT_OR_STREET, "hall": "", "hall_class": hall_class}
    kind = Placement.Kind.MUNICIPAL if venue == "M" else Placement.Kind.SPECIALISED
    return {"kind": kind, "hall": venue, "hall_class": ""}


def _guide(guide: dict[str, Any] | None) -> Content:
    if guide is None:
        return {"conditions": [], "materials": [], "steps": [], "fees": [], "questions": []}
    fee = guide["fee"] or {"is_fee": None, "lines": []}
    return {
        "statutory_days": guide["statutory_days"],
        "statutory_unit": UNITS[guide["statutory_unit"]],
        "statutory_basis": guide["statutory_basis"] or "",
        "is_fee": fee["is_fee"],
        "result_name": guide["result"],
        "needs_person_present": guide["needs_person_present"],
        "supports_mail_result": guide["suits_mail_result"],
        "supports_locker": guide["suits_locker"],
        "guide_certainty": guide["certainty"],
        "guide_source": guide["provenance"],
        "conditions": [{"text": text} for text in guide["accept_conditions"]],
        "materials": [_material(material) for material in guide["materials"]],
        "steps": [{"name": s["name"], "actor": s["who"] or "", "note": s["note"] or ""} for s in guide["steps"]],
        "fees": [_fee(line) for line in fee["lines"]],
        "questions": [{"question": q["q"], "answer": q["a"]} for q in guide["questions"]],
    }


def _material(material: dict[str, Any]) -> Content:
    return {
        "name": material["name"],
        "necessity": NECESSITY[material["required"]],
        "origin": ORIGIN[material["kind"]],
        "medium": MEDIUM[material["form"]],
        "originals": material["originals"],
        "copies": material["copies"],
        "note": material["note"] or "",
    }


def _fee(line: dict[str, Any]) -> Content:
    amount = line["amount_yuan"]
    return {
        "name": line["name"],
        "amount_fen": None if amount is None else round(amount * FEN),
        "basis": line["basis"],
        "as_of": line["as_of"],
    }
