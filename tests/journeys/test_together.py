"""A citizen buys a home: chooses from the life event, sees the fewest visits, and keeps a checklist by link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import assert_accessible
from tests.browsing import open_page

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
CHOSEN = ["个人二手房交易税费申报", "国有建设用地使用权及房屋所有权转移登记", "抵押权首次登记"]
SMALLEST = {"standard": 44, "elder": 60}

FITS = "document.scrollingElement.scrollWidth <= innerWidth"
SHORT = """smallest => [...document.querySelectorAll("main button, main summary, main .choice")]
    .filter(each => each.checkVisibility({visibilityProperty: true}))
    .filter(each => each.getBoundingClientRect().height < smallest - .5)
    .map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(params=["phone", "phone, elder", "phone, no script", "desktop", "desktop, elder"])
def visitor(request, browser: Browser, own_site: str) -> Iterator[Page]:
    """The same citizen on each kind of screen, in both displays, with and without JavaScript."""
    size = PHONE if request.param.startswith("phone") else DESKTOP
    for page in open_page(browser, own_site, viewport=size, java_script_enabled="no script" not in request.param):
        version = "elder" if "elder" in request.param else "standard"
        page.context.add_cookies([{"name": "ui", "value": version, "url": own_site}])
        page.has_script, page.smallest = "no script" not in request.param, SMALLEST[version]
        yield page


@pytest.fixture
def desk(own_page: Page) -> Page:
    """A citizen at a desk, in the standard version."""
    own_page.has_script, own_page.smallest = True, SMALLEST["standard"]
    return own_page


def look(page: Page) -> None:
    """What holds on every page of the journey. The rules are run by script, so only where there is one."""
    if page.has_script:
        assert_accessible(page)
        assert page.evaluate(FITS)
        assert page.evaluate(SHORT, page.smallest) == []


def choose(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="买房").click()
    look(page)
    for name in CHOSEN:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="把选中的加入一次办").click()


def save(page: Page) -> str:
    """The link of the saved list."""
    page.get_by_role("button", name="保存并获得链接").click()
    return page.url


def test_from_a_life_event_to_a_list_that_is_ticked_on_another_device(visitor, browser, own_site):
    choose(visitor)
    look(visitor)
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("最少要跑")
    expect(main.get_by_role("heading", level=3).filter(has_text="第")).to_have_text(
        [re.compile("第1趟.*任意一个区或街道"), re.compile("第2趟.*不动产权登记专业分厅")]
    )
    expect(main).to_contain_text("每项各原件1份")

    link = save(visitor)
    look(visitor)
    visitor.get_by_role("checkbox", name="不动产登记申请书").check()
    if visitor.has_script:
        expect(visitor.locator(".progress")).to_contain_text("已保存")
    else:
        visitor.get_by_role("button", name="保存勾选").click()
    expect(visitor.locator(".progress")).to_contain_text("已备好1/")

    for other in open_page(browser, own_site):
        other.goto(link)
        expect(other.get_by_role("checkbox", name="不动产登记申请书")).to_be_checked()


def test_items_are_added_one_by_one_and_taken_out_again(visitor):
    visitor.goto("/items/D13-080/")
    look(visitor)
    visitor.get_by_role("button", name="加入一次办").click()
    expect(visitor.get_by_role("navigation", name="主导航")).to_contain_text("一次办")

    visitor.get_by_role("button", name="移出 普通护照签发").click()

    expect(visitor.get_by_role("main")).to_contain_text("您还没有选事项")
    look(visitor)


def test_a_list_is_deleted_for_everybody(visitor):
    choose(visitor)
    link = save(visitor)

    visitor.get_by_text("删除这份清单").click()
    look(visitor)
    visitor.get_by_role("button", name="确认删除").click()

    expect(visitor.get_by_role("main")).to_contain_text("清单已删除")
    assert visitor.goto(link).status == 404


def test_the_list_fits_on_two_sheets(desk):
    choose(desk)
    save(desk)

    paper = desk.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2


def test_ticks_and_clearings_one_after_the_other_are_all_kept(desk):
    choose(desk)
    save(desk)
    boxes = desk.get_by_role("checkbox")
    for number in (0, 1, 2):
        boxes.nth(number).check()
    boxes.nth(1).uncheck()
    expect(desk.locator(".progress")).to_contain_text("已备好2/")
    expect(desk.locator(".progress")).to_contain_text("已保存")

    desk.wait_for_load_state("networkidle")
    desk.reload()

    assert [boxes.nth(number).is_checked() for number in range(4)] == [True, False, True, False]


def test_a_tick_that_could_not_be_saved_says_what_to_do(desk):
    choose(desk)
    save(desk)
    button = desk.get_by_role("button", name="保存勾选")
    expect(button).to_be_hidden()

    desk.context.set_offline(True)
    desk.get_by_role("checkbox").first.check()
    expect(desk.locator(".progress")).to_contain_text("没有保存成功")

    desk.context.set_offline(False)
    button.click()
    expect(desk.get_by_role("checkbox").first).to_be_checked()
    expect(desk.locator(".progress")).to_contain_text("已备好1/")


def test_the_list_is_ticked_by_keyboard(desk):
    choose(desk)
    save(desk)
    first = desk.get_by_role("checkbox").first
    first.focus()

    desk.keyboard.press("Space")

    expect(desk.locator(".progress")).to_contain_text("已备好1/")
