"""The page on which a citizen answers to a visit the hall had to cancel."""

from datetime import timedelta

import pytest
import time_machine

from appointments import displacements
from appointments.models import Booking
from appointments.refusals import Busy, SlotFull
from tests.citizens import signed_in_citizen
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_line, make_slot

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def slots():
    """A slot on each of three days after tomorrow."""
    line = make_line()
    return [make_slot(line=line, starts_at=TOMORROW_NINE + DAY * day, capacity_online=1) for day in (1, 2, 5)]


@pytest.fixture
def cancelled(slots):
    """A visit of tomorrow the hall had to cancel."""
    booking = make_booking(slot=make_slot(line=slots[0].line))
    return displacements.displace_one(booking=booking, reason="台风", now=NOON).booking


@pytest.fixture
def browser(cancelled):
    return signed_in_citizen(cancelled.citizen)


def page_of(booking):
    return f"/bookings/{booking.key}/new-time/"


def test_the_page_says_sorry_why_and_offers_three_times(browser, cancelled, slots):
    answer = browser.get(page_of(cancelled))

    text = answer.content.decode()
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [each in text for each in ("很抱歉", "台风", "不计为未到", cancelled.reference)] == [True] * 4
    assert [f'value="{slot.pk}"' in text for slot in slots] == [True] * 3
    [item] = cancelled.booking_items.values_list("item__code", flat=True)
    assert f'href="/book/?item={item}"' in text


def test_a_time_taken_leads_to_the_new_booking(browser, cancelled, slots):
    answer = browser.post(page_of(cancelled), {"time": slots[1].pk})

    new = Booking.objects.get(state="confirmed")
    assert (answer.status_code, answer.url, new.starts_at) == (302, f"/bookings/{new.key}/", slots[1].starts_at)


def test_sent_again_or_opened_again_it_leads_to_the_same_booking(browser, cancelled, slots):
    first = browser.post(page_of(cancelled), {"time": slots[1].pk}).url

    assert browser.post(page_of(cancelled), {"time": slots[2].pk}).url == first
    assert browser.get(page_of(cancelled)).url == first
    assert Booking.objects.filter(state="confirmed").count() == 1


def test_a_time_that_has_gone_is_told_and_others_are_offered(browser, cancelled, slots):
    make_booking(slot=slots[0])
    fresh = make_slot(line=slots[0].line, starts_at=TOMORROW_NINE + DAY * 2 + timedelta(hours=6))

    text = browser.post(page_of(cancelled), {"time": slots[0].pk}).content.decode()

    assert str(SlotFull.sentence) in text
    assert [f'value="{slot.pk}"' in text for slot in [*slots, fresh]] == [False, True, True, True]


@pytest.mark.parametrize("sent", [{}, {"time": ""}, {"time": "none"}, {"time": "999999999"}, {"time": "9" * 30}])
def test_no_time_or_none_that_is_there_is_told(browser, cancelled, sent):
    text = browser.post(page_of(cancelled), sent).content.decode()

    assert "field-error" in text
    assert Booking.objects.filter(state="confirmed").count() == 0


def test_whoever_needs_none_says_so_and_may_think_again(browser, cancelled, slots):
    answer = browser.post(page_of(cancelled), {"decline": "1"})
    text = browser.get(page_of(cancelled)).content.decode()
    again = browser.post(page_of(cancelled), {"time": slots[0].pk})

    assert answer.url == page_of(cancelled)
    assert ("您已告知不需要另选时间" in text, 'name="decline"' in text) == (True, False)
    assert again.url == f"/bookings/{Booking.objects.get(state='confirmed').key}/"


def test_without_any_time_the_page_says_what_to_do(browser, cancelled, slots):
    for slot in slots:
        make_booking(slot=slot)

    text = browser.get(page_of(cancelled)).content.decode()

    assert "直接到大厅现场取号" in text


def test_nobody_else_finds_the_page(cancelled, slots):
    stranger = signed_in_citizen()

    answers = [stranger.get(page_of(cancelled)), stranger.post(page_of(cancelled), {"time": slots[0].pk})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Booking.objects.filter(state="confirmed").count() == 0


def test_a_visit_that_takes_place_has_no_such_page():
    booking = make_booking()

    assert signed_in_citizen(booking.citizen).get(page_of(booking)).status_code == 404


def test_whoever_has_not_signed_in_is_asked_to(cancelled, client):
    answer = client.get(page_of(cancelled))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")


def test_what_the_hall_writes_is_text(browser, cancelled):
    cancelled.displacement.reason = "<script>alert(1)</script>"
    cancelled.displacement.save()

    assert "<script>alert" not in browser.get(page_of(cancelled)).content.decode()


def test_where_many_are_booking_the_answer_says_to_try_again(browser, cancelled, monkeypatch):
    def busy(**asked):
        raise Busy

    monkeypatch.setattr(displacements, "decline", busy)

    text = browser.post(page_of(cancelled), {"decline": "1"}).content.decode()

    assert [each in text for each in ("<title>错误：", "<h2>您的答复还没有记下</h2>", str(Busy.sentence))] == [True] * 3
    assert ('class="field-error"' in text, 'name="decline"' in text) == (False, True)
