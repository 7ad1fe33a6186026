"""Halls, departments and the other rows that staff change directly; and the list as a file."""

import hashlib
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from catalog import directory
from catalog.models import CalendarDay, CounterGroup, Department, Hall, PublishedTotal, SearchState, Theme
from tests.factories import make_counter_group, make_department, make_hall, make_item, placement_content
from tests.staff import change_page, filled_form, signed_in

pytestmark = pytest.mark.django_db


def delete(row) -> str:
    return reverse(f"admin:catalog_{row._meta.model_name}_delete", args=[row.pk])


def save(client, row, **fields):
    form = filled_form(client, change_page(row), f"{row._meta.model_name}_form")
    return client.post(change_page(row), form | fields)


def generation() -> int:
    return SearchState.objects.get().generation


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (make_department, {"short_name": "市新名局"}),
        (make_hall, {"short_name": "新名大厅"}),
        (lambda: Theme.objects.first(), {"name": "新主题"}),
    ],
)
def test_a_changed_name_reaches_search(editor, make, fields):
    row, before = make(), generation()

    save(editor, row, **fields)

    row.refresh_from_db()
    assert {name: getattr(row, name) for name in fields} == fields
    assert generation() == before + 1


def test_a_code_is_fixed_once_it_is_given(editor):
    department = make_department(code="T-FIX")

    save(editor, department, code="OTHER", short_name="市新名局")

    department.refresh_from_db()
    assert (department.code, department.short_name) == ("T-FIX", "市新名局")


def test_counter_groups_are_added_and_keep_their_names(editor):
    hall = make_hall()
    group = make_counter_group(hall=hall)

    added = {
        "counter_groups-TOTAL_FORMS": "2",
        "counter_groups-1-hall": str(hall.pk),
        "counter_groups-1-name": "外事专窗",
        "counter_groups-1-source": "test",
    }
    save(editor, hall, **added | {"counter_groups-0-name": "别的名字", "counter_groups-0-note": "一楼"})

    group.refresh_from_db()
    assert (group.name, group.note) == (CounterGroup.GENERAL, "一楼")
    assert set(hall.counter_groups.values_list("name", flat=True)) == {CounterGroup.GENERAL, "外事专窗"}


def in_use():
    hall = make_hall()
    there = placement_content("T-USE-P1", kind="municipal_hall", hall=hall.code, hall_class="")
    item = make_item(code="T-USE", themes=["hujibanli"], placements=[there])
    return [hall, item.department, item.themes.get()]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_in_use_is_not_deleted(editor, place):
    row = in_use()[place]

    response = editor.post(delete(row), {"post": "yes"})

    assert response.status_code == 200
    assert type(row).objects.filter(pk=row.pk).exists()


def test_the_verb_refuses_to_delete_what_is_in_use():
    for row in in_use():
        with pytest.raises(directory.InUse):
            directory.delete(row)


def test_what_came_into_use_meanwhile_is_no_server_error(editor, monkeypatch):
    department = make_item().department
    monkeypatch.setattr("django.contrib.admin.options.get_deleted_objects", lambda *_args: ([], {}, set(), []))

    response = editor.post(delete(department), {"post": "yes"}, follow=True)

    assert "仍在使用" in response.content.decode()
    assert Department.objects.filter(pk=department.pk).exists()


def test_what_is_not_in_use_is_deleted(editor):
    hall, before = make_hall(), generation()

    editor.post(delete(hall), {"post": "yes"})

    assert not Hall.objects.filter(pk=hall.pk).exists()
    assert generation() == before + 1


def test_days_and_figures_are_kept_by_the_editor(editor):
    day = {"day": "2027-05-01", "kind": "holiday", "festival": "劳动节", "status": "announced", "source": "test"}
    figure = {"key": "k", "label": "数字", "figure": "7", "as_of": "2026-01-01", "published_on": "2026-01-02"}

    editor.post("/admin/catalog/calendarday/add/", day)
    editor.post("/admin/catalog/publishedtotal/add/", figure | {"source": "test"})

    assert CalendarDay.objects.filter(day=date(2027, 5, 1)).exists()
    assert PublishedTotal.objects.get(key="k").figure == 7


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_an_export_is_the_chosen_items_and_leaves_a_trace(format):
    auditor = signed_in("auditor")
    items = [make_item(), make_item()]

    response = auditor.post(
        "/admin/catalog/serviceitem/",
        {"action": f"export_{format}", "_selected_action": [item.pk for item in items]},
    )

    entry = LogEntry.objects.get()
    digest = hashlib.sha256(b"".join(response.streaming_content)).hexdigest()
    assert response["X-Row-Count"] == "2"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", ")) - {"public"}
    assert (entry.user, entry.get_change_message()) == (auditor.user, f"{format}: 2 / 2, SHA-256 {digest}")


@pytest.mark.parametrize("role", ["item_editor", "item_approver"])
def test_an_export_needs_the_right_to_it(role):
    client, item = signed_in(role), make_item()

    client.post("/admin/catalog/serviceitem/", {"action": "export_csv", "_selected_action": [item.pk]})

    assert not LogEntry.objects.exists()
