"""The ways from the catalogue to a booking."""

import pytest
from django.urls import reverse

from catalog.models import ServiceItem
from tests.factories import make_counter_group, make_hall, make_item, make_item_at, make_line, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item_at(make_slot().line)


def test_an_item_that_a_hall_handles_is_booked_from_its_head_and_from_the_card_of_the_hall(client, item):
    page = client.get(item.get_absolute_url()).content.decode()
    code = item.placements.get().hall.lines.get().code

    assert f'<a class="button" href="/book/?item={item.code}">预约办理</a>' in page
    assert f'href="/book/{code}/?item={item.code}">预约办理<span class="visually-hidden"> 测试大厅</span>' in page


def test_the_card_of_a_hall_that_cannot_be_booked_has_no_such_button(client):
    line = make_line(is_bookable=False)
    item = make_item_at(line)

    page = client.get(item.get_absolute_url()).content.decode()

    assert f"/book/?item={item.code}" in page
    assert f"/book/{line.code}/" not in page


def test_each_card_leads_to_the_counters_that_take_the_item(client):
    hall = make_hall()
    lines = [make_line(hall=hall, counter_group=make_counter_group(hall=hall, name=name)) for name in ("甲", "乙")]
    item = make_item_at(lines[1])

    page = client.get(reverse("catalog:item_route", args=[item.code])).content.decode()

    assert f"/book/{lines[1].code}/" in page
    assert f"/book/{lines[0].code}/" not in page


def test_what_is_done_online_says_first_that_one_need_not_come(client, item):
    ServiceItem.objects.filter(pk=item.pk).update(online_depth=ServiceItem.OnlineDepth.COMPLETE)

    page = client.get(item.get_absolute_url()).content.decode()

    assert page.index("本事项不用到现场。") < page.index("预约办理")


def test_what_a_department_keeps_is_not_booked(client):
    item = make_item()

    assert "/book/" not in client.get(item.get_absolute_url()).content.decode()


def test_a_visit_for_several_items_is_booked_as_one(client):
    line = make_slot().line
    first, second = make_item_at(line), make_item_at(line)
    client.post("/together/add/", {"code": [first.code, second.code]})

    page = client.get("/together/").content.decode()

    assert f'href="/book/?item={first.code}&amp;item={second.code}"' in page


def test_the_answers_go_along(client):
    page = client.get("/items/D01-001/?c1=1&a1=").content.decode()

    assert 'href="/book/?item=D01-001&amp;c1=1"' in page
