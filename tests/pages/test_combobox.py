"""The list of suggestions under a search box, in a browser: keys, pointer, input method, bad network, no scripts."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.accessibility import assert_accessible
from tests.browsing import open_page
from tests.pages.test_every_page import ADD_SHEET, LOOKS, SMALLEST, TWICE, visit

BOXES = {"home": "/", "header": "/halls/", "results": "/items/?q=护照", "no such page": "/nowhere/"}
TYPED = "补办"
LONGEST = 100_000  # Bytes of a whole page with its sheets and scripts, without compression.


@pytest.fixture
def box(page: Page) -> Locator:
    """The search box of the home page, with the list of suggestions open for TYPED."""
    page.goto("/")
    return opened(page)


def field(page: Page) -> Locator:
    return page.get_by_role("combobox")


def opened(page: Page, typed: str = TYPED) -> Locator:
    field(page).fill(typed)
    expect(options(page).first).to_be_visible()
    return field(page)


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def active(page: Page) -> int:
    """The number of the option that a screen reader is told of; -1 where it is the field itself."""
    identifier = field(page).get_attribute("aria-activedescendant")
    chosen = [option.get_attribute("id") for option in options(page).all() if is_selected(option)]
    assert chosen == ([identifier] if identifier else [])
    return int(identifier.rpartition("-")[2]) if identifier else -1


def is_selected(option: Locator) -> bool:
    return option.get_attribute("aria-selected") == "true"


def said(page: Page) -> str:
    return page.get_by_role("status").inner_text()


@pytest.mark.parametrize("address", BOXES.values(), ids=BOXES.keys())
def test_every_search_box_suggests_while_one_types(page, address):
    page.goto(address)
    expect(field(page)).to_have_attribute("aria-expanded", "false")

    opened(page)

    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(field(page)).to_have_attribute("aria-autocomplete", "list")
    listbox = page.get_by_role("listbox", name="搜索建议")
    assert field(page).get_attribute("aria-controls") == listbox.get_attribute("id")
    assert said(page) == f"有 {options(page).count()} 条建议，可用上下方向键选择。"
    assert {mark.inner_text() for mark in page.locator(".suggestions mark").all()} == {TYPED}


def test_a_page_that_is_opened_with_words_in_the_box_does_not_open_the_list(page):
    page.goto("/items/?q=护照")
    field(page).focus()

    expect(options(page)).to_have_count(0)


def test_arrows_go_round_through_the_options_and_the_field(page, box):
    last = options(page).count() - 1

    visited = [active(page)]
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"):
        box.press(key)
        visited.append(active(page))

    assert visited == [-1, 0, 1, 0, -1, last, -1]
    assert box.input_value() == TYPED
    expect(box).to_be_focused()


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_keys_that_move_in_the_text_leave_the_options(page, box, key):
    box.press("ArrowDown")
    box.press(key)

    assert active(page) == -1
    places = {"Home": 0, "ArrowLeft": 1}
    assert box.evaluate("field => field.selectionStart") == places.get(key, 2)


def test_enter_on_an_item_goes_to_its_page(page):
    page.goto("/")
    box = opened(page, "普通护照签发")
    box.press("ArrowDown")
    box.press("Enter")

    page.wait_for_url("**/items/D13-080/")


def test_enter_without_an_option_searches_for_what_was_typed(page, box):
    box.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(f"“{TYPED}”的搜索结果")


def test_escape_closes_the_list_and_then_empties_the_box(page, box):
    box.press("Escape")
    expect(options(page)).to_have_count(0)
    assert (box.input_value(), said(page)) == (TYPED, "")

    box.press("Escape")
    assert box.input_value() == ""


def test_the_list_is_opened_again_by_the_down_arrow_and_closed_with_alt_and_up(page, box):
    box.press("Escape")
    box.press("ArrowDown")
    expect(options(page).first).to_be_visible()

    box.press("Alt+ArrowUp")
    expect(options(page)).to_have_count(0)


def test_tab_closes_the_list_and_goes_on_to_the_button(page, box):
    box.press("ArrowDown")
    box.press("Tab")

    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="搜索")).to_be_focused()
    assert page.url.endswith("/")


def test_a_press_on_an_item_goes_to_its_page(page):
    page.goto("/")
    opened(page, "普通护照签发")
    options(page).first.click()

    page.wait_for_url("**/items/D13-080/")


def test_going_back_finds_the_list_closed(page, box):
    options(page).last.click()
    page.wait_for_url("**/items/*/")
    page.go_back()

    expect(options(page)).to_have_count(0)


def test_a_department_leads_to_its_page(page):
    page.goto("/")
    opened(page, "民宗局")
    options(page).filter(has_text="部门页面").click()

    page.wait_for_url("**/departments/D34/")


def test_a_term_is_searched_for(page):
    page.goto("/")
    opened(page, "jiaowei")
    options(page).filter(has_text="交通运输委员会").filter(has_text="搜索").click()

    page.wait_for_url("**/items/?q=%E4%BA%A4%E5%A7%94")
    assert field(page).input_value() == "交委"


def test_emptying_the_box_closes_the_list(page, box):
    box.press("Backspace")
    box.press("Backspace")

    expect(options(page)).to_have_count(0)


def test_where_nothing_begins_like_this_that_is_said(page, box):
    box.press_sequentially("zzzz")

    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("没有建议，按回车键直接搜索。")


def test_who_types_on_is_not_asked_for_before_a_pause(page):
    asked = watch(page)
    page.clock.install(time=0)
    page.goto("/")
    page.clock.pause_at(60_000)

    field(page).press_sequentially("putongh")
    page.clock.run_for(119)
    assert asked == []

    with page.expect_response("**/suggest/**"):
        page.clock.run_for(1)
    assert asked == ["putongh"]


def watch(page: Page) -> list[str]:
    """The words the server is asked about from now on."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url.partition("?q=")[2]) if "/suggest/" in sent.url else None)
    return asked


class TestInputMethod:
    """Pinyin is composed in the field before it becomes characters; its keys are not ours."""

    @pytest.fixture
    def composing(self, page: Page):
        """An input method with "hu zhao" under composition in the box of the home page."""
        page.asked = watch(page)
        page.goto("/")
        field(page).focus()
        method = page.context.new_cdp_session(page)
        for letters in ("h", "hu", "hu zh", "hu zhao"):
            method.send("Input.imeSetComposition", {"text": letters, "selectionStart": 0, "selectionEnd": len(letters)})
        return method

    def test_nothing_is_suggested_before_the_characters_are_chosen(self, page, composing):
        page.wait_for_timeout(400)

        assert field(page).input_value() == "hu zhao"
        assert page.asked == []

    def test_the_characters_that_were_chosen_are_asked_for(self, page, composing):
        composing.send("Input.insertText", {"text": "护照"})

        expect(options(page).first).to_be_visible()
        assert page.asked == ["%E6%8A%A4%E7%85%A7"]

    def test_a_new_composition_closes_the_list(self, page, composing):
        composing.send("Input.insertText", {"text": "护照"})
        expect(options(page).first).to_be_visible()

        composing.send("Input.imeSetComposition", {"text": "b", "selectionStart": 0, "selectionEnd": 1})

        expect(options(page)).to_have_count(0)

    @pytest.mark.parametrize("told", [{"isComposing": True}, {"keyCode": 229}], ids=["standard", "Safari"])
    @pytest.mark.parametrize("key", ["ArrowDown", "Enter", "Escape"])
    def test_keys_of_the_input_method_do_nothing_to_the_list(self, page, box, key, told):
        box.press("ArrowDown")

        stopped = box.evaluate(
            """(field, init) => !field.dispatchEvent(
                new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...init}))""",
            {"key": key, **told},
        )

        assert not stopped
        assert active(page) == 0


class TestNetwork:
    """Suggestions that do not come are no error."""

    def test_an_answer_that_comes_late_is_not_shown(self, page):
        page.goto("/")
        late = held(page, "补")

        opened(page, "身份证")
        late.fulfill(json=[suggestion("补")])
        page.wait_for_timeout(200)

        assert "身份证" in options(page).first.inner_text()

    def test_an_answer_that_comes_after_one_has_left_the_box_does_not_open_the_list(self, page):
        page.goto("/")
        late = held(page, "补")

        field(page).press("Tab")
        late.fulfill(json=[suggestion("补")])
        page.wait_for_timeout(200)

        expect(options(page)).to_have_count(0)

    def test_the_form_does_not_wait_for_suggestions(self, page):
        page.goto("/")
        held(page, TYPED)

        field(page).press("Enter")

        expect(page.get_by_role("heading", level=1)).to_have_text(f"“{TYPED}”的搜索结果")

    @pytest.mark.parametrize(
        "fail",
        [
            lambda route: route.abort(),
            lambda route: route.fulfill(status=500, body="no"),
            lambda route: route.fulfill(status=200, body="<html>"),
            lambda route: route.fulfill(json={"detail": "no list"}),
        ],
        ids=["no connection", "an error", "no JSON", "no list"],
    )
    def test_a_failure_closes_the_list_and_says_nothing(self, page, fail):
        page.goto("/")
        before = page.get_by_role("main").inner_text()
        box = opened(page)
        page.route("**/suggest/**", fail)
        box.press_sequentially("证")

        expect(options(page)).to_have_count(0)
        assert page.get_by_role("main").inner_text() == before
        box.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"“{TYPED}证”的搜索结果")

    def test_without_a_network_one_can_go_on_typing(self, page, box):
        page.context.set_offline(True)
        box.press_sequentially("证")

        expect(options(page)).to_have_count(0)
        assert box.input_value() == f"{TYPED}证"
        page.context.set_offline(False)


def held(page: Page, typed: str) -> Route:
    """The question about what is typed now, which waits for its answer; others are answered."""
    waiting: list[Route] = []
    asked = f"/suggest/?q={quote(typed)}"
    page.route(lambda url: url.endswith(asked), lambda route: waiting.append(route))
    field(page).fill(typed)
    while not waiting:
        page.wait_for_timeout(10)
    return waiting[0]


def suggestion(text: str, spans: tuple = ()) -> dict:
    return {"kind": "item", "text": text, "spans": spans, "name": "", "department": "", "address": "/items/"}


@pytest.mark.parametrize(
    ("text", "spans", "marked"),
    [
        ("<img src=x onerror=alert(1)>", [[0, 4]], ["<img"]),
        ("𠮷祥𠮷日登记", [[2, 4]], ["𠮷日"]),
        ("\u202e护照", [], []),
    ],
)
def test_a_name_is_shown_as_text_with_its_characters_marked(page, text, spans, marked):
    page.goto("/")
    page.route("**/suggest/**", lambda route: route.fulfill(body=json.dumps([suggestion(text, spans)])))
    opened(page, "x")

    assert options(page).first.evaluate("option => option.textContent") == text
    assert page.locator(".suggestions mark").all_inner_texts() == marked
    assert page.locator(".suggestions img").count() == 0


@pytest.mark.parametrize("lone", ["\\ud800", "\\udc00x"])
def test_half_a_character_in_the_box_is_no_error(page, lone):
    page.goto("/")
    with page.expect_response("**/suggest/**") as answered:
        field(page).evaluate(
            f"field => {{ field.value = '{lone}'; field.dispatchEvent(new InputEvent('input')) }}",
        )

    assert answered.value.status == 200


def test_without_scripts_it_is_a_plain_search_box(browser, site):
    for page in visit(browser, site, "narrow", java_script_enabled=False):
        page.goto("/")
        box = page.get_by_role("searchbox")
        box.fill(TYPED)

        assert page.locator("[role=listbox], [role=combobox], [role=status]").count() == 0
        page.get_by_role("button", name="搜索").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"“{TYPED}”的搜索结果")


@pytest.fixture(params=list(LOOKS))
def visitor(request, browser: Browser, site: str) -> Iterator[Page]:
    for page in visit(browser, site, request.param):
        page.smallest_target = SMALLEST[LOOKS[request.param][1]]
        yield page


@pytest.mark.parametrize("address", ["/", "/items/?q=护照"])
def test_the_open_list_keeps_the_rules_of_accessibility_and_fits_the_screen(visitor, address):
    visitor.goto(address)
    opened(visitor, "公安").press("ArrowDown")

    assert_accessible(visitor)
    assert visitor.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    heights = [option.bounding_box()["height"] for option in options(visitor).all()]
    assert min(heights) >= visitor.smallest_target
    assert options(visitor).first.evaluate("option => getComputedStyle(option).outlineStyle") == "solid"


def test_every_option_can_be_reached_and_seen(visitor):
    """The bar of the elder version covers the foot of the window: what is active is never below it."""
    visitor.goto("/")
    opened(visitor)

    for _option in options(visitor).all():
        field(visitor).press("ArrowDown")
        covered = """option => {
            const box = option.getBoundingClientRect();
            return !option.contains(document.elementFromPoint(box.x + 20, box.y + Math.min(box.height / 2, 20)));
        }"""
        assert not visitor.locator('[aria-selected="true"]').evaluate(covered)


def test_at_twice_the_size_the_list_still_fits(browser, site):
    for page in visit(browser, site, "wide"):
        page.goto("/")
        page.evaluate(ADD_SHEET, TWICE)
        opened(page)

        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert_accessible(page)


def test_in_forced_colours_the_active_option_is_outlined(browser, site):
    for page in visit(browser, site, "narrow", forced_colors="active", reduced_motion="reduce"):
        page.goto("/")
        opened(page).press("ArrowDown")

        style = options(page).first.evaluate(
            "option => [getComputedStyle(option).outlineStyle, parseFloat(getComputedStyle(option).outlineWidth)]"
        )
        assert style[0] == "solid"
        assert style[1] >= 2
        assert_accessible(page)


def test_on_an_english_page_the_names_are_said_to_be_chinese(browser, site):
    for page in open_page(browser, site):
        page.context.add_cookies([{"name": "language", "value": "en", "url": site}])
        page.goto("/")
        opened(page, "民宗局")

        department = options(page).filter(has_text="Department page")
        assert department.locator("[lang=zh-Hans-CN]").all_inner_texts() == ["市民宗局"]
        assert said(page) == f"Suggestions: {options(page).count()}. Choose with the arrow keys."


@pytest.mark.parametrize("address", ["/", "/items/?q=护照", "/items/D13-080/"])
def test_a_page_with_all_it_loads_is_light(page, address):
    loaded = []
    page.on("response", lambda answer: loaded.append(len(answer.body())))

    page.goto(address, wait_until="load")

    assert sum(loaded) < LONGEST
