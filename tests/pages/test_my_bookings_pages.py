"""The pages of a citizen's bookings in a real browser: on narrow and wide screens, in both versions."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from appointments import attendance, bookings, displacements, places, waitlist, window
from appointments.models import Booking, Citizen, Line
from portal.accounts.citizen_sessions import COOKIE
from tests.accessibility import assert_accessible
from tests.citizens import signed_in_citizen
from tests.factories import make_booking, make_citizen, make_item_at, make_line, make_slot
from tests.pages.test_every_page import LOOKS, SMALLEST, TARGETS, visit

pytestmark = pytest.mark.django_db(transaction=True)

NINE_O_CLOCK = timedelta(hours=9)
LARGEST = 100_000  # Bytes of a page.


@pytest.fixture(autouse=True)
def any_hour(monkeypatch):
    """Places are offered whenever the tests run, also at night."""
    monkeypatch.setattr(places, "EARLIEST", time.min)
    monkeypatch.setattr(places, "LATEST", time.max)


def slot(line: Line, days: int, **fields):
    """At nine, so many days from today."""
    return make_slot(line=line, starts_at=window.midnight(timezone.localdate(), days=days) + NINE_O_CLOCK, **fields)


def life_of(citizen: Citizen, now: datetime) -> tuple[Booking, Booking]:
    """A visit to which an earlier place is offered and one that was cancelled; besides, one of every other kind."""
    line = make_line()
    item, far = make_item_at(line), slot(line, 4, capacity_staff=9)
    visit, given_up, missed, displaced = (
        make_booking(slot=far, items=[item], citizen=citizen, pool="staff", now=now) for _each in range(4)
    )
    bookings.cancel(booking=given_up, by="citizen", now=now)
    attendance.miss(booking=missed, now=now)
    displacements.displace([displaced], reason="台风", now=now)
    early = make_booking(slot=slot(line, 2, capacity_online=1), items=[item], now=now)
    waitlist.join(booking=visit, after=now, now=now)
    bookings.cancel(booking=early, by="citizen", now=now)
    assert waitlist.offer(now) == 1
    return visit, given_up


def addresses(visit: Booking, given_up: Booking) -> list[str]:
    """Every page, in every state that looks different."""
    names = ["change", "cancel", "earlier", "offer"]
    day = timezone.localdate(visit.starts_at)
    return [
        reverse("appointments:mine", query={"moved": visit.key}),
        *(reverse(f"appointments:{name}", args=[visit.key]) for name in names),
        reverse("appointments:change_time", args=[visit.key, day]),
        *(reverse(f"appointments:{name}", args=[given_up.key]) for name in ("cancel", "change", "offer")),
    ]


def signed_in(page, citizen: Citizen, site: str) -> None:
    value = signed_in_citizen(citizen).cookies[COOKIE].value
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": site}])


def test_the_pages_keep_the_rules_of_accessibility_and_fit_the_screen(browser, own_site):
    citizen = make_citizen()
    visit_and_another = life_of(citizen, timezone.now())

    for look, (_size, version) in LOOKS.items():
        for page in visit(browser, own_site, look):
            signed_in(page, citizen, own_site)
            for address in addresses(*visit_and_another):
                answer = page.goto(address)
                assert (answer.status, page.url) == (200, f"{own_site}{address}")
                assert len(answer.body()) < LARGEST, address
                assert_accessible(page)
                assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), (look, address)
                assert page.evaluate(TARGETS, SMALLEST[version]) == [], (look, address)


def test_a_visit_is_brought_forward_moved_and_cancelled_by_keyboard_without_scripts(browser, own_site):
    citizen = make_citizen()
    booking, _given_up = life_of(citizen, timezone.now())

    for page in visit(browser, own_site, "narrow", java_script_enabled=False):
        signed_in(page, citizen, own_site)
        page.goto("/bookings/")
        page.get_by_role("link", name="查看并选择").press("Enter")
        page.get_by_role("button", name="同意，改到这个时间").press("Enter")
        expect(page.get_by_role("heading", name="预约已更改")).to_be_visible()

        page.get_by_role("link", name="更改").first.press("Enter")
        page.get_by_role("main").get_by_role("list").get_by_role("link").first.press("Enter")
        page.get_by_role("radio").first.press("Space")
        page.get_by_role("button", name="改到这个时间").press("Enter")
        expect(page.get_by_role("heading", name="预约已更改")).to_be_visible()

        page.get_by_role("link", name="取消").first.press("Enter")
        page.get_by_role("button", name="确定取消").press("Enter")
        expect(page.get_by_role("heading", name="预约已取消")).to_be_visible()

    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
