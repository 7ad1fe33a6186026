"""Two citizens and one place; and a place that was kept no longer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appointments import bookings, window
from appointments.models import Booking, Line, Slot
from catalog.models import ServiceItem
from portal.accounts.citizen_sessions import COOKIE
from tests.browsing import open_page
from tests.citizens import signed_in_citizen
from tests.factories import make_hold, make_item_at, make_line, make_party, make_slot

pytestmark = pytest.mark.django_db(transaction=True)

JUST_TAKEN = "您选择的时段刚刚约满，其余信息已为您保留，请另选时段。"
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def line() -> Line:
    """Tomorrow from nine to half past eleven, places for three at a time."""
    line = make_line()
    for number in range(5):
        make_slot(line=line, starts_at=nine_o_clock() + HALF_HOUR * number, capacity_online=3)
    return line


@pytest.fixture
def item(line) -> ServiceItem:
    return make_item_at(line)


def nine_o_clock() -> datetime:
    return window.midnight(timezone.localdate(), days=1) + timedelta(hours=9)


def slot(line: Line, time: str) -> Slot:
    """The slot of tomorrow at that time."""
    return next(each for each in line.slots.all() if f"{timezone.localtime(each.starts_at):%H:%M}" == time)


def counts(line: Line) -> dict[str, tuple[int, int]]:
    """By the time of the slot the places that are taken, and the bookings that have them."""
    return {
        f"{timezone.localtime(each.starts_at):%H:%M}": (
            each.taken_online,
            each.booking_slots.filter(booking__state__in=Booking.LIVE).count(),
        )
        for each in line.slots.order_by("starts_at")
    }


@contextmanager
def browser_of(browser: Browser, site: str, held: Booking, **options) -> Iterator[Page]:
    """The browser of whoever holds that booking, signed in."""
    pages = open_page(browser, site, **options)
    page = next(pages)
    value = signed_in_citizen(held.citizen).cookies[COOKIE].value
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": site}])
    yield page
    next(pages, None)


def named_hold(line: Line, item: ServiceItem, time: str) -> Booking:
    """A place that is kept since just now; it is said who comes."""
    now = timezone.now()
    held = make_hold(slot=slot(line, time), items=[item], now=now)
    return bookings.name(booking=held, party=make_party(), now=now)


def wish_for(page: Page, held: Booking, time: str) -> None:
    """From the last look back to the times, where another one is chosen and not yet sent."""
    page.goto(reverse("appointments:check", args=[held.key]))
    page.get_by_role("link", name="更改 时间").click()
    page.locator("a.time").first.click()
    page.get_by_role("radio", name=time).check()


def press_all(pages: list[Page], at_once: bool) -> None:
    """The button of each page is pressed: of all before the first has its answer, or one after the other."""
    with ExitStack() as answers:
        for page in pages:
            with ExitStack() as answer:
                (answers if at_once else answer).enter_context(page.expect_navigation())
                page.get_by_role("button", name="继续", exact=True).dispatch_event("click")


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_the_last_place_goes_to_one_and_the_other_takes_one_near_it(browser, own_site, line, item, at_once):
    Slot.objects.filter(pk=slot(line, "10:00").pk).update(capacity_online=1)
    holds = [named_hold(line, item, time) for time in ("09:00", "11:00")]
    with ExitStack() as stack:
        pages = [stack.enter_context(browser_of(browser, own_site, held)) for held in holds]
        for page, held in zip(pages, holds, strict=True):
            wish_for(page, held, "10:00—10:30")

        press_all(pages, at_once)

        [winner] = [page for page in pages if page.url.endswith("/check/")]
        [loser] = [page for page in pages if page is not winner]
        before = holds[pages.index(loser)]
        if not at_once:
            assert winner is pages[0]
        expect(loser.get_by_role("alert")).to_contain_text(JUST_TAKEN)
        near = loser.locator(".near .time-text").all_inner_texts()
        assert [text[-11:] for text in near] == ["09:00—09:30", "09:30—10:00", "10:30—11:00"]
        before.refresh_from_db()
        assert before.state == "held"  # What they had is theirs until they have another.

        loser.get_by_role("button", name="09:30—10:00").click()
        for page in (winner, loser):
            expect(page.locator(".summary")).to_contain_text("测试人")
            page.get_by_role("button", name="确认并提交预约").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("预约成功")

    assert counts(line) == {"09:00": (0, 0), "09:30": (1, 1), "10:00": (1, 1), "10:30": (0, 0), "11:00": (0, 0)}
    assert sorted(Booking.objects.live().values_list("state", flat=True)) == ["confirmed", "confirmed"]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_place_that_is_kept_no_longer_is_not_booked_and_the_rest_is_kept(browser, own_site, line, item, has_script):
    held = named_hold(line, item, "09:00")
    with browser_of(browser, own_site, held, java_script_enabled=has_script) as page:
        page.goto(reverse("appointments:check", args=[held.key]))
        Booking.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(seconds=1))

        page.get_by_role("button", name="确认并提交预约").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("保留时间已过，时段已释放")
        expect(page.get_by_role("main")).to_contain_text("没有预约成功")
        assert list(Booking.objects.values_list("confirmed_at", flat=True)) == [None]
        page.get_by_role("link", name="重新选择时段").click()
        expect(page.locator(".settled")).to_contain_text(item.name)
        page.locator("a.time").first.click()
        page.get_by_role("radio", name="09:00—09:30").check()
        page.get_by_role("button", name="继续", exact=True).click()
        expect(page.locator(".summary")).to_contain_text("测试人")
        page.get_by_role("button", name="确认并提交预约").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("预约成功")

    assert sorted(Booking.objects.values_list("state", flat=True)) == ["confirmed", "expired"]
    assert counts(line)["09:00"] == (1, 1)
