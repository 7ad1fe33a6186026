"""The list of items in the admin, and the page of one for those who only read."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Draft, Revision
from tests.factories import (
    make_content,
    make_department,
    make_hall,
    make_item,
    make_revision,
    placement_content,
)
from tests.staff import change_page, signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/serviceitem/"


@pytest.mark.parametrize("words", ["特别的名字", "T-FIND", "特别的别名", "别名"])
def test_items_are_found_by_code_name_and_other_names(editor, words):
    item = make_item(code="T-FIND", name="特别的名字", aliases=["特别的别名"])

    found = editor.get(LIST, {"q": words}).context["cl"].queryset

    assert item in found


def test_the_list_narrows_by_state_and_place(editor):
    coming = make_revision(make_content(), effective_from=date(2030, 1, 1)).item
    hall = make_hall()
    there = {"kind": "specialised_branch", "hall": hall.code, "hall_class": ""}
    placed = make_item(code="T-PL", placements=[placement_content("T-PL-P1", **there)])

    waiting = editor.get(LIST, {"state": "coming"}).context["cl"].queryset
    branches = editor.get(LIST, {"place": "specialised_branch", "q": "T-PL"}).context["cl"].queryset

    assert list(waiting) == [coming]
    assert list(branches) == [placed]


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize(("path", "count"), [("serviceitem", 12), ("revision", 10), ("draft", 10)])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_one(editor, path, count):
    department = make_department().code
    for number in range(30):
        item = make_item(department=department, code=f"ROW-{number:02}")
        Draft.objects.create(
            item_code=item.code,
            content=item.revisions.get().content,
            based_on=1,
            effective_from=date(2030, 1, 1),
            reason="x",
            drafted_at=timezone.now(),
            drafted_by=editor.user,
        )
    address = f"/admin/catalog/{path}/"
    editor.get(address)

    assert queries(editor, f"{address}?q=ROW-01") == queries(editor, f"{address}?q=ROW-") == count


def test_the_page_of_an_item_takes_as_many_queries_for_many_lines_as_for_few(editor):
    few = make_item()
    many = make_item(conditions=[{"text": str(number)} for number in range(30)])
    editor.get(change_page(few))

    assert queries(editor, change_page(few)) == queries(editor, change_page(many)) == 18


def test_a_version_can_be_read_in_words():
    auditor = signed_in("auditor")
    item = make_item(name="可读的事项", conditions=[{"text": "第一条"}])

    page = auditor.get(change_page(item))

    shown = {fact.label: [row.after for row in fact.rows] for fact in page.context["facts"]}
    assert (shown["名称"], shown["受理条件"]) == (["可读的事项"], ["第一条"])
    assert 'name="name"' not in page.content.decode()


def test_revisions_are_never_asked_to_change(editor):
    revision = make_item().revisions.get()
    address = reverse("admin:catalog_revision_change", args=[revision.pk])

    assert editor.post(address, {"reason": "x"}).status_code == 403
    assert Revision.objects.get(pk=revision.pk).reason == ""
