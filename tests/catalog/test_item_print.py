"""The guide on paper."""

import re

import pytest

SHEETS = 2
LONGEST = ("D13-080", "D08-108", "D22-050")


@pytest.mark.parametrize("ui", ["standard", "elder"])
@pytest.mark.parametrize("code", LONGEST)
def test_a_guide_prints_on_two_sheets(page, site, code, ui):
    page.context.add_cookies([{"name": "ui", "value": ui, "url": site}])
    page.goto(f"/items/{code}/print/")

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= SHEETS
