"""A citizen signs in with a phone: on each kind of screen, in both displays, with and without JavaScript."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appointments import identity
from portal.accounts.citizens import QUIET
from portal.accounts.models import PhoneCode
from tests.accessibility import assert_accessible
from tests.browsing import open_page
from tests.factories import make_citizen, make_number

PHONE_SCREEN, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
FITS = "document.scrollingElement.scrollWidth <= innerWidth"
PHONE = "13800001234"


@pytest.fixture(params=["phone", "phone, elder", "phone, no script", "desk"])
def visitor(request, browser: Browser, own_site: str) -> Iterator[Page]:
    """The same citizen, everywhere."""
    size, has_script = DESK if request.param == "desk" else PHONE_SCREEN, "no script" not in request.param
    for page in open_page(browser, own_site, viewport=size, java_script_enabled=has_script):
        page.context.add_cookies(
            [{"name": "ui", "value": "elder", "url": own_site}] if "elder" in request.param else []
        )
        page.has_script = has_script
        yield page


def look(page: Page, heading: str) -> None:
    """The page, which keeps the rules. They are run by script, so only where there is one."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if page.has_script:
        assert_accessible(page)
        assert page.evaluate(FITS)


def newest_code(page: Page) -> str:
    """The code of the last message, read in another tab."""
    tab = page.context.new_page()
    tab.goto("/messages/")
    code = re.search(r"\d{6}", tab.locator(".message-text").first.inner_text())[0]
    tab.close()
    return code


def enter(page: Page, label: str, text: str, button: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.django_db(transaction=True)
def test_a_citizen_signs_in_after_some_mistakes_and_out_again(visitor):
    visitor.goto("/sign-in/?next=/halls/")
    look(visitor, "手机号登录")
    enter(visitor, "手机号码", "1380000", "获取验证码")
    look(visitor, "手机号登录")
    assert visitor.title().startswith("错误：")
    expect(visitor.get_by_label("手机号码", exact=True)).to_have_value("1380000")

    enter(visitor, "手机号码", "＋８６ 138 0000 1234", "获取验证码")
    look(visitor, "输入验证码")
    code = newest_code(visitor)
    enter(visitor, "验证码", f"{(int(code) + 1) % 1000000:06}", "登录")
    look(visitor, "输入验证码")
    visitor.get_by_role("button", name="重新获取验证码").click()
    look(visitor, "输入验证码")
    expect(visitor.get_by_role("alert")).to_contain_text("秒后再试")

    PhoneCode.objects.update(made_at=timezone.now() - timedelta(seconds=61))
    visitor.get_by_role("button", name="重新获取验证码").click()
    enter(visitor, "验证码", newest_code(visitor), "登录")

    expect(visitor).to_have_url(re.compile("/halls/$"))
    visitor.get_by_role("button", name="退出登录").click()
    expect(visitor.get_by_role("button", name="退出登录")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_a_citizen_comes_back_after_a_long_time(visitor):
    now = timezone.now()
    person = identity.person(identity.read("id_card", make_number()), now - QUIET)
    make_citizen(phone=PHONE, person=person, seen_at=now - QUIET)
    visitor.goto("/sign-in/")
    enter(visitor, "手机号码", PHONE, "获取验证码")
    enter(visitor, "验证码", newest_code(visitor), "登录")
    look(visitor, "还需核实一下")
    enter(visitor, "证件号码最后四位", "QQQQ", "继续")
    look(visitor, "还需核实一下")

    enter(visitor, "证件号码最后四位", person.last_four, "继续")

    expect(visitor).to_have_url(re.compile("/bookings/$"))
