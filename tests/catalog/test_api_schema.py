"""The OpenAPI document is true: it is complete, and the interface keeps it for inputs nobody thought of."""

import json
from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from appointments.refusals import Refusal
from catalog.api import documentation, readable
from catalog.api.problems import TITLES
from catalog.api.throttling import PerAddress
from catalog.models import Department, District, Hall, Theme
from portal.wsgi import application
from tests.partners import Partner, refusal

pytestmark = pytest.mark.django_db

ROUTE = "/api/v1/items/{code}/route/"
FREE_TIMES = "/api/v1/availability/"
ADDRESSES = ["/api/v1/items/", "/api/v1/items/{code}/", ROUTE, "/api/v1/halls/", "/api/v1/halls/{code}/", FREE_TIMES]
FOR_PARTNERS = [
    *("/api/v1/holds/", "/api/v1/holds/{key}/", "/api/v1/holds/{key}/extend/"),
    *("/api/v1/bookings/", "/api/v1/bookings/{key}/"),
    *("/api/v1/bookings/{key}/cancel/", "/api/v1/bookings/{key}/move/"),
]
EXAMPLES = 25
SOME_ITEMS = ["D01-001", "D13-080", "D08-108"]  # By circumstance; with a full guide; with fees.
KEPT = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
]


@pytest.fixture
def document():
    """The document in English."""
    return documentation.document("en")


@pytest.fixture
def running(monkeypatch):
    """The application without a limit of requests, which leaves the connection of the test open."""
    monkeypatch.setattr(PerAddress, "rate", "100000/min")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield application
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def loaded(running, document):
    """The document as schemathesis reads it, with codes to choose from: a code that is not held is refused."""
    held = {
        "code": [*SOME_ITEMS, *Hall.objects.values_list("code", flat=True)],
        "department": list(Department.objects.values_list("code", flat=True)),
        "theme": list(Theme.objects.values_list("slug", flat=True)),
        "hall": list(Hall.objects.values_list("code", flat=True)),
        "district": list(District.objects.values_list("code", flat=True)),
        "area": list(District.objects.values_list("code", flat=True)),
        "item": SOME_ITEMS,
        "from": [str(timezone.localdate() + timedelta(days=days)) for days in range(3)],
        "to": [str(timezone.localdate() + timedelta(days=days)) for days in range(3, 60)],
    }
    # Only a question that the item asks can be answered, and only once.
    answerable = {"code": ["D01-001"], "answer": ["1:1", "1:2", "1:unsure"], "amount": ["1:0", "1:1000", "1:1000.5"]}
    document = deepcopy(document)
    for path, methods in document["paths"].items():
        choices = held | answerable if path == ROUTE else held
        for parameter in methods.get("get", {}).get("parameters", ()):
            if parameter["name"] in choices:
                schema = parameter["schema"]
                schema.get("items", schema)["enum"] = choices[parameter["name"]]
            if parameter["name"] in ("answer", "amount"):
                parameter["schema"]["maxItems"] = 1
    schema = schemathesis.openapi.from_dict(document)
    schema.app = running
    return schema


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_interface_keeps_its_word(loaded, address, mode):
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=loaded[address]["GET"].as_strategy(generation_mode=mode))
    def ask(case):
        case.call_and_validate(checks=CHECKS.get_by_names(KEPT))

    ask()


def test_the_document_is_made_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_every_address_field_and_parameter_is_described(document):
    assert sorted(document["paths"]) == sorted([*ADDRESSES, *FOR_PARTNERS])
    undescribed = [
        f"{owner}.{field.name}"
        for owner, fields in [
            *((each.path, each.parameters) for each in readable.operations(document)),
            *((each.name, each.fields) for each in readable.structures(document, readable.operations(document))),
        ]
        for field in fields
        if not field.description and not field.structure
    ]
    assert undescribed == []


def test_values_are_named_for_what_they_are(document):
    names = set(document["components"]["schemas"])

    assert {"Tier", "Sharing", "TaskType", "PlacementKind", "HallKind", "Evidence", "Confidence"} <= names
    assert {name for name in names if name.endswith("Enum")} == {"BlankEnum", "NullEnum"}


def test_every_example_can_be_tried(client, document):
    tried = [operation for operation in readable.operations(document) if operation.example]

    assert [operation.path for operation in tried if client.get(operation.example).status_code != 200] == []
    assert {operation.path for operation in tried} == set(ADDRESSES)


def test_every_body_that_is_shown_is_understood(document):
    partner = Partner()
    answers = {
        (operation.path, body.name): partner.post(operation.path, json.loads(body.text))
        for operation in readable.operations(document)
        for body in operation.bodies
        if "{" not in operation.path
    }

    assert {name: refusal(answer) for name, answer in answers.items()} == {
        ("/api/v1/holds/", "By a slot"): (400, "invalid-parameter", ["slot"]),  # The slot alone is made up.
        ("/api/v1/bookings/", "In one step"): (400, "invalid-parameter", ["slot"]),
        ("/api/v1/bookings/", "From a hold"): (404, "not-found", []),
    }


def test_partners_need_a_token_and_nobody_else_does(document):
    needing = {operation.path for operation in readable.operations(document) if operation.needs_token}

    assert needing == set(FOR_PARTNERS)
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_refusal_of_booking_has_a_title():
    told = {refused.code for refused in every(Refusal) if refused.__module__ == Refusal.__module__}

    assert told - TITLES.keys() == set()


def every(kind):
    """All classes below that one."""
    return {below for each in kind.__subclasses__() for below in (each, *every(each))}


def test_the_document_is_in_the_language_asked_for(client):
    english = client.get("/api/schema/", headers={"Accept-Language": "en"})

    assert english.json()["paths"]["/api/v1/items/"]["get"]["summary"] == "List items"
    assert client.get("/api/schema/").json()["paths"]["/api/v1/items/"]["get"]["summary"] == "事项列表"
    assert "Accept-Language" in english["Vary"]


@pytest.mark.parametrize(("address", "needs_token"), [("/api/", False), ("/api/booking/", True)])
def test_the_pages_show_the_same_document_without_any_script_of_others(client, document, address, needs_token):
    page = client.get(address).content.decode()

    shown = [each for each in readable.operations(document) if each.needs_token == needs_token]
    for operation in shown:
        assert f'id="{operation.anchor}"' in page
    for kind in [*TITLES, *(each.name for each in readable.structures(document, shown))]:
        assert f'id="{kind}"' in page
    assert "https://" not in page.partition("<body>")[2]
    assert page.count("<h1") == 1


def test_every_object_of_the_document_is_shown(document):
    shown = readable.structures(document, readable.operations(document))

    objects = {name for name, schema in document["components"]["schemas"].items() if schema.get("type") == "object"}
    assert {each.name for each in shown} == objects


def test_the_page_can_only_be_read():
    assert Client().post("/api/").status_code == 405
