"""A request cannot choose how its address is read."""

import pytest

LONE_SURROGATE = r"\ud800"


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["raw_unicode_escape", "utf-7", "utf-16", "no-such-thing"])
@pytest.mark.parametrize(
    "address", ["/items/?audience={}", "/suggest/?q={}", "/items/D01-035/route/?area={}", "/together/?full={}"]
)
def test_a_page_is_read_as_utf_8(client, address, charset):
    answer = client.get(address.format(LONE_SURROGATE), content_type=f"text/plain; charset={charset}")

    assert answer.status_code == 200


@pytest.mark.django_db
def test_so_is_the_interface(client):
    answer = client.get("/api/v1/items/D01-035/route/?place=+2AA-", content_type="text/plain; charset=utf-7")

    assert answer.status_code in (200, 400)
