"""A citizen is led to the right hall: by a street, by where the browser is, and from the wrong hall."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import assert_accessible
from tests.browsing import open_page

HERE = {"latitude": 22.5332871, "longitude": 113.9304134}  # The middle of 南山区.
ALIKE, BY_AMOUNT = "/items/D02-001/", "/items/D01-001/"
NO_POSITION = "浏览器没有提供您的位置。请填写街道或社区，一样可以查。"


def titles(page: Page) -> list[str]:
    return page.locator(".place-title a").all_inner_texts()


@pytest.fixture(params=["script", "no script"])
def visitor(request, browser: Browser, site: str) -> Iterator[Page]:
    """The same citizen with and without JavaScript."""
    yield from open_page(browser, site, java_script_enabled=request.param == "script")


def test_from_the_item_to_the_hall_of_the_own_street_by_keyboard(visitor):
    visitor.goto(ALIKE)
    visitor.get_by_role("link", name="按住处查先去哪个大厅").press("Enter")
    visitor.get_by_label("您所在的街道、社区或区").focus()
    visitor.keyboard.type("寶安區西鄉")
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_role("main")).to_contain_text("您的地点： 宝安区西乡街道")
    assert titles(visitor)[:2] == ["西乡街道行政服务大厅", "宝安区行政服务大厅"]


def test_a_doubtful_name_is_settled_by_one_press(visitor):
    visitor.goto(f"{ALIKE}route/?place=南山")
    visitor.get_by_role("link", name="南山区南山街道").click()

    assert titles(visitor)[0] == "南山街道行政服务大厅"


def test_a_street_may_be_picked_and_taken_back(visitor):
    visitor.goto(f"{ALIKE}route/")
    visitor.get_by_text("不想打字？从列表里选街道").click()
    visitor.get_by_label("您所在的街道或区").select_option(label="民治街道")
    visitor.get_by_role("button", name="看看去哪里办").click()
    assert titles(visitor)[0] == "民治街道行政服务大厅"

    visitor.get_by_role("link", name="更改").click()
    expect(visitor.get_by_label("您所在的街道、社区或区")).to_be_visible()


def test_an_amount_is_typed_and_the_place_asked_next(visitor):
    visitor.goto(f"{BY_AMOUNT}route/")
    visitor.get_by_label("数额（万元）").fill("１，２００万")
    visitor.get_by_role("button", name="看看去哪里办").click()

    main = visitor.get_by_role("main")
    expect(main).to_contain_text("按您的回答，由市级办理。")
    visitor.get_by_label("您所在的街道、社区或区").fill("坂田")
    visitor.get_by_role("button", name="近的排前面").click()
    expect(main).to_contain_text("龙岗区的区级大厅和街道大厅都不办这件事。请去深圳市行政服务大厅。")
    expect(main).to_contain_text("您的回答： 1,200万元")


def test_who_is_at_the_wrong_hall_is_sent_on(visitor):
    visitor.goto("/items/D13-080/route/")
    visitor.get_by_text("已经到了大厅？看看是不是在这里办").click()
    visitor.get_by_label("您现在所在的大厅").select_option(label="市行政服务大厅")
    visitor.get_by_role("button", name="查一查").click()

    expect(visitor.get_by_role("main")).to_contain_text("这件事不在深圳市行政服务大厅办。请去出入境专业分厅。")


def test_the_browser_is_asked_only_at_the_press_and_its_answer_is_rounded(browser, site):
    for page in open_page(browser, site, geolocation=HERE, permissions=["geolocation"]):
        page.goto(f"{ALIKE}route/")
        assert "at=" not in page.url
        page.get_by_role("button", name="用我的位置").click()
        page.wait_for_url("**at=**")

        assert page.url.endswith("at=22.533%2C113.930")
        assert titles(page)[0] == "南山区行政服务大厅"
        expect(page.get_by_role("main")).to_contain_text("按南山区中心点估算")
        assert_accessible(page)


@pytest.mark.parametrize("script", [True, False])
def test_without_a_position_the_page_says_what_else_will_do(browser, site, script):
    for page in open_page(browser, site, java_script_enabled=script, permissions=[]):
        page.goto(f"{ALIKE}route/")
        page.get_by_role("button", name="用我的位置").click()
        page.wait_for_url("**at=none")

        expect(page.locator(".error-summary")).to_contain_text(NO_POSITION)
        assert titles(page) == ["深圳市行政服务大厅"]
