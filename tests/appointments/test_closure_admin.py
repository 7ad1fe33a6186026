"""Staff close a hall: nothing is closed that was not previewed, and confirmed by the number of visits."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry

from appointments import closures, displacements
from appointments.models import Closure, Slot
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_item_at, make_line, make_slot, make_user
from tests.staff import change_page, filled_form, signed_in

pytestmark = pytest.mark.django_db
ADD = "/admin/appointments/closure/add/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def manager():
    return signed_in("hall_manager")


@pytest.fixture
def booked():
    """A slot of tomorrow with two visits, and one of the day after."""
    slot = make_slot()
    item = make_item_at(slot.line)
    make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(days=1))
    return slot, [make_booking(slot=slot, items=[item]) for _each in range(2)]


def asked(slot, **fields):
    """The form as a manager fills it in for the morning of the slot."""
    return {
        "where": f"hall:{slot.line.hall.code}",
        "starts_at": "2026-11-25T08:00",
        "ends_at": "2026-11-25T12:00",
        "reason": "台风",
    } | fields


def confirm(browser, fields, **typed):
    """Previewed, and sent again with the number typed."""
    page = browser.post(ADD, fields).content.decode()
    previewed = page.split('name="previewed" value="')[1].split('"')[0]
    return browser.post(ADD, fields | {"previewed": previewed, "_close": "1"} | typed)


def test_the_preview_lists_visits_by_reference_and_time_without_names(manager, booked):
    slot, visits = booked

    page = manager.post(ADD, asked(slot)).content.decode()

    assert [each.reference in page for each in visits] == [True, True]
    assert "11月25日（周三）09:00" in page
    assert visits[0].applicant_name not in page
    assert Closure.objects.count() == 0


def test_typed_rightly_the_hall_is_closed_and_it_is_logged_without_a_name(manager, booked):
    slot, visits = booked

    answer = confirm(manager, asked(slot), cancelled="2")

    closure = Closure.objects.get()
    slot.refresh_from_db()
    [entry] = LogEntry.objects.all()
    assert answer.url == change_page(closure)
    assert (slot.state, closure.made_by, closure.displacements.count()) == ("closed", manager.user, 2)
    assert visits[0].applicant_name not in entry.object_repr + entry.change_message


@pytest.mark.parametrize("typed", ["", "1", "两个"])
def test_typed_wrongly_nothing_is_closed_and_the_number_is_asked_for(manager, booked, typed):
    slot, _visits = booked

    page = confirm(manager, asked(slot), cancelled=typed).content.decode()

    assert Closure.objects.count() == 0
    assert 'value="台风"' in page


def test_what_was_changed_since_the_preview_is_looked_at_again(manager, booked):
    slot, _visits = booked

    page = confirm(manager, asked(slot), cancelled="2", ends_at="2026-11-25T18:00").content.decode()

    assert "预览之后" in page
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"where": "hall:nothing"},
        {"starts_at": "tomorrow"},
        {"ends_at": "2026-11-25T07:00"},
        {"reason": ""},
        {"reason": "长" * 101},
    ],
)
def test_bad_input_is_told_beside_its_field(manager, booked, wrong):
    page = manager.post(ADD, asked(booked[0], **wrong)).content.decode()

    assert "errorlist" in page
    assert 'name="previewed" value="' not in page


def test_what_is_over_cannot_be_closed(manager, booked):
    past = {"starts_at": "2026-11-23T08:00", "ends_at": "2026-11-23T12:00"}

    page = confirm(manager, asked(booked[0], **past), cancelled="0").content.decode()

    assert "已经过去" in page
    assert Closure.objects.count() == 0


def test_one_line_is_closed_alone(manager, booked):
    slot, _visits = booked

    confirm(manager, asked(slot, where=f"line:{slot.line.code}"), cancelled="2")

    assert Closure.objects.get().line == slot.line


def test_the_page_of_a_closure_tells_who_answered_what(manager, booked):
    slot, visits = booked
    closure = closures.close(
        hall=slot.line.hall,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        reason="台风",
        by=manager.user,
        now=NOON,
    )
    first, second = closure.displacements.order_by("pk")
    displacements.choose(displacement=first, slot=Slot.objects.get(pk=first.options[0]), now=NOON)
    displacements.decline(displacement=second, now=NOON)

    page = manager.get(change_page(closure)).content.decode()

    assert "新时间：11月26日（周四）09:00" in page
    assert "不需要新时间" in page
    assert visits[0].applicant_name not in page


def test_a_closure_is_withdrawn_once(manager, booked):
    slot, _visits = booked
    confirm(manager, asked(slot), cancelled="2")
    closure = Closure.objects.get()

    answers = [manager.post(f"/admin/appointments/closure/{closure.pk}/withdraw/").status_code for _each in range(2)]

    closure.refresh_from_db()
    assert (answers, closure.withdrawn_at) == ([302, 302], NOON)


def test_an_auditor_reads_and_closes_nothing(booked):
    slot, _visits = booked
    auditor = signed_in("auditor")
    closure = closures.close(
        hall=slot.line.hall, starts_at=slot.starts_at, ends_at=slot.ends_at, reason="台风", by=make_user(), now=NOON
    )

    assert auditor.get(change_page(closure)).status_code == 200
    assert auditor.post(ADD, asked(slot)).status_code == 403
    assert auditor.post(f"/admin/appointments/closure/{closure.pk}/withdraw/").status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_needs_as_many_queries_for_many(manager, django_assert_num_queries, count):
    for hours in range(count):
        line = make_line()
        closures.close(
            hall=line.hall,
            line=line if hours % 2 else None,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=hours + 1),
            reason="台风",
            by=manager.user,
            now=NOON,
        )

    with django_assert_num_queries(10):
        manager.get("/admin/appointments/closure/")


def test_the_form_begins_empty_and_offers_halls_that_have_lines(manager, booked):
    slot, _visits = booked

    form = filled_form(manager, ADD, "closing_form")
    page = manager.get(ADD).content.decode()

    assert form["starts_at"] == [""]
    assert f'value="hall:{slot.line.hall.code}"' in page
