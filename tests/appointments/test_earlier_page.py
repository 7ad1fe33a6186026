"""The pages of the waiting list: the wish, and the answer to an offer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from appointments import bookings, waitlist
from appointments.models import Booking
from appointments.refusals import Busy
from tests.citizens import signed_in_citizen
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_line, make_slot

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FRIDAY_NINE = TOMORROW_NINE + 2 * DAY


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def browser() -> Client:
    return signed_in_citizen()


@pytest.fixture
def booking(browser) -> Booking:
    """A visit on Friday."""
    return make_booking(slot=make_slot(starts_at=FRIDAY_NINE), citizen=browser.citizen)


@pytest.fixture
def offered(booking) -> Booking:
    """The visit on Friday, to which tomorrow at nine is offered."""
    waitlist.join(booking=booking, after=NOON, now=NOON)
    slot = make_slot(line=booking.line, capacity_online=1)
    bookings.cancel(booking=make_booking(slot=slot), by="citizen", now=NOON)
    waitlist.offer(NOON)
    return booking


def earlier(booking: Booking, **query) -> str:
    return reverse("appointments:earlier", args=[booking.key], query=query)


def offer(booking: Booking) -> str:
    return reverse("appointments:offer", args=[booking.key])


def test_the_days_from_today_to_the_visit_can_be_chosen_and_tomorrow_is_proposed(browser, booking):
    form = browser.get(earlier(booking)).context["form"]

    assert [text for _value, text in form.fields["first"].choices] == [
        "11月24日（周二）",
        "11月25日（周三）",
        "11月26日（周四）",
        "11月27日（周五）",
    ]
    assert (form["first"].value(), form["last"].value()) == ("2026-11-25", "2026-11-27")


def test_whoever_joins_waits_between_the_days_they_chose(browser, booking):
    answer = browser.post(earlier(booking), {"first": "2026-11-24", "last": "2026-11-25"})

    [entry] = booking.waitlist_entries.all()
    assert answer.url == earlier(booking, joined=1)
    assert (entry.after, entry.before) == (NOON, TOMORROW_NINE + timedelta(hours=15))
    html = browser.get(answer.url).content.decode()
    assert "您正在候补的时间：11月24日（周二）12:00至11月26日（周四）00:00。" in html


def test_until_the_day_of_the_visit_means_until_the_visit(browser, booking):
    browser.post(earlier(booking), {"first": "2026-11-25", "last": "2026-11-27"})

    assert booking.waitlist_entries.get().before == FRIDAY_NINE


def test_joining_again_changes_the_days(browser, booking):
    for first in ("2026-11-25", "2026-11-26"):
        browser.post(earlier(booking), {"first": first, "last": "2026-11-27"})

    assert booking.waitlist_entries.get().after == TOMORROW_NINE + timedelta(hours=15)


@pytest.mark.parametrize(
    ("sent", "field", "text"),
    [
        ({}, "first", "请选择列出的日期。"),
        ({"first": "2026-12-24", "last": "2026-11-27"}, "first", "请选择列出的日期。"),
        ({"first": "x\x00", "last": "2026-11-27"}, "first", "请选择列出的日期。"),
        ({"first": "2026-11-26", "last": "2026-11-25"}, "last", "“最晚”不能早于“最早”，请选同一天或更晚的日期。"),
    ],
)
def test_days_that_do_not_fit_are_asked_for_again(browser, booking, sent, field, text):
    answer = browser.post(earlier(booking), sent)

    assert answer.context["form"].errors[field] == [text]
    assert booking.waitlist_entries.count() == 0


def test_whoever_leaves_waits_no_longer(browser, booking):
    browser.post(earlier(booking), {"first": "2026-11-25", "last": "2026-11-27"})

    answers = [browser.post(earlier(booking), {"leave": "1"}) for _each in range(2)]

    assert {answer.url for answer in answers} == {earlier(booking, left=1)}
    assert booking.waitlist_entries.get().ending == "left"
    assert "您已退出候补，原预约不变。" in browser.get(answers[0].url).content.decode()


def test_a_visit_of_today_does_not_wait(browser):
    booking = make_booking(slot=make_slot(starts_at=NOON + 90 * MINUTE), citizen=browser.citizen)

    answers = [
        browser.get(earlier(booking)),
        browser.post(earlier(booking), {"first": "2026-11-24", "last": "2026-11-24"}),
    ]

    assert all("这次预约不能再更改了" in answer.content.decode() for answer in answers)
    assert booking.waitlist_entries.count() == 0


def test_the_offer_says_until_when_it_is_kept(browser, offered):
    shown = browser.get(offer(offered)).context

    assert (shown["offered"], shown["when"], shown["until"]) == (
        "11月25日（周三）09:00—09:30",
        "11月27日（周五）09:00—09:30",
        "11月24日（周二）12:20",
    )


def test_an_accepted_offer_moves_the_visit(browser, offered):
    answers = [browser.post(offer(offered), {"accept": "1"}) for _each in range(2)]

    offered.refresh_from_db()
    assert {answer.url for answer in answers} == {reverse("appointments:mine", query={"moved": offered.key})}
    assert offered.starts_at == TOMORROW_NINE


def test_a_declined_offer_leaves_the_visit_on_the_list(browser, offered):
    answer = browser.post(offer(offered), {"decline": "1"})

    offered.refresh_from_db()
    assert (answer.url, offered.starts_at) == (earlier(offered, declined=1), FRIDAY_NINE)
    assert offered.waitlist_entries.get().ended_at is None
    assert "目前没有为您保留的更早时间" in browser.get(offer(offered)).content.decode()


def test_an_offer_that_is_over_says_so_and_the_visit_stays(browser, offered, noon):
    noon.shift(20 * MINUTE)

    answer = browser.post(offer(offered), {"accept": "1"})

    offered.refresh_from_db()
    assert offered.starts_at == FRIDAY_NINE
    html = answer.content.decode()
    assert "为您保留的较早时间已过保留期，已让给其他人。您原来的预约不变。" in html
    assert html.count("<title>错误：") == 1


def test_a_visit_to_which_nothing_is_offered_says_so(browser):
    booking = make_booking(citizen=browser.citizen, slot=make_slot(line=make_line()))

    for answer in (browser.get(offer(booking)), browser.post(offer(booking), {"accept": "1"})):
        assert "目前没有为您保留的更早时间" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "sent", "heading"),
    [
        (earlier, {"leave": "1"}, "您还在候补中"),
        (offer, {"decline": "1"}, "您的答复还没有记下"),
        (offer, {"accept": "1"}, "预约没有更改"),
    ],
)
def test_where_many_are_booking_the_answer_says_to_try_again(browser, offered, monkeypatch, address, sent, heading):
    for verb in ("leave", "decline", "accept"):
        monkeypatch.setattr(waitlist, verb, busy)

    html = browser.post(address(offered), sent).content.decode()

    assert [each in html for each in ("<title>错误：", f"<h2>{heading}</h2>", str(Busy.sentence))] == [True] * 3
    assert 'class="field-error"' not in html


def busy(**asked):
    """What a verb does where others keep the rows for too long."""
    raise Busy
