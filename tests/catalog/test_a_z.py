"""The list from A to Z."""

import pytest
from django.urls import reverse

from catalog.models import ServiceItem
from tests.factories import make_item

pytestmark = pytest.mark.django_db


def names(answer) -> list[str]:
    return [item.name for item in answer.context["items"]]


def test_the_letters_together_hold_every_item_once(client):
    letters = client.get(reverse("catalog:a_z")).context["letters"]

    pages = [client.get(each.address) for each in letters if each.count]

    assert [len(names(page)) for page in pages] == [each.count for each in letters if each.count]
    assert sum(each.count for each in letters) == ServiceItem.objects.in_force().count()


def test_items_stand_in_the_order_of_their_pinyin(client):
    for name in ("阿凡提事项乙", "阿凡提事项丁"):
        make_item(name=name)

    page = client.get(reverse("catalog:a_z"), {"letter": "a"})

    assert [name for name in names(page) if name.startswith("阿凡提")] == ["阿凡提事项丁", "阿凡提事项乙"]


def test_a_letter_without_items_is_shown_and_leads_nowhere(client):
    page = client.get(reverse("catalog:a_z")).content.decode()

    assert "<li><span>I</span></li>" in page


@pytest.mark.parametrize("asked", ["I", "ZZ", "<script>", "\0", "张", "🚪"])
def test_a_letter_that_leads_nowhere_gives_the_first_one_and_a_sentence(client, asked):
    page = client.get(reverse("catalog:a_z"), {"letter": asked})

    assert (page.status_code, page.context["letter"]) == (200, "A")
    assert "没有这个字母开头的事项，以下是 A 开头的事项。" in page.content.decode()


def test_the_number_of_queries_does_not_depend_on_the_letter(client, django_assert_num_queries):
    for letter in ("A", "S"):
        with django_assert_num_queries(2):
            client.get(reverse("catalog:a_z"), {"letter": letter})
