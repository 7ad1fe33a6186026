"""Hours, lines and rules in the admin: what a change does is shown before it is saved."""

from datetime import time
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import slots
from appointments.models import Booking, BookingRules, Displacement, Line, OpeningHours, Slot, VisitLength
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_counter_group,
    make_hall,
    make_hours,
    make_item,
    make_item_at,
    make_line,
    make_slot,
)
from tests.staff import FormReader, change_page, filled_form, signed_in
from tests.threads import locked

pytestmark = pytest.mark.django_db

ADD = "/admin/appointments/{}/add/"


@pytest.fixture(autouse=True)
def noon():
    """It is noon on 24 November 2026."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def manager():
    """The browser of a hall manager."""
    return signed_in("hall_manager")


@pytest.fixture
def hours():
    """A line open on Wednesdays from nine to twelve, with its slots."""
    line = make_line()
    row = make_hours(hall=line.hall, weekday=2)
    slots.make(lines=[line], now=NOON)
    row.only_line = line
    return row


def form_of(client, row):
    return filled_form(client, change_page(row), f"{row._meta.model_name}_form")


def send(client, row, **fields):
    """The row's page as shown, with other values in it."""
    return client.post(change_page(row), form_of(client, row) | fields)


def confirm(client, page, **fields):
    """The page that shows the effect, sent as a browser would."""
    path = page.request["PATH_INFO"]
    reader = FormReader("effect_form")
    reader.feed(page.content.decode())
    return client.post(path, reader.fields | {"_confirmed": "1"} | fields)


def text(response) -> str:
    return unescape(response.content.decode())


def visit(hours) -> Booking:
    return make_booking(slot=hours.only_line.slots.get(starts_at=TOMORROW_NINE))


def test_a_change_is_shown_before_it_is_saved(manager, hours):
    booking = visit(hours)

    page = send(manager, hours, opens_at="10:00")

    hours.refresh_from_db()
    assert (page.status_code, hours.opens_at) == (200, time(9))
    effect = page.context["effect"]
    assert (effect.slots_removed, effect.places_removed, effect.visits) == (18, 179, [booking])
    assert booking.reference in text(page)
    assert "还没有保存" in text(page)


def test_confirmed_it_is_saved_and_its_visits_are_kept(manager, hours):
    booking = visit(hours)

    answer = confirm(manager, send(manager, hours, opens_at="10:00"), visits="keep")

    hours.refresh_from_db()
    booking.refresh_from_db()
    assert (answer.status_code, hours.opens_at, booking.state) == (302, time(10), "confirmed")
    assert Slot.objects.get(line=hours.only_line, starts_at=TOMORROW_NINE).state == "closed"
    assert "保留了1个预约" in text(manager.get(answer.url))
    assert LogEntry.objects.get().user == manager.user


def test_or_its_visits_are_offered_new_times(manager, hours):
    booking = visit(hours)

    page = send(manager, hours, opens_at="10:00")
    answer = confirm(manager, page, visits="displace", visits_reason="办公时间调整")

    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_by) == ("cancelled", "hall")
    assert Displacement.objects.get().reason == "办公时间调整"
    assert "已取消1个预约" in text(manager.get(answer.url))


@pytest.mark.parametrize("fields", [{}, {"visits": "displace", "visits_reason": " "}])
def test_what_is_asked_has_to_be_answered(manager, hours, fields):
    visit(hours)

    page = confirm(manager, send(manager, hours, opens_at="10:00"), **fields)

    hours.refresh_from_db()
    assert (page.status_code, hours.opens_at) == (200, time(9))
    assert page.context["form"].errors


def test_without_an_effect_nothing_is_asked(manager, hours):
    answer = send(manager, hours, source="大厅公告")

    hours.refresh_from_db()
    assert (answer.status_code, hours.source) == (302, "大厅公告")


def test_new_hours_make_slots_at_once(manager):
    line = make_line()
    fields = {"hall": line.hall.pk, "weekday": "2", "opens_at": "09:00", "closes_at": "12:00"}

    page = manager.post(ADD.format("openinghours"), fields | {"valid_from": "2026-11-24", "source": "大厅公告"})
    assert (page.context["effect"].slots_added, page.context["effect"].places_added) == (54, 540)
    confirm(manager, page)

    assert line.slots.filter(state="open").count() == 54


def test_deleting_hours_shows_what_it_does(manager, hours):
    booking, path = visit(hours), change_page(hours).replace("change", "delete")

    page = manager.get(path)
    assert (page.context["effect"].slots_removed, page.context["effect"].visits) == (54, [booking])
    assert OpeningHours.objects.filter(pk=hours.pk).exists()

    confirm(manager, page, visits="keep")
    assert not OpeningHours.objects.filter(pk=hours.pk).exists()
    assert [slot.state for slot in hours.only_line.slots.all()] == ["closed"]


def test_hours_changed_since_they_were_shown_are_not_deleted(manager, hours):
    page = manager.get(change_page(hours).replace("change", "delete"))
    OpeningHours.objects.filter(pk=hours.pk).update(opens_at=time(8))

    again = confirm(manager, page)

    assert (again.status_code, OpeningHours.objects.filter(pk=hours.pk).exists()) == (200, True)
    assert "请重新核对" in text(again)


def test_the_second_of_two_managers_sees_what_the_first_saved(manager, hours):
    opened = form_of(manager, hours)
    first = confirm(manager, send(manager, hours, opens_at="10:00"))
    assert first.status_code == 302

    second = manager.post(change_page(hours), opened | {"opens_at": "08:00"})

    hours.refresh_from_db()
    assert (second.status_code, hours.opens_at) == (200, time(10))
    assert "其他工作人员刚刚改过这一条" in text(second)
    assert "10:00" in text(second)
    assert 'value="08:00"' in text(second), "what was typed is kept"


@pytest.mark.django_db(transaction=True)
def test_saved_while_others_are_busy_the_same_change_is_asked_about_again():
    manager = signed_in("hall_manager")
    first = make_line()
    second = make_line(hall=first.hall, counter_group=make_counter_group(hall=first.hall))
    row = make_hours(hall=first.hall, weekday=2)
    slots.make(now=NOON)
    booking = make_booking(slot=first.slots.get(starts_at=TOMORROW_NINE))
    page = send(manager, row, opens_at="10:00")

    with locked(second):
        answer = confirm(manager, page, visits="displace", visits_reason="办公时间调整")

    booking.refresh_from_db()
    row.refresh_from_db()
    assert (answer.status_code, row.opens_at, booking.state) == (302, time(10), "confirmed")
    assert "已经保存" in text(manager.get(answer.url))

    again = send(manager, row)
    assert again.context["effect"].visits == [booking]
    confirm(manager, again, visits="displace", visits_reason="办公时间调整")
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_a_change_between_the_preview_and_saving_is_seen_too(manager, hours):
    page = send(manager, hours, opens_at="10:00")
    OpeningHours.objects.filter(pk=hours.pk).update(closes_at=time(11))

    answer = confirm(manager, page)

    hours.refresh_from_db()
    assert (answer.status_code, hours.opens_at, hours.closes_at) == (200, time(9), time(11))


def test_whoever_saw_it_may_save_over_it(manager, hours):
    opened = form_of(manager, hours)
    OpeningHours.objects.filter(pk=hours.pk).update(source="别人")
    refused = manager.post(change_page(hours), opened | {"source": "自己"})

    again = FormReader("openinghours_form")
    again.feed(refused.content.decode())
    manager.post(change_page(hours), again.fields)

    hours.refresh_from_db()
    assert hours.source == "自己"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"day": "2026-11-25"}, "weekday"),
        ({"weekday": ""}, "weekday"),
        ({"opens_at": ""}, "opens_at"),
        ({"closes_at": "08:00"}, "closes_at"),
        ({"valid_to": "2017-11-06"}, "valid_to"),
        ({"weekday": "", "day": "2017-11-05"}, "valid_from"),
        ({"opens_at": "11:00", "closes_at": "13:00"}, "__all__"),
        ({"opens_at": "９点"}, "opens_at"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(manager, hours, fields, field):
    own = {"hall": hours.hall_id, "weekday": "2", "opens_at": "13:00", "closes_at": "14:00", "source": "大厅公告"}

    page = manager.post(ADD.format("openinghours"), own | {"valid_from": "2017-11-06"} | fields)

    assert (page.status_code, list(page.context["adminform"].form.errors)) == (200, [field])
    assert OpeningHours.objects.filter(hall=hours.hall).count() == 1


def test_a_row_beside_a_day_that_is_closed_is_refused(manager, hours):
    make_hours(hall=hours.hall, day="2026-12-02", opens_at=None, closes_at=None)
    own = {"hall": hours.hall_id, "day": "2026-12-02", "opens_at": "13:00", "closes_at": "14:00", "source": "大厅公告"}

    page = manager.post(ADD.format("openinghours"), own | {"valid_from": "2017-11-06"})

    assert "这段时间已有一条" in text(page)


def test_fewer_places_than_are_booked_are_asked_about(manager, hours):
    line, slot = hours.only_line, hours.only_line.slots.get(starts_at=TOMORROW_NINE)
    item = make_item_at(line)
    for _each in range(3):
        make_booking(slot=slot, items=[item])

    page = send(manager, line, places="2")
    assert len(page.context["effect"].visits) == 1
    confirm(manager, page, visits="keep")

    line.refresh_from_db()
    slot.refresh_from_db()
    assert (line.places, slot.capacity_online, slot.state) == (2, 3, "open")


def test_a_line_that_cannot_be_booked_any_more_has_no_slots(manager, hours):
    form = form_of(manager, hours.only_line)
    del form["is_bookable"]

    confirm(manager, manager.post(change_page(hours.only_line), form))

    assert not hours.only_line.slots.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"staff_percent": "70"}, "walk_in_percent"),
        ({"slot_minutes": "3"}, "slot_minutes"),
        ({"item_minutes": "0"}, "__all__"),
    ],
)
def test_what_a_line_cannot_be_is_said_beside_its_field(manager, hours, fields, field):
    page = send(manager, hours.only_line, walk_in_percent="40", **fields)

    assert list(page.context["adminform"].form.errors) == [field]


def test_a_line_has_counters_of_its_own_hall(manager):
    hall, group = make_hall(), make_counter_group(hall=make_hall())
    fields = {"code": "L-NEW", "slot_minutes": "30", "places": "10", "staff_percent": "10", "walk_in_percent": "40"}
    fields |= {"item_minutes": "15", "is_bookable": "on", "source": "test", "hall": hall.pk}

    page = manager.post(ADD.format("line"), fields | {"counter_group": group.pk})
    assert "不在所选的大厅" in text(page)

    manager.post(ADD.format("line"), fields | {"counter_group": ""})
    assert Line.objects.get(code="L-NEW").hall == hall


def test_rules_show_their_defaults_and_what_holds(manager):
    line = make_line()
    BookingRules.objects.create(window_workdays=10, decided_by="test")
    row = BookingRules.objects.create(line=line, hold_minutes=8, decided_by="test")

    page = text(manager.get(change_page(row)))

    assert "默认：5" in page
    assert "<div>可预约的工作日天数 10</div><div>名额保留分钟数 8</div>" in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"hold_minutes": "0"}, "hold_minutes"),
        ({"return_from_minutes": "50", "return_to_minutes": "20"}, "return_to_minutes"),
    ],
)
def test_rules_that_cannot_be_are_refused(manager, fields, field):
    page = manager.post(ADD.format("bookingrules"), {"decided_by": "test"} | fields)

    assert list(page.context["adminform"].form.errors) == [field]


def test_the_second_of_two_managers_of_a_rule_sees_the_first(manager):
    row = BookingRules.objects.create(hold_minutes=8, decided_by="test")
    opened = form_of(manager, row)
    BookingRules.objects.filter(pk=row.pk).update(hold_minutes=9)

    page = manager.post(change_page(row), opened | {"hold_minutes": "7"})

    row.refresh_from_db()
    assert (page.status_code, row.hold_minutes) == (200, 9)


def test_how_long_an_item_takes_is_kept(manager):
    item = make_item()

    manager.post(ADD.format("visitlength"), {"item": item.pk, "minutes": "45", "source": "大厅公告"})

    assert VisitLength.objects.get(item=item).minutes == 45


def test_slots_are_listed_with_their_free_places(manager, hours):
    visit(hours)

    page = manager.get(f"/admin/appointments/slot/?day=tomorrow&line={hours.only_line.code}&state__exact=open")

    assert len(page.context["cl"].result_list) == 6
    assert "9 / 10" in text(page)
    assert "11月25日（周三）09:00—09:30" in text(page)


MAKE = {
    "openinghours": lambda: make_hours(hall=make_line().hall, weekday=2),
    "line": make_line,
    "bookingrules": lambda: BookingRules.objects.create(line=make_line(), decided_by="test"),
    "visitlength": lambda: VisitLength.objects.create(item=make_item(), minutes=9, source="test"),
    "slot": make_slot,
}


@pytest.mark.parametrize("table", MAKE)
def test_a_list_costs_as_many_queries_for_thirty_rows_as_for_one(manager, table):
    path, counted = f"/admin/appointments/{table}/", []
    for rows in (1, 29):
        for _each in range(rows):
            MAKE[table]()
        with CaptureQueriesContext(connection) as queries:
            manager.get(path, {"day": "tomorrow"} if table == "slot" else {})
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("role", ["auditor", "item_editor", "security"])
def test_nobody_else_changes_hours(role, hours):
    client = signed_in(role)

    answer = client.post(change_page(hours), {"opens_at": "10:00", "_confirmed": "1"})

    hours.refresh_from_db()
    assert (answer.status_code, hours.opens_at) == (403, time(9))


def test_an_auditor_reads_the_page_of_a_row(hours):
    page = signed_in("auditor").get(change_page(hours))

    assert (page.status_code, 'name="shown"' in text(page)) == (200, False)
