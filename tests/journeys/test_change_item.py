"""An editor drafts a change of an item and an approver publishes it, each in a browser of their own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from catalog import contents, revisions
from catalog.models import Draft, ServiceItem
from tests.accessibility import assert_accessible
from tests.browsing import open_page
from tests.factories import make_user
from tests.staff import make_staff

PASSWORD = "not a secret"
WIDE = {"width": 1280, "height": 900}


@contextmanager
def staff_page(browser: Browser, address: str, role: str, **options) -> Iterator[Page]:
    """The admin, signed in. Script errors and breaks of the content policy fail the test at the end."""
    pages = open_page(browser, address, viewport=WIDE, **options)
    page = next(pages)
    page.goto("/admin/")
    page.get_by_label("用户名").fill(make_staff(role).username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    yield page
    for _end in pages:
        pass


@pytest.fixture
def item(own_site) -> ServiceItem:
    return ServiceItem.objects.filter(steps__isnull=False, circumstances__isnull=True).order_by("pk").first()


def test_a_change_is_drafted_approved_and_published(browser, own_site, item):
    with ExitStack() as stack:
        editor, approver = (
            stack.enter_context(staff_page(browser, own_site, role)) for role in ("item_editor", "item_approver")
        )

        editor.get_by_role("link", name="政务服务事项").click()
        editor.locator("#searchbar").fill(item.code)
        editor.get_by_role("button", name="搜索").click()
        editor.get_by_role("link", name=item.code, exact=True).click()
        editor.get_by_label("名称:", exact=True).fill("换了名字的事项")
        editor.get_by_label("生效日期").fill("2026-01-01")
        editor.get_by_label("变更原因").fill("依据新文件")
        steps = editor.locator("#steps-group")
        steps.locator("summary").click()
        steps.get_by_role("button", name="添加另一个").click()
        steps.get_by_role("textbox", name="名称").nth(-2).fill("最后一步")
        editor.get_by_role("button", name="保存为草稿").click()

        expect(editor.get_by_text("草稿已保存，须由他人审核。")).to_be_visible()
        expect(editor.get_by_role("button", name="通过")).to_have_count(0)

        approver.goto(f"/admin/catalog/draft/{Draft.objects.get().pk}/change/")
        expect(approver.locator("ins", has_text="换了名字的事项")).to_be_visible()
        expect(approver.locator("ins", has_text="最后一步")).to_be_visible()
        approver.get_by_role("button", name="通过").click()

        expect(approver.get_by_text("已通过，自2026年1月1日起生效。")).to_be_visible()
        approver.goto(f"/items/{item.code}/")
        expect(approver.get_by_role("heading", level=1)).to_have_text("换了名字的事项")


def addresses(item: ServiceItem) -> list[str]:
    draft = revisions.draft(
        content=contents.retirement(item.code, reason="取消"),
        effective_from=date(2030, 1, 1),
        by=make_user(),
        reason="取消",
        now=timezone.now(),
    )
    pages = [f"serviceitem/{item.pk}/change/", "serviceitem/add/", f"serviceitem/{item.pk}/retire/"]
    return [*pages, f"draft/{draft.pk}/change/", f"revision/{item.revisions.get().pk}/change/"]


@pytest.mark.parametrize("role", ["item_approver", "item_editor"])
def test_the_pages_keep_the_content_policy(browser, own_site, item, role):
    with staff_page(browser, own_site, role) as page:
        for path in [*addresses(item), "serviceitem/", "draft/", "revision/", "hall/1/change/"]:
            page.goto(f"/admin/catalog/{path}")


def test_the_pages_keep_the_rules_of_accessibility(browser, own_site, item):
    """The rules themselves write an inline style where a style sheet imports another, so the policy is off here."""
    with staff_page(browser, own_site, "item_editor", bypass_csp=True) as editor:
        for path in addresses(item):
            editor.goto(f"/admin/catalog/{path}")
            editor.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert_accessible(editor)
