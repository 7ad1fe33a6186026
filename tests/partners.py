"""A partner front end as the interface sees it."""

import json
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from appointments import api_clients
from appointments.models import ApiClient, Slot
from catalog.models import ServiceItem
from tests.factories import NOON, make_item_at, make_number

HOLDS, BOOKINGS, AVAILABILITY = "/api/v1/holds/", "/api/v1/bookings/", "/api/v1/availability/"

_numbers = count(1)


class Partner:
    """A client of its own with a token, that sends JSON."""

    def __init__(self, *scopes: str) -> None:
        scopes = scopes or ApiClient.SCOPES
        self.client, self.token = api_clients.create(name=f"partner{next(_numbers)}", scopes=scopes, now=NOON)

    def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> HttpResponse:
        """The answer to a request with a key of its own, unless another is given; "" sends none."""
        key = f"key{next(_numbers)}" if key is None else key
        if key:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        headers = {"Authorization": f"Bearer {self.token}"} | headers
        return Client().post(path, data, content_type="application/json", headers=headers)

    def get(self, path: str) -> HttpResponse:
        return Client().get(path, headers={"Authorization": f"Bearer {self.token}"})

    def delete(self, path: str) -> HttpResponse:
        return Client().delete(path, headers={"Authorization": f"Bearer {self.token}"})

    def hold(self, slot: Slot, item: ServiceItem | None = None, **citizen: Any) -> HttpResponse:
        """The answer to a request for a place of the slot."""
        return self.post(HOLDS, held(slot, item, **citizen))

    def book(self, slot: Slot, item: ServiceItem | None = None, **citizen: Any) -> HttpResponse:
        """The answer to a request for a visit in the slot."""
        return self.post(BOOKINGS, booked(slot, item, **citizen))


def phone() -> str:
    """The number of a phone that nobody else has."""
    return f"139{next(_numbers):08}"


def person(**fields: Any) -> dict[str, Any]:
    """Somebody with a phone and a card of their own."""
    card = {"kind": "id_card", "number": make_number()}
    return {"name": "测试人", "phone": phone(), "document": card} | fields


def held(slot: Slot, item: ServiceItem | None = None, **citizen: Any) -> dict[str, Any]:
    """The body that asks for a place of the slot."""
    item = item or make_item_at(slot.line)
    return {"slot": str(slot.pk), "items": [item.code], "citizen": {"phone": phone()} | citizen}


def booked(slot: Slot, item: ServiceItem | None = None, **citizen: Any) -> dict[str, Any]:
    """The body that asks for a visit in the slot."""
    return held(slot, item) | {"citizen": person(**citizen)}


def refusal(answer: HttpResponse) -> tuple[int, str, list[str]]:
    """Status, kind of problem and what is named."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    return answer.status_code, told["type"].partition("#")[2], [error["parameter"] for error in told["errors"]]
