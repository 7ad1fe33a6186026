"""An auditor compares the list with what was published, and takes a copy of it away. No account is needed."""

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.accessibility import assert_accessible


def test_the_figures_of_the_day_of_the_report_add_up_and_say_how(page):
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="数字对账").click()

    page.get_by_label("日期").fill("2017-11-06")
    page.get_by_role("button", name="查看").click()
    assert_accessible(page)

    main = page.get_by_role("main")
    expect(main).to_contain_text("公布数之和为 1688，较事项总数多 70；系统内多处进驻事项 70 项，合计多计 70 项")
    expect(main).to_contain_text("系统内的数据与公布数一致")
    expect(main).to_contain_text("近 100")
    assert "不通过" not in main.inner_text()


def test_before_the_list_there_is_none(page):
    page.goto("/about/figures/?as_of=2017-11-05")

    expect(page.get_by_role("main")).not_to_contain_text("系统内的数据与公布数一致")


@pytest.mark.parametrize("day", ["yesterday", "2017-13-45", "0000-00-00", "<script>"])
def test_a_day_that_is_none_is_answered_in_words(page, day):
    response = page.goto(f"/about/figures/?as_of={day}")

    assert response.status < 500
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()


def test_the_copy_opens_in_a_spreadsheet_and_has_every_item(page):
    page.goto("/about/")
    with page.expect_download() as download:
        page.get_by_role("contentinfo").get_by_role("link", name="下载").click()

    text = download.value.path().read_bytes()
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))

    assert text.startswith(b"\xef\xbb\xbf"), "without the mark a spreadsheet shows Chinese as rubbish"
    assert len(rows) == 1618
    assert sum(int(row["placement_kind_count"]) for row in rows) == 1688
