"""The page of one booking, on paper, as a picture and in a calendar."""

from datetime import timedelta

import pytest
import time_machine
from django.core.signing import BadSignature

from appointments import attendance, bookings, calendars, displacements, moves, passes
from appointments.models import Booking, Reminder
from tests.citizens import signed_in_citizen
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_hold,
    make_item,
    make_item_at,
    make_line,
    make_slot,
    placement_content,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def client():
    """A citizen with a booking for tomorrow at nine."""
    client = signed_in_citizen()
    client.booking = make_booking(citizen=client.citizen)
    return client


def page(client, part: str = "") -> str:
    return client.get(f"/bookings/{client.booking.key}/{part}").content.decode()


def summary(client):
    return client.get(f"/bookings/{client.booking.key}/").context["summary"]


def test_it_says_all_that_one_must_know(client):
    shown = page(client)

    assert summary(client).heading == "预约成功"
    for text in (
        client.booking.reference,
        "11月25日（周三）09:00—09:30",
        "请在 08:45—09:15 之间取号确认，可优先办理。迟到但在 10:00 前到，按现场取号排队；再晚则记为未到。",
        "11月25日（周三）07:00前可以免费改期或取消",
        f"/bookings/{client.booking.key}/qr.svg",
        f"/bookings/{client.booking.key}/calendar.ics",
        f"/bookings/{client.booking.key}/cancel/",
    ):
        assert text in shown
    assert "测试人" not in shown


def test_it_says_what_to_bring(client):
    line = make_line()
    paper = {
        "name": "申请表",
        "originals": 1,
        "copies": 0,
        "necessity": "required",
        "origin": "applicant",
    }
    place = {"kind": "municipal_hall", "hall": line.hall.code, "hall_class": ""}
    papers = [paper | {"medium": "paper", "note": ""}]
    item = make_item(materials=papers, placements=[placement_content("T-BR-P1", **place)])
    client.booking = make_booking(citizen=client.citizen, slot=make_slot(line=line), items=[item])

    assert "申请表" in page(client)
    assert "申请表" in page(client, "print/")


def test_late_it_says_that_cancelling_is_noted(client, clock):
    clock.move_to(TOMORROW_NINE - timedelta(hours=1))

    client = again(client)

    assert summary(client).coming.cancel_until == "如果不能来，也请取消：会记为临近取消，但不计为未到。"


def again(client):
    """The same citizen, signed in now."""
    new = signed_in_citizen(client.citizen)
    new.booking = client.booking
    return new


class TestStates:
    def test_a_hold_goes_on_where_it_was_left(self, client):
        client.booking = make_hold(citizen=client.citizen)

        answer = client.get(f"/bookings/{client.booking.key}/")

        assert answer.headers["Location"] == f"/bookings/{client.booking.key}/who/"

    def test_a_place_that_was_given_back_is_chosen_again(self, client):
        client.booking = make_hold(citizen=client.citizen)
        Booking.objects.filter(pk=client.booking.pk).update(state="expired", expired_at=NOON)
        item = client.booking.booking_items.get().item

        found = summary(client)

        assert found.heading == "这个时段已释放"
        assert found.action.address == f"/book/?item={item.code}&again={client.booking.key}"

    def test_a_cancelled_one_is_booked_again(self, client):
        bookings.cancel(booking=client.booking, by="citizen", now=NOON)

        found = summary(client)

        assert (found.heading, found.action.text, found.coming) == ("预约已取消", "重新预约", None)

    def test_one_the_hall_cancelled_leads_to_new_times(self, client):
        displacements.displace([client.booking], reason="台风", now=NOON)

        found = summary(client)

        assert found.action.address == f"/bookings/{client.booking.key}/new-time/"
        assert found.text == "由大厅取消，不计为未到。"

    def test_a_missed_one_leads_to_the_objection(self, client, clock):
        clock.move_to(TOMORROW_NINE + timedelta(hours=2))
        attendance.miss(booking=client.booking, now=TOMORROW_NINE + timedelta(hours=2))

        found = summary(again(client))

        assert found.action.address == f"/bookings/{client.booking.key}/objection/"

    def test_one_that_is_checked_in_still_says_what_to_bring(self, client, clock):
        clock.move_to(TOMORROW_NINE)
        attendance.check_in(booking=client.booking, now=TOMORROW_NINE)

        found = summary(again(client))

        assert (found.heading, found.is_booked, found.coming.actions) == ("已取号", False, [])


@pytest.mark.parametrize("part", ["", "print/", "qr.svg", "calendar.ics"])
class TestOwner:
    def test_nobody_else_finds_it(self, client, part):
        assert signed_in_citizen().get(f"/bookings/{client.booking.key}/{part}").status_code == 404

    def test_whoever_is_not_signed_in_is_asked_to(self, client, part):
        client.cookies.clear()

        answer = client.get(f"/bookings/{client.booking.key}/{part}")

        assert answer.headers["Location"].startswith("/sign-in/?next=")

    def test_no_cache_keeps_it(self, client, part):
        answer = client.get(f"/bookings/{client.booking.key}/{part}")

        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("part", ["print/", "qr.svg"])
def test_for_a_visit_that_is_cancelled_there_is_nothing_to_show(client, part):
    bookings.cancel(booking=client.booking, by="citizen", now=NOON)

    assert client.get(f"/bookings/{client.booking.key}/{part}").status_code == 404


@pytest.mark.parametrize("items", [1, 5])
def test_the_queries_are_few_whatever_the_number_of_items(client, django_assert_num_queries, items):
    slot = make_slot(capacity_online=9)
    line = slot.line
    line.slot_minutes, line.item_minutes = 30, 5
    line.save()
    chosen = [make_item_at(line) for _number in range(items)]
    client.booking = make_booking(citizen=client.citizen, slot=slot, items=chosen)

    with django_assert_num_queries(5):  # The citizen, the booking, its items, their materials, the rules.
        page(client)


class TestSquare:
    def test_the_reference_is_signed_and_nothing_else_is_in_it(self):
        text = passes.signed("SZ-1125-3F7K")

        assert passes.read(text) == "SZ-1125-3F7K"
        assert text.split(":")[0] == "SZ-1125-3F7K"

    @pytest.mark.parametrize("text", ["SZ-1125-3F7K", "SZ-1125-3F7K:1:x", ""])
    def test_what_was_not_signed_here_is_not_read(self, text):
        with pytest.raises(BadSignature):
            passes.read(text)

    def test_it_is_a_picture_without_anything_the_policy_forbids(self, client):
        answer = client.get(f"/bookings/{client.booking.key}/qr.svg")

        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.content.startswith(b"<?xml")
        assert b"style" not in answer.content


class TestCalendar:
    def lines(self, client) -> list[str]:
        """The lines of the file, unfolded."""
        file = client.get(f"/bookings/{client.booking.key}/calendar.ics").content
        return file.decode().replace("\r\n ", "").split("\r\n")

    def test_it_says_when_and_where(self, client):
        lines = self.lines(client)

        assert lines[0:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yimen//Booking//ZH"]
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert "DTSTART:20261125T010000Z" in lines
        assert "DTEND:20261125T013000Z" in lines
        assert "DTSTAMP:20261124T040000Z" in lines
        assert "SUMMARY:到测试大厅办事" in lines
        assert "LOCATION:测试大厅" in lines
        assert "STATUS:CONFIRMED" in lines
        assert "SEQUENCE:0" in lines

    def test_it_says_neither_who_comes_nor_for_what_nor_the_key(self, client):
        file = "".join(self.lines(client))

        assert [text in file for text in ("测试人", "测试事项", client.booking.key)] == [False, False, False]

    def test_a_moved_visit_is_the_same_one_and_newer(self, client):
        before = self.lines(client)
        later = make_slot(line=client.booking.line, starts_at=TOMORROW_NINE + timedelta(hours=1))
        moves.move(booking=client.booking, line=later.line, starts_at=later.starts_at, now=NOON)
        after = self.lines(client)

        assert uid(before) == uid(after)
        assert "SEQUENCE:1" in after
        assert "DTSTART:20261125T020000Z" in after

    def test_a_cancelled_visit_is_taken_out_again(self, client):
        before = self.lines(client)
        bookings.cancel(booking=client.booking, by="citizen", now=NOON)
        after = self.lines(client)

        assert uid(before) == uid(after)
        assert {"STATUS:CANCELLED", "SEQUENCE:1"} <= set(after)

    def test_a_hold_is_in_no_calendar(self, client):
        client.booking = make_hold(citizen=client.citizen)

        assert client.get(f"/bookings/{client.booking.key}/calendar.ics").status_code == 404

    def test_lines_are_short_and_no_character_is_broken(self, client):
        hall = client.booking.line.hall
        hall.name, hall.address = "深圳市行政服务大厅" * 6, "福田区, 福中三路; 市民中心\\B区"
        hall.save()
        client.booking.line.hall = hall

        file = calendars.write(client.booking, NOON)
        folded = file.split(b"\r\n")

        assert max(map(len, folded)) <= 75
        assert [line.decode() for line in folded]
        unfolded = file.decode().replace("\r\n ", "")
        assert f"LOCATION:{hall.name} 福田区\\, 福中三路\\; 市民中心\\\\B区\r\n" in unfolded
        assert b"\n" not in file.replace(b"\r\n", b"")


def uid(lines: list[str]) -> str:
    [found] = [line for line in lines if line.startswith("UID:")]
    return found


def test_a_calendar_counts_only_moves(client):
    assert Reminder.objects.filter(booking=client.booking).count() == 1
    assert b"SEQUENCE:0" in calendars.write(client.booking, NOON)
