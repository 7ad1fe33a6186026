"""Rows for tests, by keyword; what a test does not say has a plain default."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from catalog import revisions
from catalog.contents import LISTS, Content
from catalog.models import CounterGroup, Department, Hall, Revision, ServiceItem
from catalog.seeding.items import UNKNOWN

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12:00 in Shenzhen.
TODAY = date(2026, 11, 24)
LIST_DAY = date(2017, 11, 6)

_numbers = count(1)


def make_user(**fields: Any):
    """A member of staff without any right."""
    return get_user_model().objects.create_user(
        **{"username": f"clerk{next(_numbers)}", "password": "not a secret", "is_staff": True} | fields
    )


def make_department(**fields: Any) -> Department:
    """A department; its code says it is made for a test."""
    code = fields.pop("code", f"T{next(_numbers):02}")
    defaults = {"short_name": "市测试局", "full_name": "深圳市测试局", "source": "test"}
    return Department.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_hall(**fields: Any) -> Hall:
    """A municipal hall that opened long ago."""
    defaults = {
        "code": f"H{next(_numbers)}",
        "name": "测试大厅",
        "short_name": "测试大厅",
        "kind": Hall.Kind.MUNICIPAL,
        "name_confidence": "high",
        "source": "test",
    }
    return Hall.objects.create(**defaults | fields)


def make_counter_group(**fields: Any) -> CounterGroup:
    """The general counters of a hall."""
    return CounterGroup.objects.create(**{"name": CounterGroup.GENERAL, "source": "test"} | fields)


def placement_content(code: str, **fields: Any) -> Content:
    """One placement of a content: kept at the department unless a hall or a class is given."""
    return {
        "code": code,
        "kind": "retained",
        "hall": "",
        "hall_class": "department",
        "counter_group": "",
        "answer": None,
        "note": "",
        "notice_no": "",
        "source": "test",
        "valid_from": LIST_DAY.isoformat(),
        "valid_to": None,
    } | fields


def make_content(**fields: Any) -> Content:
    """The content of a tier A item with one placement and nothing else known."""
    code = fields.pop("code", f"T-{next(_numbers):03}")
    department = fields.pop("department", None) or make_department().code
    return {
        **UNKNOWN,
        **{name: [] for name in (*LISTS, "circumstances", "aliases", "themes")},
        "code": code,
        "name": "测试事项",
        "department": department,
        "list_level": "municipal",
        "tier": "A",
        "task_type": "01",
        "audience": "person",
        "discreet_notice": False,
        "evidence": "recalled",
        "source": "test",
        "placements": [placement_content(f"{code}-P1")],
    } | fields


def make_revision(content: Content | None = None, **fields: Any) -> Revision:
    """A recorded revision, applied if its day has come."""
    defaults = {"effective_from": LIST_DAY, "origin": Revision.Origin.SEED, "now": NOON}
    [revision] = revisions.record([content or make_content()], **defaults | fields)
    return revision


def make_item(**fields: Any) -> ServiceItem:
    """An item in force, written through a revision like every item."""
    return ServiceItem.objects.get(pk=make_revision(make_content(**fields)).item_id)
