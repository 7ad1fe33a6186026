"""The columns of the public files, declared once. Names follow the national exchange tables; unknown is empty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from catalog.contents import Content
from catalog.models import Department, Placement, ServiceItem

from .selection import Row

Value = str | int | None

SEPARATOR = "|"

B_KINDS = {ServiceItem.Sharing.IDENTICAL: "shared", ServiceItem.Sharing.BY_CIRCUMSTANCE: "by_case"}

# 行使层级 in the national tables: 3 city, 4 district.
USE_LEVELS = {ServiceItem.ListLevel.MUNICIPAL: "3", ServiceItem.ListLevel.DISTRICT: "4"}

IN_FORCE = "in_force"


@dataclass(frozen=True)
class Names:
    """Names the contents hold only by code, read once for a file."""

    departments: dict[str, str]

    @classmethod
    def read(cls) -> "Names":
        """One query."""
        return cls(departments=dict(Department.objects.values_list("code", "full_name")))


@dataclass(frozen=True)
class Column:
    """One column: its machine name, its Chinese title, and what it says of a row."""

    name: str
    title: str
    value: Callable[[Row, Names], Value]


def _fact(field: str) -> Callable[[Row, Names], Value]:
    return lambda row, names: row.content[field]


def _yes_no(field: str) -> Callable[[Row, Names], Value]:
    return lambda row, names: yes_no(row.content[field])


def yes_no(value: bool | None) -> str:
    """Machine spelling of yes, no and unknown."""
    return {True: "true", False: "false", None: ""}[value]


def _booking(row: Row, names: Names) -> str:
    """Items that stand only at their department are not booked through a hall."""
    return yes_no(any(kind != Placement.Kind.RETAINED for kind in row.kinds))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _page(row: Row, names: Names) -> str:
    return settings.SITE_URL + reverse("catalog:item", args=[row.content["code"]])


ITEM_COLUMNS = (
    Column("item_code", "事项编码", _fact("code")),
    Column("catalog_code", "基本编码", _fact("catalog_code")),
    Column("task_code", "实施编码", _fact("task_code")),
    Column("handle_item_code", "业务办理项编码", _fact("handle_code")),
    Column("item_name", "事项名称", _fact("name")),
    Column("tier", "权责清单类别", _fact("tier")),
    Column("b_kind", "B类情形", lambda row, names: B_KINDS.get(row.content["sharing"], "")),
    Column("task_type", "事项类型", _fact("task_type")),
    Column("dept_code", "实施主体编码", _fact("department")),
    Column("dept_name", "实施主体", lambda row, names: names.departments[row.content["department"]]),
    Column("use_level", "行使层级", lambda row, names: USE_LEVELS[row.content["list_level"]]),
    Column("service_object", "服务对象", _fact("audience")),
    Column("project_type", "办件类型", _fact("project_type")),
    Column("promise_days", "承诺办结时限", _fact("promise_days")),
    Column("promise_unit", "承诺时限单位", _fact("promise_unit")),
    Column("statutory_days", "法定办结时限", _fact("statutory_days")),
    Column("statutory_unit", "法定时限单位", _fact("statutory_unit")),
    Column("visits", "到现场次数", _fact("visits")),
    Column("online_depth", "网上办理深度", _fact("online_depth")),
    Column("is_fee", "是否收费", _yes_no("is_fee")),
    Column("supports_booking", "可否预约", _booking),
    Column("supports_mail_result", "结果可邮寄", _yes_no("supports_mail_result")),
    Column("supports_locker", "结果可自助柜领取", _yes_no("supports_locker")),
    Column("placement_kinds", "办理地点种类", lambda row, names: SEPARATOR.join(row.kinds)),
    Column("placement_kind_count", "办理地点种类数", lambda row, names: len(row.kinds)),
    Column("consult_phone", "咨询电话", _fact("consult_phone")),
    Column("complaint_phone", "投诉电话", _fact("complaint_phone")),
    Column("status", "状态", lambda row, names: IN_FORCE),
    Column("valid_from", "本版本生效日", lambda row, names: _iso(row.valid_from)),
    Column("valid_to", "本版本失效日", lambda row, names: _iso(row.valid_to)),
    Column("version", "版本", lambda row, names: row.version),
    Column("source", "来源", _fact("source")),
    Column("source_date", "来源日期", lambda row, names: row.content["source_date"] or ""),
    Column("page_url", "办事指南网址", _page),
)

PLACEMENT_COLUMNS = {
    "item_code": "事项编码",
    "kind": "办理地点种类",
    "hall_code": "大厅编码",
    "counter_group": "窗口",
    "situation": "情形",
    "valid_from": "进驻日",
    "valid_to": "迁出日",
    "notice_no": "文号",
}


def item_cells(row: Row, names: Names) -> list[Value]:
    """The cells of one item, in the order of the columns."""
    return [column.value(row, names) for column in ITEM_COLUMNS]


def placement_cells(row: Row) -> list[list[Value]]:
    """One line of cells for each place of the item on the day."""
    return [
        [
            row.content["code"],
            placement["kind"],
            placement["hall"],
            placement["counter_group"],
            _situation(row.content, placement),
            placement["valid_from"],
            placement["valid_to"] or "",
            placement["notice_no"],
        ]
        for placement in row.placements
    ]


def _situation(content: Content, placement: Content) -> str:
    """The answer under which the place applies, in words; empty where it always does."""
    if not placement["answer"]:
        return ""
    question, answer = placement["answer"]
    return content["circumstances"][question - 1]["answers"][answer - 1]["label"]
