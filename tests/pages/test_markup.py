"""The HTML of every page, read without a browser."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.test import Client

from tests.pages.addresses import PAGES

pytestmark = pytest.mark.django_db

LARGEST = 100_000  # Bytes.
LARGEST_STYLE = 36 * 1024  # Bytes, all style sheets of one page; a fifth of that as they are sent.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Document(HTMLParser):
    """Elements with their attributes, the text of titles and headings, and what is nested wrongly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.troubles: list[str] = []
        self.title = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.troubles += [f"<{tag}> is not closed" for tag in self._open]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        repeated = [name for name, times in Counter(name for name, _value in attributes).items() if times > 1]
        self.troubles += [f"<{tag}> has {name} twice" for name in repeated]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.troubles.append(f"</{tag}> at line {self.getpos()[0]} closes nothing, open: {self._open[-3:]}")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        """The attributes of every such element."""
        return (attributes for name, attributes in self.elements if name == tag)


@pytest.fixture
def client() -> Client:
    """As a browser on this machine: what would be sent by text message is shown to nobody else."""
    return Client(headers={"host": "127.0.0.1"})


@pytest.fixture(params=list(PAGES))
def answer(request, client):
    return client.get(PAGES[request.param])


@pytest.fixture
def document(answer) -> Document:
    return Document(answer.content.decode())


def test_elements_are_nested_and_identifiers_are_used_once(document):
    identifiers = Counter(attributes["id"] for _tag, attributes in document.elements if attributes.get("id"))

    assert document.troubles == []
    assert [each for each, times in identifiers.items() if times > 1] == []


def test_references_inside_the_page_lead_somewhere(document):
    identifiers = {attributes.get("id") for _tag, attributes in document.elements}
    wanted = [
        each
        for _tag, attributes in document.elements
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for each in (attributes.get(name) or "").split()
    ]
    wanted += [link["href"][1:] for link in document.all("a") if (link.get("href") or "").startswith("#")]

    assert [each for each in wanted if each not in identifiers] == []


def test_there_is_one_heading_of_the_page_and_no_level_is_left_out(document):
    levels = [int(tag[1]) for tag, _attributes in document.elements if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]

    assert levels.count(1) == 1
    body = levels[levels.index(1) :]
    assert [(one, two) for one, two in pairwise(body) if two > one + 1] == []


def test_nothing_is_written_inline_that_the_policy_forbids(document, answer):
    assert [tag for tag, attributes in document.elements if "style" in attributes or tag == "style"] == []
    assert [name for _tag, attributes in document.elements for name in attributes if name.startswith("on")] == []
    inline = [script for script in document.all("script") if "src" not in script]
    assert {script.get("type") for script in inline} <= {"application/ld+json"}
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_nothing_comes_from_another_host(document):
    loaded = [attributes.get("src") for _tag, attributes in document.elements if attributes.get("src")]
    loaded += [link["href"] for link in document.all("link") if link.get("rel") in {"stylesheet", "icon"}]

    assert [address for address in loaded if not address.startswith(("/static/", "data:"))] == []


def test_the_page_is_small(answer):
    assert len(answer.content) < LARGEST


def test_the_language_is_the_whole_tag(document):
    assert next(document.all("html"))["lang"] == "zh-Hans-CN"


def test_no_two_pages_have_the_same_title(client):
    titles = {name: Document(client.get(address).content.decode()).title.strip() for name, address in PAGES.items()}

    assert [name for name, title in titles.items() if not title.endswith(" – 一门") or title == " – 一门"] == []
    assert [title for title, times in Counter(titles.values()).items() if times > 1] == []


def test_help_is_in_the_same_place_on_every_page(client):
    """Criterion 3.2.6: the first part of the foot, with both numbers in one order."""
    for name, address in PAGES.items():
        if name == "item in print":
            continue
        foot = client.get(address).content.decode().partition('<footer class="site-footer">')[2]
        assert foot.index("tel:12345") < foot.index("tel:0755-88127451") < foot.index('id="about-data"'), name


def test_the_style_sheets_of_a_page_are_small(client, settings):
    for name, address in PAGES.items():
        client.cookies["ui"] = "elder"
        sheets = [
            settings.BASE_DIR / link["href"].lstrip("/")
            for link in Document(client.get(address).content.decode()).all("link")
            if link.get("rel") == "stylesheet"
        ]
        assert sum(sheet.stat().st_size for sheet in sheets) < LARGEST_STYLE, name
