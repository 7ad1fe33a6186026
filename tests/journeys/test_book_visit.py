"""A citizen books a visit: from the page of the item to the confirmation, with mistakes, and sent more than once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appointments.models import Booking, Citizen
from tests.accessibility import assert_accessible
from tests.browsing import open_page
from tests.factories import make_number
from tests.journeys.test_sign_in import PHONE, enter, newest_code
from tests.secrets import tables_with

pytestmark = pytest.mark.django_db(transaction=True)

ITEM, HALL = "/items/D22-021/", "人才园专业分厅"  # The one hall that handles it has published its hours.
NAME = "欧阳测试"
WRONG_DIGIT = "证件号码的最后一位与前面的数字对不上，请对照证件逐位核对。"
WIDE = str.maketrans({figure: chr(ord(figure) + 0xFEE0) for figure in "0123456789X"})
LOOKS = {
    "phone, elder, no script": ({"width": 360, "height": 740}, "elder", False),
    "desk": ({"width": 1280, "height": 900}, "standard", True),
}


@pytest.fixture(params=list(LOOKS))
def visitor(request, browser: Browser, own_site: str) -> Iterator[Page]:
    """The same citizen at home and on the way; no line on the console of the browser says that something failed."""
    size, version, has_script = LOOKS[request.param]
    failed = []
    for page in open_page(browser, own_site, viewport=size, java_script_enabled=has_script):
        page.context.add_cookies([{"name": "ui", "value": version, "url": own_site}])
        page.on("console", lambda line: failed.append(line.text) if line.type == "error" else None)
        page.has_script, page.titles = has_script, {}
        yield page
        titles = [title.removeprefix("错误：") for title in page.titles.values()]
        assert len({*titles}) == len(titles)
    assert failed == []


def look(page: Page, heading: str) -> None:
    """The page, which has a title of its own and keeps the rules. They are run by script: only where there is one."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.titles[heading] = page.title()
    if page.has_script:
        assert_accessible(page)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def choose_place_and_day(page: Page) -> None:
    """From the item to the times of a day, without being signed in."""
    page.goto(ITEM)
    page.get_by_role("link", name="预约办理", exact=True).click()
    look(page, "您想在哪个大厅办理？")
    expect(page.locator(".hall-first").first).to_contain_text(re.compile(r"月\d+日（周.）\d\d:\d\d"))
    page.get_by_role("link", name="选日期和时段").first.click()
    look(page, "您想在哪天办理？")
    assert all("（周" in day for day in page.locator(".days .time-text").all_inner_texts())
    page.locator("a.time").first.click()
    look(page, "您想几点办理？")


def choose_time(page: Page, number: int) -> str:
    """The time with that number on the page, and how it reads."""
    radio = page.get_by_role("radio").nth(number)
    radio.check()
    time = radio.input_value()
    press(page, "继续")
    return time


def sign_in(page: Page) -> None:
    """By the code that was sent; back at the times the one that was chosen is still chosen."""
    look(page, "手机号登录")
    enter(page, "手机号码", f"＋８６ {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", "获取验证码")
    look(page, "输入验证码")
    enter(page, "验证码", newest_code(page), "登录")


def say_who_comes(page: Page, number: str) -> None:
    """First with a wrong check digit, which is said beside the field; then rightly, both in full-width figures."""
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    page.get_by_label("姓名", exact=True).fill(NAME)
    page.get_by_label("证件号码", exact=True).fill(wrong.translate(WIDE))
    press(page, "继续")
    look(page, "谁来办理？")
    field = page.get_by_label("证件号码", exact=True)
    assert page.title().startswith("错误：")
    expect(page.locator(".field-wrong .field-error")).to_have_text(WRONG_DIGIT)
    expect(field).to_have_accessible_description(re.compile(WRONG_DIGIT))
    expect(page.get_by_label("姓名", exact=True)).to_have_value(NAME)

    field.fill(number.translate(WIDE))
    press(page, "继续")
    look(page, "请核对后提交预约")
    expect(page.locator(".summary")).to_contain_text(f"{NAME}，居民身份证，尾号 {number[-4:]}")


def change_time(page: Page) -> str:
    """Another time is chosen from the last look, which is where one comes back to."""
    page.get_by_role("link", name="更改 时间").click()
    look(page, "您想在哪天办理？")
    page.locator("a.time").nth(1).click()
    look(page, "您想几点办理？")
    time = choose_time(page, 1)
    look(page, "请核对后提交预约")
    return time


def facts(page: Page) -> dict[str, str]:
    """What the last look says."""
    rows = page.locator(".summary > div")
    return {row.locator("dt").inner_text(): row.locator("dd").first.inner_text() for row in rows.all()}


def reference(page: Page) -> str:
    return page.locator(".result .reference").inner_text()


def test_a_visit_is_booked_from_the_page_of_the_item(visitor, tmp_path):
    number = make_number()
    choose_place_and_day(visitor)
    first = choose_time(visitor, 0)
    sign_in(visitor)
    look(visitor, "您想几点办理？")
    expect(visitor.get_by_role("radio", checked=True)).to_have_value(first)
    press(visitor, "继续")
    look(visitor, "谁来办理？")
    say_who_comes(visitor, number)

    before = facts(visitor)
    later = change_time(visitor)
    after = facts(visitor)
    assert {**after, "时间": ""} == {**before, "时间": ""}
    assert (first in before["时间"], later in after["时间"], before["时间"] == after["时间"]) == (True, True, False)

    press(visitor, "确认并提交预约")
    look(visitor, "预约成功")
    booking = Booking.objects.get(state="confirmed")
    assert reference(visitor) == booking.reference
    assert HALL in visitor.get_by_role("main").inner_text()
    assert Booking.objects.filter(state="held").count() == 0
    assert (booking.applicant.last_four, booking.reminders.count()) == (number[-4:], 1)
    expect(visitor.get_by_role("heading", name="需要带什么")).to_have_count(1)
    assert_nothing_more_is_kept(number, tmp_path / "log")
    assert_it_can_be_taken_along(visitor, booking)


def assert_nothing_more_is_kept(number: str, log: Path) -> None:
    """No column of any table has the number in it, and no line of the server says who came."""
    assert (tables_with(number), tables_with(number.translate(WIDE)), tables_with(number[:-1])) == ([], [], [])
    assert tables_with(number[-4:]) != []  # The search does find what is there.
    lines = log.read_text()
    assert [secret for secret in (number, number[:-1], NAME, PHONE) if secret in lines] == []


def assert_it_can_be_taken_along(page: Page, booking: Booking) -> None:
    """The calendar file, the square and the sheet are there."""
    calendar = page.request.get(page.get_by_role("link", name="加入日历").get_attribute("href"))
    square = page.request.get(page.locator(".pass-square").get_attribute("src"))

    assert (calendar.status, calendar.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert calendar.text().startswith("BEGIN:VCALENDAR")
    assert (square.status, square.headers["content-type"]) == (200, "image/svg+xml")
    page.get_by_role("link", name="打印").click()
    look(page, f"预约 {booking.reference}")


def ready_to_confirm(page: Page) -> Booking:
    """Everything is said and looked over."""
    choose_place_and_day(page)
    choose_time(page, 0)
    sign_in(page)
    press(page, "继续")
    page.get_by_label("姓名", exact=True).fill(NAME)
    page.get_by_label("证件号码", exact=True).fill(make_number())
    press(page, "继续")
    look(page, "请核对后提交预约")
    return Booking.objects.get(state="held")


def test_however_often_it_is_sent_it_is_one_booking(visitor):
    booking = ready_to_confirm(visitor)
    other_tab = visitor.context.new_page()
    other_tab.goto(f"/bookings/{booking.key}/check/")

    visitor.get_by_role("button", name="确认并提交预约").dblclick()
    look(visitor, "预约成功")
    shown = reference(visitor)
    methods = []
    visitor.on("request", lambda sent: methods.append(sent.method) if sent.is_navigation_request() else None)
    visitor.reload()
    look(visitor, "预约成功")
    assert methods == ["GET"]

    press(other_tab, "确认并提交预约")
    expect(other_tab.get_by_role("heading", level=1)).to_have_text("预约成功")
    assert reference(other_tab) == shown

    visitor.go_back()
    visitor.reload()  # Browsers may show what they kept: whoever looks again sees what became of it.
    look(visitor, "该预约已提交，无需重复提交")
    visitor.get_by_role("link", name="查看这个预约").click()
    look(visitor, "预约成功")

    assert list(Booking.objects.values_list("reference", "state")) == [(shown, "confirmed")]
    assert booking.reminders.count() == 1
    assert Citizen.objects.count() == 1
