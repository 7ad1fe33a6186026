"""A real browser for the tests: headless Chromium, one for the run, one clean page for each test."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the browser can be chosen or left out: -m browser, -m 'not browser'.

    pytest-django makes the test database only where a collected test asks for it, and `site` is such a test.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "site" in fixtures and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the CHROMIUM variable."""
    if reason := os.environ.get("MISSING_CHROMIUM"):
        pytest.skip(reason)
    program = os.environ.get("CHROMIUM")
    if not program:
        pytest.skip("Set CHROMIUM to the path of a Chromium, or run `python3 manage.py test`.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread; we never await.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()
        connections.close_all()  # Inside an event loop Django keeps connections of their own; nobody else closes them.


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A Chinese visitor's page on `site`. A script error, a break of the policy or another host fails the test."""
    yield from open_page(browser, site)


@pytest.fixture
def own_page(browser: Browser, own_site: str) -> Iterator[Page]:
    """The same on `own_site`, for tests that change something."""
    yield from open_page(browser, own_site)


def open_page(browser: Browser, address: str, **options) -> Iterator[Page]:
    """One page in a context of its own; afterwards it must have had no script error and asked no other host."""
    context = browser.new_context(**{"base_url": address, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options)
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda sent: None if sent.url.startswith((address, "data:")) else troubles.append(sent.url))
    yield page
    context.close()
    assert troubles == []
