"""The steps to a booking in a real browser: on narrow and wide screens, in both versions, by keyboard."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from appointments import bookings, window
from appointments.models import Booking, Citizen, Line
from catalog.models import ServiceItem
from tests.accessibility import assert_accessible
from tests.factories import (
    make_booking,
    make_citizen,
    make_hold,
    make_item_at,
    make_line,
    make_number,
    make_party,
    make_slot,
)
from tests.pages.test_every_page import ADD_SHEET, LOOKS, SMALLEST, SPACED, TARGETS, TWICE, visit
from tests.pages.test_my_bookings_pages import LARGEST, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

NINE_O_CLOCK = timedelta(hours=9)


@pytest.fixture
def line() -> Line:
    """Places tomorrow from nine on, and two days later one hour that is full."""
    line = make_line()
    tomorrow = window.midnight(timezone.localdate(), days=1) + NINE_O_CLOCK
    for number in range(4):
        make_slot(line=line, starts_at=tomorrow + timedelta(hours=2 * number), capacity_online=2 + 4 * number)
    make_slot(line=line, starts_at=tomorrow + timedelta(days=1), capacity_online=1, taken_online=1)
    return line


@pytest.fixture
def item(line) -> ServiceItem:
    return make_item_at(line)


def answers(client_page: Page, citizen: Citizen, line: Line, item: ServiceItem, site: str) -> Iterator[str]:
    """Every page, in every state that looks different; after each the page is looked at."""
    now, query, party = timezone.now(), f"?item={item.code}", make_party()
    first = line.slots.earliest("starts_at")
    day = timezone.localdate(first.starts_at)
    booked = make_booking(slot=first, items=[item], citizen=citizen, party=party, now=now)
    cancelled = make_booking(
        slot=line.slots.order_by("starts_at")[1], items=[make_item_at(line)], now=now, pool="online"
    )
    Booking.objects.filter(pk=cancelled.pk).update(citizen=citizen)
    bookings.cancel(booking=cancelled, by="hall", now=now)
    over = make_hold(slot=line.slots.order_by("starts_at")[2], items=[item], citizen=citizen, now=now)
    held = make_hold(slot=line.slots.order_by("starts_at")[3], items=[item], citizen=citizen, now=now)
    addresses = [
        f"/book/{query}",
        f"/book/{line.code}/{query}",
        f"/book/{line.code}/{query}&day=nothing",
        f"/book/{line.code}/{day}/{query}",
        f"/book/{line.code}/2030-01-01/{query}",
        reverse("appointments:who", args=[held.key]),
        reverse("appointments:who", args=[booked.key]),
        reverse("appointments:who", args=[over.key]),
        *(reverse(f"appointments:{name}", args=[booked.key]) for name in ("booking", "print")),
        *(reverse("appointments:booking", args=[each.key]) for each in (cancelled, over)),
    ]
    for address in addresses:
        answer = client_page.goto(address)
        assert (answer.status, client_page.url) == (200, f"{site}{address}")
        assert len(answer.body()) < LARGEST, address
        yield address
    for address, button in (
        (f"/book/{line.code}/{day}/{query}", "继续"),
        (reverse("appointments:who", args=[held.key]), "继续"),
    ):
        client_page.goto(address)
        if "who" in address:
            client_page.get_by_role("radio", name="替别人代办").check()
        client_page.get_by_role("button", name=button).click()
        expect(client_page.get_by_role("alert")).to_be_focused()
        yield f"{address}, wrong"
    bookings.name(booking=held, party=party, now=now)
    client_page.goto(reverse("appointments:check", args=[held.key]))
    yield "check"
    client_page.get_by_role("button", name="确认并提交预约").click()
    expect(client_page.get_by_role("alert")).to_be_focused()
    yield "check, refused"


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_keep_the_rules_of_accessibility_and_fit_the_screen(browser, own_site, line, item, look):
    citizen = make_citizen()
    for page in visit(browser, own_site, look):
        signed_in(page, citizen, own_site)
        for address in answers(page, citizen, line, item, own_site):
            assert_accessible(page)
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), address
            assert page.evaluate(TARGETS, SMALLEST[LOOKS[look][1]]) == [], address


@pytest.mark.parametrize(("look", "sheet"), [("wide", TWICE), ("narrow", SPACED)], ids=["twice the size", "spaced"])
def test_larger_and_wider_text_fits(browser, own_site, line, item, look, sheet):
    citizen = make_citizen()
    for page in visit(browser, own_site, look):
        signed_in(page, citizen, own_site)
        for address in answers(page, citizen, line, item, own_site):
            page.evaluate(ADD_SHEET, sheet)
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visit_is_booked_by_keyboard(browser, own_site, item, scripts):
    citizen = make_citizen()
    for page in visit(browser, own_site, "narrow", java_script_enabled=scripts):
        signed_in(page, citizen, own_site)
        page.goto(item.get_absolute_url())
        page.get_by_role("link", name="预约办理", exact=True).press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("您想在哪个大厅办理？")
        page.get_by_role("link", name="选日期和时段").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("您想在哪天办理？")
        page.locator("a.time").first.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("您想几点办理？")
        page.get_by_role("radio").first.press("Space")
        page.get_by_role("button", name="继续").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("谁来办理？")
        page.get_by_label("姓名", exact=True).press_sequentially("张三")
        page.get_by_label("证件号码", exact=True).press_sequentially(make_number())
        page.get_by_label("证件号码", exact=True).press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("请核对后提交预约")
        page.get_by_role("button", name="确认并提交预约").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("预约成功")
        page.go_back()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("该预约已提交，无需重复提交")

    assert Booking.objects.get(citizen=citizen).state == "confirmed"


def test_only_what_the_answer_asks_for_is_shown(browser, own_site, line, item):
    held = make_hold(slot=line.slots.earliest("starts_at"), items=[item], now=timezone.now())
    for page in visit(browser, own_site, "narrow", java_script_enabled=False):
        signed_in(page, held.citizen, own_site)
        page.goto(reverse("appointments:who", args=[held.key]))

        assert not page.get_by_label("代办人姓名").is_visible()
        page.get_by_role("radio", name="替别人代办").check()
        assert page.get_by_label("代办人姓名").is_visible()


def test_a_minute_before_the_end_it_is_said_and_more_time_can_be_had(browser, own_site, line, item):
    held = make_hold(slot=line.slots.earliest("starts_at"), items=[item], now=timezone.now())
    for page in visit(browser, own_site, "narrow"):
        signed_in(page, held.citizen, own_site)
        page.clock.install()
        page.goto(reverse("appointments:who", args=[held.key]))
        said = page.get_by_role("status").filter(has_text=re.compile("分钟|已过"))
        expect(said).to_have_count(0)

        page.clock.run_for(timedelta(minutes=4, seconds=2) / timedelta(milliseconds=1))
        expect(said).to_have_text("还剩 1 分钟。需要更多时间，可以点下面的延长按钮。")
        page.get_by_role("button", name="延长 5 分钟").press("Enter")

        expect(page.get_by_role("button", name="延长 5 分钟")).to_have_count(0)
    held.refresh_from_db()
    assert held.extended_at is not None
