"""The page of all bookings, and cancelling one of them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import attendance, bookings, displacements, identity, waitlist
from appointments.asking import Named
from appointments.models import Booking, Citizen
from appointments.refusals import Busy
from tests.appointments.missing import missed_visits
from tests.citizens import signed_in_citizen
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_citizen,
    make_hold,
    make_item_at,
    make_line,
    make_number,
    make_party,
    make_slot,
)

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def browser() -> Client:
    return signed_in_citizen()


def page(browser: Client, name: str = "mine", *args, **query) -> str:
    response = browser.get(reverse(f"appointments:{name}", args=args, query=query))
    assert response.status_code == 200
    return response.content.decode()


def context(browser: Client, **query) -> dict:
    return browser.get(reverse("appointments:mine", query=query)).context


def states(browser: Client) -> list[str]:
    shown = context(browser)
    return [str(card.state) for card in [*shown["coming"], *shown["past"]]]


PAGES = ["change", "cancel", "earlier", "offer"]


@pytest.mark.parametrize("name", PAGES)
def test_whoever_has_not_signed_in_is_asked_to_and_comes_back(name):
    address = reverse(f"appointments:{name}", args=[make_booking().key])

    assert Client().get(address).url == reverse("sign_in", query={"next": address})


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("key", ["of somebody else", "A" * 22])
def test_the_booking_of_somebody_else_is_not_found(browser, name, key):
    booking = make_booking()
    address = reverse(f"appointments:{name}", args=[booking.key if key == "of somebody else" else key])

    answers = {browser.get(address).status_code, browser.post(address).status_code}

    booking.refresh_from_db()
    assert (answers - {405}, booking.state) == ({404}, "confirmed")


def test_the_pages_are_kept_by_no_cache_and_listed_by_no_search_engine(browser):
    booking = make_booking(citizen=browser.citizen)
    addresses = [reverse("appointments:mine"), *(reverse(f"appointments:{name}", args=[booking.key]) for name in PAGES)]

    heads = {
        (head["Cache-Control"], head["X-Robots-Tag"]) for head in (browser.get(each).headers for each in addresses)
    }

    assert heads == {("max-age=0, no-cache, no-store, must-revalidate, private", "noindex")}


def test_nobody_sees_bookings_of_others(browser):
    make_booking()

    assert states(browser) == []


def test_visits_to_come_are_listed_soonest_first_and_those_that_were_latest_first(browser):
    line = make_line()
    item, citizen = make_item_at(line), browser.citizen
    days = [make_slot(line=line, starts_at=TOMORROW_NINE + number * DAY, capacity_staff=1) for number in range(4)]
    made = [make_booking(slot=slot, items=[item], citizen=citizen, pool="staff") for slot in days]
    for booking in made[2:]:
        bookings.cancel(booking=booking, by="citizen", now=NOON)

    shown = context(browser)

    assert [card.booking for card in shown["coming"]] == made[:2]
    assert [card.booking for card in shown["past"]] == [made[3], made[2]]


def test_the_state_is_said_in_words(browser):
    citizen = browser.citizen
    made = [make_booking(citizen=citizen) for _each in range(3)]
    attendance.check_in(booking=made[1], now=TOMORROW_NINE)
    bookings.cancel(booking=made[2], by="citizen", now=NOON)

    assert states(browser) == ["已预约", "已取号", "已取消"]


def test_whoever_comes_is_named_with_a_star(browser):
    agent = Named("欧阳修文", identity.read("id_card", make_number()))
    make_booking(citizen=browser.citizen, party=make_party(agent=agent, relation="family"))

    html = page(browser)

    assert "测*（由欧阳*代办）" in html
    assert "测试人" not in html


def test_a_visit_of_today_waits_for_no_earlier_time(browser):
    make_booking(citizen=browser.citizen, slot=make_slot(starts_at=NOON + 90 * MINUTE))
    make_booking(citizen=browser.citizen)

    actions = [[action.text for action in card.actions] for card in context(browser)["coming"]]

    assert actions == [["更改", "取消"], ["更改", "取消", "提前"]]


def test_a_visit_that_has_begun_is_changed_no_more(browser, noon):
    make_booking(citizen=browser.citizen)
    noon.move_to(TOMORROW_NINE)
    browser = signed_in_citizen(browser.citizen)

    [card] = context(browser)["coming"]

    assert (card.actions, card.note) == ([], "预约时间已到。如果您已到大厅，请尽快取号。")


def test_an_offer_stands_on_top_until_it_ends(browser, noon):
    line = make_line()
    late = make_booking(slot=make_slot(line=line, starts_at=TOMORROW_NINE + DAY), citizen=browser.citizen)
    waitlist.join(booking=late, after=NOON, now=NOON)
    bookings.cancel(booking=make_booking(slot=make_slot(line=line, capacity_online=1)), by="citizen", now=NOON)
    waitlist.offer(NOON)

    [ask] = context(browser)["asks"]

    assert ask.heading == "有更早的时间为您保留到11月24日（周二）12:20"
    assert ask.action.address == reverse("appointments:offer", args=[late.key])
    noon.shift(20 * MINUTE)
    assert context(browser)["asks"] == []


def test_a_displaced_visit_stands_on_top_until_it_is_answered(browser):
    booking = make_booking(citizen=browser.citizen)
    [displacement] = displacements.displace([booking], reason="台风", now=NOON)

    [ask] = context(browser)["asks"]
    displacements.decline(displacement=displacement, now=NOON)

    assert ask.action.address == reverse("appointments:new_time", args=[booking.key])
    assert context(browser)["asks"] == []


def test_a_place_that_is_held_stands_on_top_for_as_long(browser, noon):
    booking = make_hold(citizen=browser.citizen)

    [ask] = context(browser)["asks"]

    assert ask.action.address == reverse("appointments:who", args=[booking.key])
    noon.shift(5 * MINUTE)
    assert context(browser)["asks"] == []


def test_missed_visits_and_the_pause_they_lead_to_are_explained(browser):
    missed = missed_visits(make_number(), browser.citizen, 3)

    html = page(browser)

    assert "未到记录" in html
    assert html.count("提出异议") == 3
    assert all(reverse("appointments:objection", args=[booking.key]) in html for booking in missed)


def test_whoever_missed_nothing_reads_nothing_of_it(browser):
    make_booking(citizen=browser.citizen)

    assert "未到记录" not in page(browser)


def many(citizen: Citizen, count: int) -> None:
    """So many visits to come that wait, and as many each that were cancelled and missed, all at lines of their own."""
    for _each in range(count):
        waitlist.join(booking=make_booking(citizen=citizen, pool="staff", slot=staff_slot()), after=NOON, now=NOON)
        bookings.cancel(booking=make_booking(citizen=citizen, pool="staff", slot=staff_slot()), by="citizen", now=NOON)
        attendance.miss(booking=make_booking(citizen=citizen, pool="staff", slot=staff_slot()), now=NOON)


def staff_slot():
    return make_slot(capacity_staff=1)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_fourteen_queries(browser, count):
    many(browser.citizen, count)
    address = reverse("appointments:mine")
    browser.get(address)

    with CaptureQueriesContext(connection) as queries:
        browser.get(address)

    assert len(queries) == 14


def test_past_visits_come_on_pages_of_twenty(browser):
    many(browser.citizen, 11)

    assert [len(context(browser, page=number)["past"]) for number in ("1", "2", "99", "x")] == [20, 2, 2, 20]


def cancel_page(booking: Booking) -> str:
    return reverse("appointments:cancel", args=[booking.key])


def test_until_two_hours_before_cancelling_is_said_to_be_free(browser, noon):
    booking = make_booking(citizen=browser.citizen)
    noon.move_to(TOMORROW_NINE - 120 * MINUTE)
    browser = signed_in_citizen(browser.citizen)

    assert "11月25日（周三）07:00之前可随时取消" in page(browser, "cancel", booking.key)
    assert browser.get(cancel_page(booking)).context["is_late"] is False


def test_later_it_is_said_what_late_means_before_it_is_done(browser, noon):
    booking = make_booking(citizen=browser.citizen)
    noon.move_to(TOMORROW_NINE - 119 * MINUTE)
    browser = signed_in_citizen(browser.citizen)

    html = page(browser, "cancel", booking.key)
    booking.refresh_from_db()

    assert "现在取消会记为“临近取消”" in html
    assert booking.state == "confirmed"
    browser.post(cancel_page(booking))
    assert "已记为临近取消，不计为未到。" in page(browser, "cancel", booking.key)


def test_cancelling_twice_gives_back_one_place_and_says_what_to_do_next(browser):
    booking = make_booking(citizen=browser.citizen)

    answers = [browser.post(cancel_page(booking)) for _each in range(2)]

    booking.refresh_from_db()
    slot = booking.booking_slots.get().slot
    assert {answer.url for answer in answers} == {cancel_page(booking)}
    assert (booking.state, slot.taken_online, slot.withheld_online) == ("cancelled", 0, 1)
    html = page(browser, "cancel", booking.key)
    [item] = [each.item for each in booking.booking_items.all()]
    assert reverse("appointments:choose_hall", query={"item": item.code}) in html


def test_a_visit_that_has_begun_is_not_cancelled(browser, noon):
    booking = make_booking(citizen=browser.citizen)
    noon.move_to(TOMORROW_NINE)
    browser = signed_in_citizen(browser.citizen)

    answers = [browser.get(cancel_page(booking)), browser.post(cancel_page(booking))]

    booking.refresh_from_db()
    assert booking.state == "confirmed"
    assert all("这次预约不能再更改了" in answer.content.decode() for answer in answers)


def test_a_move_is_told_on_top(browser):
    booking = make_booking(citizen=browser.citizen)

    assert context(browser, moved=booking.key)["moved"].booking == booking
    assert context(browser, moved=make_booking(citizen=make_citizen()).key)["moved"] is None


def test_where_many_are_booking_cancelling_says_to_try_again(browser, monkeypatch):
    def busy(**asked):
        raise Busy

    booking = make_booking(citizen=browser.citizen)
    monkeypatch.setattr(bookings, "cancel", busy)

    html = browser.post(reverse("appointments:cancel", args=[booking.key])).content.decode()

    assert [each in html for each in ("<title>错误：", "<h2>预约还没有取消</h2>", str(Busy.sentence))] == [True] * 3
