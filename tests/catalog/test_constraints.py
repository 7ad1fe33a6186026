"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import (
    CalendarDay,
    Circumstance,
    CircumstanceAnswer,
    Department,
    Hall,
    Placement,
    ServiceItem,
    Theme,
)
from tests.factories import LIST_DAY, TODAY, make_hall, make_item

pytestmark = pytest.mark.django_db


def refused(name: str):
    """The statement inside breaks exactly this constraint."""
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"code": ""}, "item_code_not_empty"),
        ({"tier": "E", "list_level": "district"}, "item_tier_is_known"),
        ({"tier": "B"}, "item_sharing_only_and_always_on_b"),
        ({"sharing": "identical"}, "item_sharing_only_and_always_on_b"),
        ({"tier": "C"}, "municipal_list_holds_only_a_and_b"),
        ({"list_level": "national"}, "item_list_is_known"),
        ({"audience": "robots"}, "item_audience_is_known"),
        ({"online_depth": 5}, "item_online_depth_1_to_4"),
        ({"statutory_days": 20}, "item_statutory_days_have_a_unit"),
        ({"promise_unit": "workday"}, "item_promise_days_have_a_unit"),
        ({"version": 0}, "item_version_has_a_day"),
    ],
)
def test_item(change, constraint):
    item = make_item()

    with refused(constraint), transaction.atomic():
        ServiceItem.objects.filter(pk=item.pk).update(**change)


def test_item_codes_are_unique():
    first, second = make_item(), make_item()

    with refused("catalog_serviceitem_code"), transaction.atomic():
        ServiceItem.objects.filter(pk=second.pk).update(code=first.code)


def test_handling_codes_are_unique_and_may_be_missing():
    make_item(handle_code="1" * 33)
    make_item()
    other = make_item()

    with refused("item_handle_code_unique"), transaction.atomic():
        ServiceItem.objects.filter(pk=other.pk).update(handle_code="1" * 33)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"hall_class": ""}, "placement_has_a_hall_or_a_class"),
        ({"kind": "municipal_hall"}, "placement_kind_fits_its_place"),
        ({"hall_class": "district_or_street"}, "placement_kind_fits_its_place"),
        ({"valid_to": LIST_DAY}, "placement_ends_after_start"),
    ],
)
def test_placement(change, constraint):
    placement = make_item().placements.get()

    with refused(constraint), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**change)


def test_a_placement_has_not_both_a_hall_and_a_class():
    placement = make_item().placements.get()

    with refused("placement_has_a_hall_or_a_class"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(hall=make_hall())


@pytest.mark.parametrize("with_answer", [False, True])
@pytest.mark.parametrize("place", ["hall", "hall_class"])
def test_an_item_is_open_once_at_one_place(place, with_answer):
    item = make_item()
    item.placements.all().delete()
    answer = None
    if with_answer:
        question = Circumstance.objects.create(item=item, position=1, question="?", kind="yes_no", source="test")
        answer = CircumstanceAnswer.objects.create(
            circumstance=question, position=1, label="是", level="municipal", yes=True
        )
    where = (
        {"hall": make_hall(), "kind": "municipal_hall"}
        if place == "hall"
        else {"hall_class": "district_or_street", "kind": "district_or_street"}
    )
    row = {"item": item, "position": 1, "source": "test", "valid_from": TODAY, "answer": answer, **where}
    Placement.objects.create(code="A", **row)

    with refused(f"placement_open_once_per_{place}"), transaction.atomic():
        Placement.objects.create(code="B", **row)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "village"}, "hall_kind_is_known"),
        ({"longitude": "114.0"}, "hall_point_is_whole"),
        ({"opened_on": TODAY, "closed_on": TODAY}, "hall_closes_after_it_opens"),
        ({"address_confidence": "high"}, "hall_unknown_address_claims_no_trust"),
        ({"phone_confidence": "low"}, "hall_unknown_phone_claims_no_trust"),
        ({"hours_confidence": "medium"}, "hall_unknown_hours_claims_no_trust"),
    ],
)
def test_hall(change, constraint):
    hall = make_hall()

    with refused(constraint), transaction.atomic():
        Hall.objects.filter(pk=hall.pk).update(**change)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"yes": None}, "answer_is_yes_no_or_a_range"),
        ({"yes": True, "amount_from": 1}, "answer_is_yes_no_or_a_range"),
        ({"yes": None, "amount_from": 2, "amount_to": 2}, "answer_range_is_not_empty"),
    ],
)
def test_an_answer_is_yes_no_or_a_range(fields, constraint):
    question = Circumstance.objects.create(item=make_item(), position=1, question="?", kind="yes_no", source="test")

    with refused(constraint), transaction.atomic():
        CircumstanceAnswer.objects.create(circumstance=question, position=1, label="是", level="municipal", **fields)


def test_an_amount_question_has_a_unit():
    with refused("amount_question_has_a_unit"), transaction.atomic():
        Circumstance.objects.create(item=make_item(), position=1, question="?", kind="amount", source="test")


def test_a_department_does_not_succeed_itself():
    department = make_item().department

    with refused("department_is_not_its_own_successor"), transaction.atomic():
        Department.objects.filter(pk=department.pk).update(successor=department)


def test_a_theme_is_for_somebody():
    with refused("theme_is_for_somebody"), transaction.atomic():
        Theme.objects.create(slug="nobody", name="无", for_person=False, for_company=False, position=99)


def test_a_calendar_day_is_a_holiday_or_a_workday():
    with refused("calendar_day_kind_is_known"), transaction.atomic():
        CalendarDay.objects.create(day="2031-01-01", kind="half", festival="?", status="announced", source="test")
