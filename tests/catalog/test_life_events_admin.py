"""Staff keep the life events: order, notes, and what has left the list."""

import pytest
from django.urls import reverse

from catalog import contents
from catalog.models import LifeEvent, ServiceItem
from tests.catalog.test_events_page import make_event
from tests.factories import make_item, make_revision
from tests.staff import filled_form, signed_in

pytestmark = pytest.mark.django_db

# As for every list of the admin: the session, the user and their rights; and the events, counted and listed.
QUERIES = 10
LIST = reverse("admin:catalog_lifeevent_changelist")


@pytest.fixture
def editor():
    return signed_in("item_editor")


def change_page(event: LifeEvent) -> str:
    return reverse("admin:catalog_lifeevent_change", args=[event.pk])


def send(client, event: LifeEvent, **fields):
    """The change page sent with these fields changed."""
    form = filled_form(client, change_page(event), "lifeevent_form")
    return client.post(change_page(event), form | fields)


def lines(event: LifeEvent) -> list[tuple[ServiceItem, str]]:
    return [(line.item, line.note) for line in event.lines.select_related("item")]


def test_two_items_change_places(editor):
    one, other = make_item(), make_item()
    event = make_event(one, other)

    response = send(editor, event, **{"lines-0-position": "2", "lines-1-position": "1"})

    assert response.status_code == 302
    assert lines(event) == [(other, "说明2"), (one, "说明1")]


def test_an_item_is_added_last_one_is_taken_out_and_a_note_is_changed(editor):
    one, other, new = make_item(), make_item(), make_item()
    event = make_event(one, other)

    send(editor, event, **{"lines-0-DELETE": "on", "lines-1-note": "改过", "lines-2-item": str(new.pk)})

    assert lines(event) == [(other, "改过"), (new, "")]


def test_an_item_twice_is_refused_in_words_and_nothing_changes(editor):
    one = make_item(name="同一件")
    event = make_event(one)

    response = send(editor, event, **{"lines-1-item": str(one.pk)})

    assert "“同一件”在这里出现了两次。" in response.content.decode()
    assert lines(event) == [(one, "说明1")]


def test_a_page_sent_without_changes_changes_nothing(editor):
    event = make_event(make_item(), make_item())
    before = list(event.lines.values_list("pk", flat=True))

    assert send(editor, event).status_code == 302

    assert list(event.lines.values_list("pk", flat=True)) == before


def test_a_new_event_is_made_with_its_items(editor):
    item = make_item()
    form = filled_form(editor, reverse("admin:catalog_lifeevent_add"), "lifeevent_form")
    filled = {
        "name": "搬家",
        "slug": "move",
        "sentence": "搬到新家以后。",
        "audience": "person",
        "position": "20",
        "source": "test",
        "lines-0-item": str(item.pk),
        "lines-0-note": "先办",
    }

    response = editor.post(reverse("admin:catalog_lifeevent_add"), form | filled)

    assert response.status_code == 302
    assert lines(LifeEvent.objects.get(slug="move")) == [(item, "先办")]


def test_a_retired_item_is_flagged_with_its_successor(editor):
    successor = make_item(name="接替的事项")
    old = make_item()
    event = make_event(old, make_item())
    make_revision(contents.retirement(old.code, reason="合并", successor=successor.code))

    assert "否：已并入" in editor.get(change_page(event)).content.decode()
    flagged = editor.get(LIST, {"gone": "yes"}).context["cl"].queryset
    assert [(each.name, each.held, each.gone) for each in flagged] == [("测试大事", 1, 1)]


def test_an_event_keeps_its_address_and_is_hidden_rather_than_deleted(editor):
    event = make_event(make_item())

    send(editor, event, slug="other", is_shown=[])

    event.refresh_from_db()
    assert (event.slug, event.is_shown) == ("test-event", False)
    assert editor.post(reverse("admin:catalog_lifeevent_delete", args=[event.pk])).status_code == 403


@pytest.mark.parametrize("events", [0, 30])
def test_the_list_takes_the_same_queries_for_few_events_and_for_many(editor, django_assert_num_queries, events):
    item = make_item()
    for number in range(events):
        make_event(item, slug=f"t-{number}", name=f"大事{number}")
    editor.get(LIST)

    with django_assert_num_queries(QUERIES):
        editor.get(LIST)


@pytest.mark.parametrize("role", ["item_approver", "auditor"])
def test_others_only_look(role):
    event = make_event(make_item())
    client = signed_in(role)

    assert client.get(change_page(event)).status_code == 200
    assert client.post(change_page(event), {}).status_code == 403
