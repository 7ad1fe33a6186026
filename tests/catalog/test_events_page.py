"""Life events: what the public sees of them, and how they came from the reference data."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog import contents, life_events
from catalog.models import LifeEvent, LifeEventItem, ServiceItem
from catalog.seeding import life_events as seeded
from catalog.seeding.files import json_file
from tests.factories import make_item, make_revision

pytestmark = pytest.mark.django_db

EVENTS = reverse("catalog:events")
# The event, its notes, its items, their placements and fees.
QUERIES = 5


def make_event(*items: ServiceItem, **fields) -> LifeEvent:
    defaults = {
        "slug": "test-event",
        "name": "测试大事",
        "sentence": "一句话。",
        "audience": "person",
        "position": 99,
        "source": "test",
    }
    event = LifeEvent.objects.create(**defaults | fields)
    life_events.arrange(event, [(item, f"说明{number}") for number, item in enumerate(items, 1)])
    return event


def retire(item: ServiceItem) -> None:
    make_revision(contents.retirement(item.code, reason="取消", successor=""))


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def codes(page) -> list[str]:
    return re.findall(r'name="code" value="([^"]+)"', page.content.decode())


def test_the_reference_data_has_its_events_with_items_that_exist(client):
    page = client.get(EVENTS)

    held = {event.slug: event.held for _audience, _title, events in page.context["kinds"] for event in events}
    assert held == {event["slug"]: len(event["items"]) for event in json_file("life_events.json")}


def test_what_staff_changed_stays_when_the_reference_data_is_loaded_again():
    event = LifeEvent.objects.get(slug="marry")
    LifeEvent.objects.filter(pk=event.pk).update(name="领证", is_shown=False)
    life_events.arrange(event, [(make_item(), "新")])
    count = LifeEvent.objects.count()

    call_command("seed", stderr=StringIO())

    event.refresh_from_db()
    assert (event.name, event.is_shown, event.lines.count()) == ("领证", False, 1)
    assert LifeEvent.objects.count() == count


def test_a_missing_event_comes_back_and_one_without_items_is_not_made(monkeypatch):
    LifeEvent.objects.all().delete()
    ServiceItem.objects.filter(code="D13-080").update(code="OTHER")
    line = {"item_code": "D13-080", "note": ""}
    event = {"slug": "none", "name": "没有", "sentence": "。", "audience": "person", "source": "t", "items": [line]}
    monkeypatch.setattr(seeded, "json_file", lambda name: [event, *json_file(name)])

    seeded.load()

    assert not LifeEvent.objects.filter(slug="none").exists()
    assert LifeEvent.objects.count() == len(json_file("life_events.json"))
    assert LifeEvent.objects.get(slug="go-abroad").lines.count() == 5


def test_an_event_lists_its_items_in_order_with_when_and_where(client):
    page = client.get(make_event(make_item(name="先办的"), make_item(name="后办的")).get_absolute_url())

    text = text_of(page)
    assert text.index("先办的 说明1") < text.index("后办的 说明2")


def test_a_retired_item_is_not_shown_and_an_event_without_items_neither(client):
    stays, goes = make_item(), make_item()
    event = make_event(stays, goes)
    retire(goes)
    assert codes(client.get(event.get_absolute_url())) == [stays.code]

    retire(stays)
    assert client.get(event.get_absolute_url()).status_code == 404
    assert "测试大事" not in text_of(client.get(EVENTS))


def test_a_hidden_event_is_not_found(client):
    event = make_event(make_item(), is_shown=False)

    assert client.get(event.get_absolute_url()).status_code == 404
    assert "测试大事" not in text_of(client.get(EVENTS))


def test_what_is_ticked_goes_into_the_basket(client):
    one, other = make_item(name="甲"), make_item(name="乙")
    event = make_event(one, other)

    page = client.post(event.get_absolute_url(), {"code": [other.code]}, follow=True)

    assert page.redirect_chain == [(reverse("catalog:together"), 302)]
    assert page.context["basket"].codes == (other.code,)
    assert "乙 已加入" in text_of(client.get(event.get_absolute_url()))


def test_nothing_ticked_is_said_beside_the_boxes(client):
    page = client.post(make_event(make_item()).get_absolute_url())

    assert "<title>错误：测试大事" in page.content.decode()
    assert text_of(page).count("请至少勾选一项。") == 2


@pytest.mark.parametrize("items", [1, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_items(client, django_assert_num_queries, items):
    event = make_event(*(make_item() for _number in range(items)))

    with django_assert_num_queries(QUERIES):
        client.get(event.get_absolute_url())


def test_the_list_of_events_takes_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(EVENTS)


def test_the_home_page_leads_to_the_events(client):
    page = client.get(reverse("home")).content.decode()

    assert 'href="/events/buy-home/"' in page


def test_items_are_arranged_anew_without_running_into_each_other():
    one, other = make_item(), make_item()
    event = make_event(one, other)

    for _time in range(2):
        life_events.arrange(event, [(other, "乙"), (one, "甲")])

    assert list(event.lines.values_list("item", "position", "note")) == [(other.pk, 1, "乙"), (one.pk, 2, "甲")]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda event, item: LifeEventItem.objects.create(event=event, item=item, position=2),
        lambda event, item: LifeEventItem.objects.create(event=event, item=make_item(), position=1),
        lambda event, item: make_event(slug="test-event", name="别的"),
        lambda event, item: make_event(slug="other", name="测试大事"),
        lambda event, item: make_event(slug="other", name="别的", audience="both"),
        lambda event, item: make_event(slug="", name="别的"),
        lambda event, item: make_event(slug="other", name=""),
    ],
    ids=["item twice", "position twice", "slug twice", "name twice", "audience", "no slug", "no name"],
)
def test_the_database_refuses(wrong):
    item = make_item()
    event = make_event(item)

    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(event, item)
