"""The reference data, and what a second seeding leaves alone."""

from collections import Counter

import pytest
from django.utils import timezone

from catalog import contents, revisions, seeding
from catalog.models import (
    CalendarDay,
    Circumstance,
    Community,
    Department,
    Hall,
    HandlingForm,
    Placement,
    PublishedTotal,
    Revision,
    ServiceItem,
    Street,
)
from tests.factories import LIST_DAY, NOON, TODAY, make_revision

pytestmark = pytest.mark.django_db


def silent(what: str, done: int, total: int) -> None:
    """No bar."""


def test_the_reference_data_has_its_published_size():
    sizes = {
        model: model.objects.count()
        for model in (
            ServiceItem,
            HandlingForm,
            Placement,
            Department,
            Hall,
            Street,
            Community,
            CalendarDay,
            PublishedTotal,
        )
    }

    assert sizes == {
        ServiceItem: 1618,
        HandlingForm: 2112,
        Placement: 1688,
        Department: 43,
        Hall: 97,
        Street: 74,
        Community: 798,
        CalendarDay: 120,
        PublishedTotal: 11,
    }
    assert Counter(Hall.objects.values_list("kind", flat=True)) == {
        "municipal": 1,
        "specialised": 10,
        "service_point": 2,
        "district": 10,
        "street": 74,
    }


def test_the_current_tables_are_what_the_latest_revisions_say():
    current = list(contents.describe_all(ServiceItem.objects.in_force()))

    assert current == list(revisions.list_as_of(timezone.localdate()))


def test_seeding_again_changes_nothing():
    assert seeding.seed(now=NOON, progress=silent) == 0
    assert Revision.objects.count() == 1618


def test_seeding_again_leaves_what_staff_changed():
    item = ServiceItem.objects.get(code="D13-080")
    content = {**item.as_of(TODAY), "description": "工作人员改过的说明"}
    make_revision(content, origin=Revision.Origin.IMPORT, effective_from=TODAY, now=timezone.now())
    Hall.objects.filter(code="M").update(phone="0755-00000000", phone_confidence="low")

    added = seeding.seed(now=NOON, progress=silent)

    assert added == 0
    assert ServiceItem.objects.get(code="D13-080").description == "工作人员改过的说明"
    assert Hall.objects.get(code="M").phone == "0755-00000000"


def test_only_the_example_of_the_report_has_a_threshold_and_it_says_so():
    [circumstance] = Circumstance.objects.all()

    assert (circumstance.item.code, circumstance.is_example) == ("D01-001", True)


def test_every_item_is_labelled_as_a_reconstruction():
    assert not [item.code for item in ServiceItem.objects.all() if not item.is_reconstruction]
    assert not Revision.objects.exclude(effective_from=LIST_DAY).exists()


def test_unknown_facts_stay_unknown():
    without_guide = ServiceItem.objects.filter(guide_source="")

    assert without_guide.count() == 1618 - 80
    assert not without_guide.filter(is_fee__isnull=False).exists()
    assert not ServiceItem.objects.filter(promise_days__isnull=False).exists()
