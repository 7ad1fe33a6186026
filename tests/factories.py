"""Rows for tests, by keyword; what a test does not say has a plain default."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from appointments import bookings, identity, references
from appointments.asking import Named, Party, Request, Visit
from appointments.models import Booking, Citizen, Line, OpeningHours, Slot
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


def make_line(**fields: Any) -> Line:
    """The general counters of a hall of its own, ten visits a slot, all of them sold online."""
    code = f"L{next(_numbers)}"
    hall = fields.pop("hall", None) or make_hall()
    defaults = {"code": code, "hall": hall, "places": 10, "staff_percent": 0, "walk_in_percent": 0, "source": "test"}
    return Line.objects.create(**defaults | fields)


def make_hours(**fields: Any) -> OpeningHours:
    """From nine to twelve, since the day of the list, on the weekday or day that is given."""
    defaults = {"opens_at": time(9), "closes_at": time(12), "valid_from": LIST_DAY, "source": "test"}
    return OpeningHours.objects.create(**defaults | fields)


TOMORROW_NINE = datetime(2026, 11, 25, 1, tzinfo=UTC)  # 09:00 in Shenzhen, a Wednesday.


def make_slot(**fields: Any) -> Slot:
    """Half an hour of a line of its own, tomorrow at nine, with ten places online and none for staff."""
    line = fields.pop("line", None) or make_line()
    starts_at = fields.pop("starts_at", TOMORROW_NINE)
    defaults = {"ends_at": starts_at + timedelta(minutes=line.slot_minutes), "capacity_online": 10}
    return Slot.objects.create(line=line, starts_at=starts_at, **defaults | fields)


def make_item_at(line: Line, **fields: Any) -> ServiceItem:
    """An item that is handled at that line."""
    code = fields.pop("code", f"T-{next(_numbers):03}")
    place = {"kind": "municipal_hall", "hall": line.hall.code, "hall_class": ""}
    group = line.counter_group.name if line.counter_group else ""
    placements = [placement_content(f"{code}-P1", counter_group=group, **place)]
    return make_item(code=code, placements=placements, **fields)


def make_citizen(**fields: Any) -> Citizen:
    """Whoever holds a phone of their own."""
    defaults = {"phone": f"138{next(_numbers):08}", "made_at": NOON, "seen_at": NOON}
    return Citizen.objects.create(**defaults | fields)


def make_number() -> str:
    """The number of an identity card that nobody holds: its check digit fits."""
    front = f"44030519900101{next(_numbers) % 1000:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(figure) * weight for figure, weight in zip(front, weights, strict=True))
    return front + "10X98765432"[total % 11]


def make_party(**fields: Any) -> Party:
    """Somebody who comes for themselves, with a card of their own."""
    applicant = Named("测试人", identity.read("id_card", fields.pop("number", None) or make_number()))
    return Party(**{"applicant": applicant} | fields)


def make_request(key: str = "", **fields: Any) -> Request:
    """A request with a key of its own."""
    return Request(key=references.request_key("test", key or f"key{next(_numbers)}"), **fields)


def make_booking(**fields: Any) -> Booking:
    """A confirmed booking of tomorrow's slot for one item, made at noon."""
    slot = fields.pop("slot", None) or make_slot()
    items = fields.pop("items", None) or [make_item_at(slot.line)]
    return bookings.book(
        visit=Visit(slot.line, slot.starts_at, items),
        citizen=fields.pop("citizen", None) or make_citizen(),
        party=fields.pop("party", None) or make_party(),
        request=fields.pop("request", None) or make_request(),
        now=fields.pop("now", NOON),
        **fields,
    )


def make_hold(**fields: Any) -> Booking:
    """A place of tomorrow's slot held since noon; nobody said yet who comes."""
    slot = fields.pop("slot", None) or make_slot()
    items = fields.pop("items", None) or [make_item_at(slot.line)]
    return bookings.hold(
        visit=Visit(slot.line, slot.starts_at, items),
        citizen=fields.pop("citizen", None) or make_citizen(),
        request=fields.pop("request", None) or make_request(),
        now=fields.pop("now", NOON),
    )
