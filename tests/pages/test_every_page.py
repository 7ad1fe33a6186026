"""Every page in a real browser: on a narrow and a wide screen, in the standard and the elder version."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import assert_accessible
from tests.browsing import open_page
from tests.pages.addresses import PAGES

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
LOOKS = {
    "narrow": (NARROW, "standard"),
    "narrow, elder": (NARROW, "elder"),
    "wide": (WIDE, "standard"),
    "wide, elder": (WIDE, "elder"),
}
SMALLEST = {"standard": 44, "elder": 60}  # CSS pixels, of what is pressed. Links in running text are exempt.

# What is pressed and is lower than it should be. Links inside a sentence are exempt by criterion 2.5.8.
TARGETS = """smallest => [...document.querySelectorAll(
        "button, summary, input:not([type=hidden], .choice input), select, .choice, nav a, .link-list a, .chip, .phone"
    )]
    .filter(each => each.checkVisibility({visibilityProperty: true}))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect().height])
    .filter(([html, height]) => height > 0 && height < smallest - .5)
    .map(([html, height]) => `${height} ${html}`)"""

# Whether what has the focus can be seen at its own place.
UNCOVERED = """() => {
    const focused = document.activeElement, box = focused.getClientRects()[0];
    const seen = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return focused.contains(seen) || Boolean(seen?.contains(focused));
}"""

OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return [style.outlineStyle, parseFloat(style.outlineWidth)];
}"""

TWICE = "html { font-size: 200% }"
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"

# A sheet made by script is no inline style: the policy of the site lets it pass.
ADD_SHEET = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
}"""


def visit(browser: Browser, site: str, look: str, **options) -> Iterator[Page]:
    size, version = LOOKS[look]
    for page in open_page(browser, site, viewport=size, **options):
        page.context.add_cookies([{"name": "ui", "value": version, "url": site}])
        yield page


@pytest.fixture(scope="module", params=list(LOOKS))
def visitor(request, browser: Browser, site: str) -> Iterator[Page]:
    """One visitor who goes through all pages."""
    for page in visit(browser, site, request.param):
        page.smallest_target = SMALLEST[LOOKS[request.param][1]]
        yield page


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_the_page_keeps_the_rules_of_accessibility_and_fits_the_screen(visitor, address):
    visitor.goto(address)

    assert_accessible(visitor)
    assert visitor.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert visitor.evaluate(TARGETS, visitor.smallest_target) == []


@pytest.mark.parametrize(("look", "sheet"), [("wide", TWICE), ("narrow", SPACED)], ids=["twice the size", "spaced"])
def test_larger_and_wider_text_fits_on_every_page(browser, site, look, sheet):
    """Criteria 1.4.4 and 1.4.12: twice the size on a desk, the named spacing on the narrowest screen."""
    too_wide = []
    for page in visit(browser, site, look):
        for name, address in PAGES.items():
            page.goto(address)
            page.evaluate(ADD_SHEET, sheet)
            if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
                too_wide.append(name)

    assert too_wide == []


@pytest.mark.parametrize("look", list(LOOKS))
def test_the_first_press_of_tab_offers_the_way_to_the_content(browser, site, look):
    for page in visit(browser, site, look):
        page.goto("/items/?q=护照")

        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("address", ["/", "/items/?q=公积金&audience=person", "/items/D13-080/"])
def test_what_has_the_focus_is_outlined_and_not_covered(browser, site, look, address):
    for page in visit(browser, site, look):
        page.goto(address)
        seen = set()
        for _press in range(40):
            page.keyboard.press("Tab")
            name = page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
            if name.startswith("<body"):
                break
            seen.add(name)
            outline = page.evaluate(OUTLINE)
            assert outline[0] == "solid", name
            assert outline[1] >= 2, name
            assert page.evaluate(UNCOVERED), name
        assert len(seen) > 10


def test_every_page_says_the_same_without_scripts(browser, site):
    texts = []
    for script in (True, False):
        for page in visit(browser, site, "narrow", java_script_enabled=script):
            texts.append({name: _main_text(page, address) for name, address in PAGES.items()})

    assert texts[0] == texts[1]


def _main_text(page: Page, address: str) -> str:
    page.goto(address)
    return page.get_by_role("main").inner_text()


def test_filters_are_folded_on_a_narrow_screen_and_open_on_a_wide_one_without_scripts(browser, site):
    for look, is_open in (("narrow", False), ("wide", True)):
        for page in visit(browser, site, look, java_script_enabled=False):
            page.goto("/items/?q=公积金")
            assert page.get_by_label("法人", exact=False).first.is_visible() is is_open


def test_filters_work_without_scripts(browser, site):
    for page in visit(browser, site, "narrow", java_script_enabled=False):
        page.goto("/items/?q=公积金")
        page.locator(".filter-panel > summary").click()
        page.locator("input[name=audience][value=company]").check()
        page.get_by_role("button", name="应用筛选").click()

        assert page.url.endswith("/items/?q=%E5%85%AC%E7%A7%AF%E9%87%91&audience=company")
        assert page.get_by_role("link", name="取消条件： 服务对象 法人", exact=True).is_visible()


def test_the_elder_version_is_chosen_without_scripts_and_stays(browser, site):
    for page in visit(browser, site, "narrow", java_script_enabled=False):
        page.goto("/items/?q=公积金")
        page.get_by_role("button", name="长辈版").click()

        assert page.url.endswith("/items/?q=%E5%85%AC%E7%A7%AF%E9%87%91")
        assert page.locator("html.elder").count() == 1
        assert page.locator(".help-bar").is_visible()


@pytest.mark.parametrize("address", ["/", "/items/", "/items/D13-080/"])
def test_forced_colours_and_reduced_motion_lose_nothing(browser, site, address):
    for page in visit(browser, site, "narrow", forced_colors="active", reduced_motion="reduce"):
        page.goto(address)

        assert_accessible(page)


def test_paper_has_no_navigation(browser, site):
    for page in visit(browser, site, "wide"):
        page.goto("/items/")
        page.emulate_media(media="print")

        assert not page.locator(".main-nav").is_visible()
        assert not page.locator(".filters").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgba(0, 0, 0, 0)",
            "rgb(255, 255, 255)",
        )
