"""The accessibility rules of axe-core, run in the page; the one of WCAG 2.2 that is off by default is switched on."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}


def assert_accessible(page: Page) -> None:
    """No rule is broken, of whatever impact, and the size of targets was really looked at."""
    found = Axe().run(page, options=OPTIONS).response
    looked_at = {rule["id"] for outcome in ("passes", "violations", "inapplicable") for rule in found[outcome]}
    broken = [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]
    assert "target-size" in looked_at
    assert not broken, "\n".join(broken)
