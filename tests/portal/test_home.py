"""The home page: search first, the doors with honest counts, and what is new."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import revisions
from catalog.models import Department, Hall, Revision, ServiceItem
from portal import home_page
from tests.factories import LIST_DAY, NOON, TODAY, make_user

pytestmark = pytest.mark.django_db

LARGEST = 100_000  # Bytes, style sheets and scripts not counted.
QUERIES = 9


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def changed(item: ServiceItem, **fields) -> Revision:
    """A change of the item, proposed and approved by two people."""
    content = item.as_of(TODAY) | fields
    draft = revisions.draft(content=content, effective_from=TODAY, by=make_user(), reason="test", now=NOON)
    return revisions.approve(draft=draft, by=make_user(), now=NOON)


def test_the_page_opens_with_the_question_and_one_search_box(client):
    page = client.get(reverse("home")).content.decode()

    assert "<title>办事去哪里 – 一门</title>" in page
    assert re.findall(r"<h1>(.*)</h1>", page) == ["您要办什么事？"]
    assert page.count('type="search"') == 1
    assert page.index('type="search"') < page.index('class="door"')


def test_the_doors_count_what_the_results_page_then_finds(client):
    [people, companies] = client.get(reverse("home")).context["doors"]

    assert [door.whole.count for door in (people, companies)] == [
        client.get(door.whole.address).context["result"].total for door in (people, companies)
    ]
    theme = people.shown[0]
    assert client.get(theme.address).context["result"].total == theme.count


def test_every_theme_with_items_is_behind_its_door_and_the_rest_theme_comes_last(client):
    [people, _companies] = client.get(reverse("home")).context["doors"]

    links = [*people.shown, *people.rest]

    assert len(people.shown) == home_page.SHOWN
    assert sorted((link.count for link in links[:-1]), reverse=True) == [link.count for link in links[:-1]]
    assert links[-1].text == "其他"


def test_the_key_figures_are_the_held_ones(client):
    context = client.get(reverse("home")).context

    assert context["figures"]["items"] == ServiceItem.objects.in_force().count() == 1618
    assert [link.count for link in context["placements"]] == [973, 352, 315, 48]
    assert sum(link.count for link in context["hall_kinds"]) == context["figures"]["halls"] == Hall.objects.count()
    assert context["department_count"] == Department.objects.count()


def test_every_example_finds_something_that_fits(client):
    examples = client.get(reverse("home")).context["examples"]

    results = [client.get(address).context["result"] for _words, address in examples]

    assert [result.confident and result.total > 0 for result in results] == [True] * len(examples)


def test_without_a_change_the_page_says_how_the_list_came_to_be(client):
    page = text_of(client.get(reverse("home")).content.decode())

    assert f"清单按 {LIST_DAY} 的情况重建，共 1618 项；此后还没有变更。" in page


def test_a_change_in_effect_is_news_with_its_day(client, time_machine):
    time_machine.move_to(NOON)
    item = ServiceItem.objects.in_force().first()

    changed(item, name="改名后的事项")

    page = text_of(client.get(reverse("home")).content.decode())
    assert f"{TODAY} 变更 改名后的事项" in page


def test_a_change_that_is_yet_to_come_is_no_news(client, time_machine):
    time_machine.move_to(NOON)
    item = ServiceItem.objects.in_force().first()
    content = item.as_of(TODAY) | {"name": "明天的名称"}
    draft = revisions.draft(
        content=content, effective_from=TODAY + timedelta(days=1), by=make_user(), reason="test", now=NOON
    )
    revisions.approve(draft=draft, by=make_user(), now=NOON)

    assert client.get(reverse("home")).context["news"] == []


def test_the_page_is_small_and_asks_little(client, django_assert_num_queries):
    client.get(reverse("home"))

    with django_assert_num_queries(QUERIES):
        page = client.get(reverse("home"))

    assert len(page.content) < LARGEST
