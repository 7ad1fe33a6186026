"""Staff book for a citizen at the counter or on the phone."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from appointments.models import Booking, Citizen
from appointments.models.citizen import DocumentKind
from appointments.refusals import SlotFull
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_item_at, make_line, make_number, make_slot
from tests.staff import signed_in
from tests.threads import at_once

ADD = "/admin/appointments/booking/add/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def manager(db):
    return signed_in("hall_manager")


@pytest.fixture
def slot(db):
    """A slot with one place that staff give."""
    return make_slot(line=make_line(), capacity_staff=1)


def address(slot, *items, **fields):
    codes = " ".join(item.code for item in items or [make_item_at(slot.line)])
    return f"{ADD}?line={slot.line.code}&items={codes.replace(' ', '+')}"


def filled(slot, **fields):
    """The form as staff fill it in."""
    return {
        "starts_at": slot.starts_at.isoformat(),
        "name": "测试人",
        "kind": "id_card",
        "number": make_number(),
        "phone": "",
        "agent_name": "",
        "agent_kind": "id_card",
        "agent_number": "",
        "relation": "",
        "request_key": "k" * 22,
    } | fields


def test_staff_book_with_a_place_of_their_share(manager, slot):
    answer = manager.post(address(slot), filled(slot, phone="138 0000 9999"))

    booking = Booking.objects.get()
    slot.refresh_from_db()
    assert answer.url == f"/admin/appointments/booking/{booking.pk}/slip/"
    assert (booking.state, booking.pool, booking.channel) == ("confirmed", "staff", "staff")
    assert (booking.citizen.phone, slot.taken_staff, slot.taken_online) == ("13800009999", 1, 0)


def test_a_booking_that_is_refused_keeps_no_phone(manager, slot):
    where, form = address(slot), filled(slot, phone="13800009999")
    make_booking(slot=slot, pool="staff")

    manager.post(where, form)

    assert not Citizen.objects.filter(phone="13800009999").exists()


def test_without_a_phone_nobody_is_told(manager, slot):
    manager.post(address(slot), filled(slot))

    assert (Booking.objects.get().citizen, Citizen.objects.count()) == (None, 0)


def test_somebody_may_come_in_their_place(manager, slot):
    fields = {"agent_name": "代办人", "agent_number": make_number(), "relation": "family"}

    manager.post(address(slot), filled(slot, **fields))

    booking = Booking.objects.get()
    assert (booking.agent_name, booking.relation) == ("代办人", "family")
    assert booking.agent.last_four == fields["agent_number"][-4:]


@pytest.mark.parametrize("kind", ["", "library_card"])
def test_of_somebody_in_their_place_the_kind_of_document_is_needed(manager, slot, kind):
    agent = {"agent_name": "代办人", "agent_kind": kind, "agent_number": make_number(), "relation": "family"}

    page = manager.post(address(slot), filled(slot, **agent))

    assert (list(page.context["person"].errors), Booking.objects.count()) == (["agent_kind"], 0)


def test_nobody_comes_in_their_own_place(manager, slot):
    number = make_number()
    agent = {"agent_name": "代办人", "agent_number": number, "relation": "family"}

    page = manager.post(address(slot), filled(slot, number=number, **agent))

    assert (list(page.context["person"].errors), Booking.objects.count()) == (["agent_number"], 0)


def test_sent_twice_it_is_one_booking(manager, slot):
    where, form = address(slot), filled(slot)

    answers = [manager.post(where, form) for _each in range(2)]

    slot.refresh_from_db()
    assert answers[0].url == answers[1].url
    assert (Booking.objects.count(), slot.taken_staff) == (1, 1)
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_booking():
    manager = signed_in("hall_manager")
    slot = make_slot(line=make_line(), capacity_staff=2)
    where, form = address(slot), filled(slot)

    def click():
        browser = Client()
        browser.cookies = manager.cookies
        return browser.post(where, form).url

    answers = at_once([partial(click) for _each in range(2)])

    slot.refresh_from_db()
    assert answers[0] == answers[1]
    assert (Booking.objects.count(), slot.taken_staff) == (1, 1)


def test_a_form_used_for_somebody_else_is_refused(manager, slot):
    where = address(slot)
    manager.post(where, filled(slot))

    page = manager.post(where, filled(slot, name="另一人")).content.decode()

    assert Booking.objects.count() == 1
    assert "errorlist" in page


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"number": "440305199001010010"}, "440305199001010010"),
        ({"phone": "12345"}, 'value="12345"'),
        ({"name": ""}, "errorlist"),
        ({"agent_name": "代办人"}, "代办人"),
        ({"starts_at": "9点"}, "errorlist"),
        ({"kind": "library_card"}, "errorlist"),
    ],
)
def test_bad_input_is_told_and_kept(manager, slot, wrong, kept):
    page = manager.post(address(slot), filled(slot, **wrong)).content.decode()

    assert Booking.objects.count() == 0
    assert ("errorlist" in page, kept in page) == (True, True)


def test_a_time_that_has_gone_is_said_and_everything_is_kept(manager, slot):
    where, form = address(slot), filled(slot)
    make_booking(slot=slot, pool="staff")

    page = manager.post(where, form).content.decode()

    assert str(SlotFull.sentence) in page
    assert f'value="{form["number"]}"' in page


@pytest.mark.parametrize("query", ["?line=nothing&items=x", "?line=&items=", "?items=NONE"])
def test_a_line_or_item_that_does_not_exist_is_said(manager, slot, query):
    page = manager.get(f"{ADD}{query}").content.decode()

    assert "errorlist" in page


def test_an_item_of_another_hall_is_said(manager, slot):
    page = manager.get(address(slot, make_item_at(make_line()))).content.decode()

    assert "errorlist" in page


def test_times_are_those_of_the_staffs_share(manager, slot):
    make_slot(line=slot.line, starts_at=TOMORROW_NINE + timedelta(hours=1), capacity_staff=0)

    page = manager.get(address(slot)).content.decode()

    assert page.count('<option value="2026-11-25T09:00:00+08:00"') == 1
    assert "10:00:00+08:00" not in page


def test_the_slip_shows_what_to_bring_and_no_whole_name(manager, slot):
    form = filled(slot)
    page = manager.post(address(slot), form, follow=True).content.decode()

    assert Booking.objects.get().reference in page
    assert ("11月25日（周三）09:00—09:30" in page, str(DocumentKind.ID_CARD.label) in page) == (True, True)
    assert [each in page for each in (form["name"], form["number"])] == [False, False]


def test_no_person_stands_in_an_address(manager, slot):
    form = filled(slot)
    answer = manager.post(address(slot), form)

    assert form["name"] not in answer.url
    assert form["number"] not in answer.url


@pytest.mark.parametrize("role", ["auditor", "security", "item_editor"])
def test_other_roles_do_not_book(slot, role):
    where = address(slot)

    answers = [signed_in(role).get(where).status_code, signed_in(role).post(where, filled(slot)).status_code]

    assert (answers, Booking.objects.count()) == ([403, 403], 0)
