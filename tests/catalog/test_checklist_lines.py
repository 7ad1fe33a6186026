"""What to bring for several items, merged into one list."""

import pytest
from django.utils import translation

from catalog import checklist_lines
from catalog.models import ServiceItem
from tests.factories import make_item

pytestmark = pytest.mark.django_db


def material(name: str, **fields) -> dict:
    return {
        "name": name,
        "necessity": "required",
        "origin": "applicant",
        "medium": "paper",
        "originals": 1,
        "copies": 0,
        "note": "",
    } | fields


def item_with(*materials: dict, **fields) -> ServiceItem:
    return make_item(materials=list(materials), **fields)


@pytest.mark.parametrize(
    "written", ["居民身份证", " 居民 身份证", "《居民身份证》", "居民身份证\u3000", "“居民身份证”"]
)
def test_a_name_is_the_same_however_it_is_set(written):
    assert checklist_lines.key_of(written) == "居民身份证"


def test_letters_of_another_width_or_case_are_the_same():
    assert checklist_lines.key_of("Ａ表（一）") == checklist_lines.key_of("a表(一)")


@pytest.mark.parametrize(("one", "other"), [("居民身份证", "申请人居民身份证"), ("居民户口簿", "居民户口簿或居住证")])
def test_a_name_that_says_more_is_another_material(one, other):
    assert checklist_lines.key_of(one) != checklist_lines.key_of(other)


def test_what_several_items_ask_for_is_one_line_that_names_them():
    items = [item_with(material("身份证"), name="甲"), item_with(material("身 份证"), material("照片"), name="乙")]

    lines = checklist_lines.merge(items)

    assert [(line.name, line.items) for line in lines] == [("身份证", ["甲", "乙"]), ("照片", ["乙"])]


def test_numbers_are_said_for_each_item_and_never_added_up():
    same = [item_with(material("申请表")), item_with(material("申请表"))]
    alone = [item_with(material("照片", originals=2))]

    with translation.override("en"):
        assert [line.copies for line in checklist_lines.merge(same)] == ["1 original for each item"]
        assert [line.copies for line in checklist_lines.merge(alone)] == ["2 originals"]


def test_different_numbers_stand_beside_their_items():
    items = [item_with(material("照片", originals=2), name="甲"), item_with(material("照片", originals=1), name="乙")]

    [line] = checklist_lines.merge(items)

    with translation.override("en"):
        assert line.copies == ""
    assert [use.item.name for use in line.details] == ["甲", "乙"]
    assert len({use.copies for use in line.details}) == 2


def test_the_strongest_necessity_wins_and_each_item_keeps_its_own():
    items = [
        item_with(material("户口簿", necessity="later")),
        item_with(material("户口簿")),
        item_with(material("户口簿", necessity="conditional")),
    ]

    [line] = checklist_lines.merge(items)

    assert line.necessity == "required"
    assert [use.necessity for use in line.details] == ["later", "required", "conditional"]


def test_the_always_needed_comes_first_and_the_rest_keeps_its_order():
    item = item_with(
        material("可后补", necessity="later"),
        material("乙"),
        material("有时", necessity="conditional"),
        material("甲"),
    )

    assert [line.name for line in checklist_lines.merge([item])] == ["乙", "甲", "有时", "可后补"]


def test_one_note_is_said_once_and_several_beside_their_items():
    same = [item_with(material("证", note="交验原件。")), item_with(material("证", note="交验原件。"))]
    apart = [item_with(material("证", note="交验原件。")), item_with(material("证", note="收回。"))]

    [one], [several] = checklist_lines.merge(same), checklist_lines.merge(apart)

    assert (one.note, one.details) == ("交验原件。", [])
    assert [use.note for use in several.details] == ["交验原件。", "收回。"]


def test_an_item_that_names_a_material_twice_asks_for_the_larger_numbers():
    item = item_with(material("证", copies=2, note="甲"), material("证", originals=3, necessity="later", note="乙"))

    [line] = checklist_lines.merge([item])
    [use] = line.uses

    with translation.override("en"):
        assert line.copies == use.copies
    assert (use.necessity, use.note) == ("required", "甲 乙")


def test_items_without_materials_have_no_lines():
    assert checklist_lines.merge([make_item()]) == []
