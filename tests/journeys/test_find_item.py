"""A citizen finds an item and learns where to go and what to bring, without signing in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.accessibility import assert_accessible
from tests.browsing import open_page

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(params=["phone", "phone, elder", "phone, no script", "desktop", "desktop, elder"])
def visitor(request, browser: Browser, site: str) -> Iterator[Page]:
    """The same citizen on each kind of screen, in both displays, with and without JavaScript."""
    size = PHONE if request.param.startswith("phone") else DESKTOP
    for page in open_page(browser, site, viewport=size, java_script_enabled="no script" not in request.param):
        if "elder" in request.param:
            page.context.add_cookies([{"name": "ui", "value": "elder", "url": site}])
        page.has_script = "no script" not in request.param
        yield page


def look(page: Page) -> None:
    """What holds on every page of the journey. The rules are run by script, so only where there is one."""
    if page.has_script:
        assert_accessible(page)


def search_box(page: Page) -> Locator:
    """With scripts the search box suggests, and is called a combobox."""
    return page.get_by_role("combobox" if page.has_script else "searchbox")


def search(page: Page, words: str) -> None:
    page.goto("/")
    look(page)
    search_box(page).fill(words)
    page.get_by_role("button", name="搜索").click()
    look(page)


def test_from_everyday_words_to_what_to_bring(visitor):
    search(visitor, "出国护照")

    visitor.get_by_role("link", name="普通护照签发").first.click()
    look(visitor)

    main = visitor.get_by_role("main")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("普通护照签发")
    expect(main).to_contain_text("出入境专业分厅")
    expect(main).to_contain_text("法定15日")
    expect(main).to_contain_text("160元")
    headings = main.get_by_role("heading", level=2).all_inner_texts()
    wanted = [
        "在哪里办",
        "需要带什么",
        "受理条件",
        "办理流程",
        "收费",
        "办理结果与送达",
        "设定依据",
        "常见问题",
        "咨询与投诉",
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
    expect(main).to_contain_text("0755-88127451")
    expect(main).to_contain_text("演示数据")


@pytest.mark.parametrize(
    "words",
    [
        *("D13-080", "d13 080", "ｄ１３－０８０"),
        *("putonghuzhao", "pǔtōng hùzhào", "ｐｕｔｏｎｇｈｕｚｈａｏ", "pthzqf", "ＰＴＨＺＱＦ"),
        *("普通護照簽發", "户照签发", "办护照", "普通　护照"),
    ],
)
def test_the_item_is_found_however_it_is_typed(page, words):
    page.goto(f"/items/?q={words}")

    expect(page.get_by_role("main").get_by_role("link", name="普通护照签发")).to_be_visible()


def test_everyday_words_lead_to_the_official_name_with_what_one_has_to_know(visitor):
    search(visitor, "房产证过户")

    name = "国有建设用地使用权及房屋所有权转移登记"
    row = visitor.locator(".item-row").filter(has=visitor.get_by_role("link", name=name, exact=True))
    expect(row).to_contain_text("在哪里办 不动产权登记专业分厅")
    expect(row).to_contain_text("实施部门 市规划国土委")


def test_what_was_searched_for_is_said_where_words_stand_for_others(visitor):
    search(visitor, "交委")

    expect(visitor.get_by_role("main")).to_contain_text("按“交通运输委员会”查找")


def test_a_few_letters_lead_to_the_item_with_suggestions_and_without(visitor):
    visitor.goto("/")
    search_box(visitor).fill("putonghuzhaoq")
    if visitor.has_script:
        expect(visitor.get_by_role("option")).to_have_count(1)
        look(visitor)
        search_box(visitor).press("ArrowDown")
    search_box(visitor).press("Enter")
    if not visitor.has_script:
        visitor.get_by_role("link", name="普通护照签发").first.click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("普通护照签发")


def test_an_item_by_circumstance_asks_first_and_answers_with_a_level(visitor):
    visitor.goto("/items/D01-001/")
    look(visitor)

    visitor.get_by_label("1000万元以下").check()
    visitor.get_by_role("button", name="看看去哪里办").click()
    look(visitor)

    where = visitor.locator("#where")
    expect(where).to_contain_text("区级")
    expect(where).to_contain_text("示例")


def test_who_does_not_know_the_amount_is_led_to_both_levels(visitor):
    visitor.goto("/items/D01-001/")

    visitor.get_by_label("不清楚").check()
    visitor.get_by_role("button", name="看看去哪里办").click()
    look(visitor)

    where = visitor.locator("#where")
    expect(where).to_contain_text("市级")
    expect(where).to_contain_text("区级")


def test_nothing_found_still_leads_somewhere(visitor):
    search(visitor, "zzzzqqqq")

    expect(visitor.get_by_role("main")).to_contain_text("12345")


def test_words_are_shown_as_text(page):
    page.goto("/items/?q=<script>document.title='x'</script>")

    expect(page.get_by_role("main")).to_contain_text("<script>")
    assert page.title() != "x"


@pytest.mark.parametrize("address", ["/items/", "/suggest/"])
@pytest.mark.parametrize(("length", "answer"), [(10_000, 200), (200_000, 414)])
def test_words_of_absurd_length_are_cut_or_refused(page, address, length, answer):
    assert page.request.get(f"{address}?q={'a' * length}").status == answer
