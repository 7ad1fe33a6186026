"""The pages on which citizens answer the hall, in a real browser: a new time, and an objection."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from appointments import attendance, displacements, objections
from appointments.models import Booking, Citizen
from tests.accessibility import assert_accessible
from tests.factories import make_booking, make_citizen, make_item_at, make_line, make_slot
from tests.pages.test_every_page import LOOKS, SMALLEST, TARGETS, visit
from tests.pages.test_my_bookings_pages import LARGEST, signed_in, slot

pytestmark = pytest.mark.django_db(transaction=True)


def made(citizen: Citizen, now: datetime) -> dict[str, Booking]:
    """A visit of each kind that asks for an answer, or got one."""
    line = make_line()
    item, far = make_item_at(line), make_slot(line=line, starts_at=now + timedelta(days=20), capacity_staff=9)
    for days in (1, 2, 3):
        slot(line, days, capacity_staff=9)
    names = ("displaced", "declined", "missed", "objected")
    found = {name: make_booking(slot=far, items=[item], citizen=citizen, pool="staff", now=now) for name in names}
    _asked, answered = displacements.displace([found["displaced"], found["declined"]], reason="台风", now=now)
    displacements.decline(displacement=answered, now=now)
    for name in ("missed", "objected"):
        attendance.miss(booking=found[name], now=now)
    objections.lodge(booking=found["objected"], text="我去了", now=now)
    return found


def addresses(found: dict[str, Booking]) -> list[str]:
    """Every page, in every state that looks different."""
    new_time = [reverse("appointments:new_time", args=[found[name].key]) for name in ("displaced", "declined")]
    return new_time + [reverse("appointments:objection", args=[found[name].key]) for name in ("missed", "objected")]


def test_the_pages_keep_the_rules_of_accessibility_and_fit_the_screen(browser, own_site):
    citizen = make_citizen()
    found = made(citizen, timezone.now())

    for look, (_size, version) in LOOKS.items():
        for page in visit(browser, own_site, look):
            signed_in(page, citizen, own_site)
            for address in addresses(found):
                answer = page.goto(address)
                assert (answer.status, page.url) == (200, f"{own_site}{address}")
                assert len(answer.body()) < LARGEST, address
                assert_accessible(page)
                assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), (look, address)
                assert page.evaluate(TARGETS, SMALLEST[version]) == [], (look, address)


def test_a_new_time_is_chosen_by_keyboard_without_scripts(browser, own_site):
    citizen = make_citizen()
    found = made(citizen, timezone.now())

    for page in visit(browser, own_site, "narrow", java_script_enabled=False):
        signed_in(page, citizen, own_site)
        page.goto(reverse("appointments:new_time", args=[found["displaced"].key]))
        page.get_by_role("button", name="确定改到这个时间").press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("radio").nth(1).press("Space")
        page.get_by_role("button", name="确定改到这个时间").press("Enter")
        new = Booking.objects.get(replaces__booking=found["displaced"])
        assert page.url == f"{own_site}{new.get_absolute_url()}"

        page.goto(reverse("appointments:objection", args=[found["missed"].key]))
        page.get_by_label("您认为不应计入的理由").fill("我按时到了")
        page.get_by_role("button", name="提交申诉").press("Enter")
        expect(page.get_by_role("heading", name="您的申诉")).to_be_visible()
