"""Which column of a file is which fact of an item."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .problems import Unreadable
from .tables import Table

# Fact: its Chinese title, then every other header it goes by: ours, the national exchange tables', the portals'.
ITEM_FACTS = {
    "code": ("事项编码", "item_code", "code", "事项编号", "item_id"),
    "catalog_code": ("基本编码", "catalog_code", "catalogCode"),
    "task_code": ("实施编码", "task_code", "taskCode", "实施清单编码"),
    "handle_code": ("业务办理项编码", "handle_item_code", "handle_code", "taskHandleItem"),
    "name": ("事项名称", "item_name", "name", "taskName", "名称"),
    "department": ("实施主体编码", "dept_code", "deptCode", "部门编码"),
    "department_name": (
        "实施主体",
        "department",
        "dept_name",
        "deptName",
        "实施主体名称",
        "部门",
        "部门名称",
        "实施部门",
    ),
    "department_full_name": ("实施主体全称", "department_full_name", "部门全称"),
    "list_level": ("行使层级", "use_level", "useLevel", "list_level"),
    "tier": ("类别", "tier", "权责清单类别", "事项类别", "清单类别"),
    "sharing": ("市区同办/分情形", "b_kind", "b_mode", "sharing", "B类情形", "B类方式", "市区共有方式"),
    "task_type": ("事项类型", "task_type", "item_type", "taskType", "职权类型", "权力类型"),
    "audience": ("服务对象", "service_object", "audience", "serverType"),
    "themes": ("主题", "themes", "主题分类"),
    "description": ("一句话说明", "description", "说明"),
    "aliases": ("别名", "aliases", "通俗说法"),
    "project_type": ("办件类型", "project_type", "projectType"),
    "promise_days": ("承诺办结时限", "promise_days", "promiseDay", "承诺时限"),
    "promise_unit": ("承诺时限单位", "promise_unit", "promiseType"),
    "promise_basis": ("承诺时限说明", "promise_basis", "promiseExplain"),
    "statutory_days": ("法定办结时限", "statutory_days", "anticipateDay", "法定时限"),
    "statutory_unit": ("法定时限单位", "statutory_unit", "anticipateType"),
    "statutory_basis": ("法定时限说明", "statutory_basis", "anticipateExplain"),
    "visits": ("到现场次数", "visits", "limitSceneNum", "到办事现场次数"),
    "visits_reason": ("必须到现场原因", "visits_reason", "limitSceneExplain"),
    "online_depth": ("网上办理深度", "online_depth", "onlineHandleDepth"),
    "is_fee": ("是否收费", "is_fee", "isFee"),
    "result_name": ("办理结果", "result_name", "resultName", "结果名称"),
    "consult_phone": ("咨询电话", "consult_phone", "linkWay", "咨询方式"),
    "complaint_phone": ("投诉电话", "complaint_phone", "superviseWay", "监督投诉电话"),
    "supports_mail_result": ("结果可邮寄", "supports_mail_result", "isMailResult", "是否支持邮寄"),
    "supports_locker": ("结果可自助柜领取", "supports_locker"),
    "legal_basis": ("设定依据", "legal_basis", "byLaw", "法律依据"),
    "basis_status": ("依据核对情况", "basis_status"),
    "basis_text_version": ("依据版本", "basis_text_version"),
    "evidence": ("名称依据", "evidence"),
    "evidence_match": ("名称出处", "evidence_match"),
    "source": ("来源", "source", "provenance", "数据来源"),
    "source_date": ("来源日期", "source_date"),
    "placements": ("进驻", "placements", "进驻大厅", "办理地点", "进驻地点"),
}
PLACEMENT_FACTS = {
    "code": ("事项编码", "item_code", "code", "事项编号"),
    "venue": ("大厅", "venue_key", "venue", "hall_code", "大厅编码", "进驻", "进驻大厅", "办理地点"),
    "kind": ("办理地点种类", "kind"),
    "counter_group": ("窗口", "counter", "counter_group", "窗口类型"),
}

REQUIRED = ("code", "name", "tier")
DEPARTMENTS = ("department", "department_name", "department_full_name")
PLACEMENT_REQUIRED = ("code", "venue")

# Worked out here from the rest, so reading them back would say nothing.
WORKED_OUT = {
    *("placement_kinds", "placement_kind_count", "supports_booking", "status", "valid_from", "valid_to", "version"),
    *(
        "page_url",
        "办理地点种类",
        "办理地点种类数",
        "可否预约",
        "状态",
        "本版本生效日",
        "本版本失效日",
        "版本",
        "办事指南网址",
    ),
}

REMARK = re.compile(r"[（(].*?[)）]|[*＊\s]")


@dataclass(frozen=True)
class Columns:
    """The headers of one file by fact, and those that say nothing to us."""

    headers: dict[str, str]
    ignored: list[str]

    def title(self, fact: str) -> str:
        """What the file calls the fact; its Chinese title where the file does not carry it."""
        return self.headers.get(fact) or ITEM_FACTS[fact][0]


def item_columns(table: Table) -> Columns:
    """The columns of a list of items. Raises Unreadable where one is missing or two mean the same."""
    columns = _columns(table, ITEM_FACTS, REQUIRED)
    if not any(fact in columns.headers for fact in DEPARTMENTS):
        raise _missing(["实施主体"], table)
    return columns


def placement_columns(table: Table) -> Columns:
    """The columns of a list of places. Raises Unreadable."""
    return _columns(table, PLACEMENT_FACTS, PLACEMENT_REQUIRED)


def _columns(table: Table, facts: dict[str, tuple[str, ...]], required: tuple[str, ...]) -> Columns:
    meanings = {_bare(word): fact for fact, words in facts.items() for word in words}
    found: dict[str, str] = {}
    ignored = []
    for header in table.headers:
        fact = meanings.get(_bare(header))
        if fact is None:
            ignored.append(header)
        elif fact in found:
            words = {"one": found[fact], "other": header}
            raise Unreadable(_("The columns “%(one)s” and “%(other)s” mean the same. Keep one.") % words)
        else:
            found[fact] = header
    if missing := [facts[fact][0] for fact in required if fact not in found]:
        raise _missing(missing, table)
    return Columns(found, [header for header in ignored if header and header not in WORKED_OUT])


def _missing(titles: list[str], table: Table) -> Unreadable:
    words = {"missing": "、".join(titles), "found": "、".join(header[:40] for header in table.headers[:40])}
    return Unreadable(_("Columns that are missing: %(missing)s. The file has: %(found)s.") % words)


def _bare(header: str) -> str:
    """A header without remarks such as “（必填）”, stars, blanks, and whether it is written wide or in capitals."""
    return REMARK.sub("", unicodedata.normalize("NFKC", header)).casefold()
