"""Who may ask: partner front ends and their tokens."""

import hashlib
from functools import partial
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation

from appointments import api_clients
from appointments.api.throttling import PerCaller, WrongTokens
from appointments.models import ApiClient
from tests.factories import NOON, make_slot
from tests.partners import AVAILABILITY, BOOKINGS, HOLDS, Partner, booked, refusal
from tests.threads import at_once

pytestmark = pytest.mark.django_db

KEY = "A" * 22
ADDRESSES = [
    ("post", HOLDS),
    ("delete", f"{HOLDS}{KEY}/"),
    ("post", f"{HOLDS}{KEY}/extend/"),
    ("post", BOOKINGS),
    ("get", f"{BOOKINGS}{KEY}/"),
    ("post", f"{BOOKINGS}{KEY}/cancel/"),
    ("post", f"{BOOKINGS}{KEY}/move/"),
]


def create(*arguments):
    """What the command prints."""
    out, err = StringIO(), StringIO()
    call_command("create_api_client", *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@pytest.mark.parametrize(
    ("sent", "kind", "challenge"),
    [
        ("", "not-authenticated", 'Bearer realm="yimen"'),
        ("Bearer wrong", "invalid-token", 'Bearer realm="yimen", error="invalid_token"'),
        ("Bearer ", "invalid-token", 'Bearer realm="yimen", error="invalid_token"'),
        ("Basic dTpw", "invalid-token", 'Bearer realm="yimen", error="invalid_token"'),
        ("Bearer 照", "invalid-token", 'Bearer realm="yimen", error="invalid_token"'),
    ],
)
def test_without_a_good_token_nothing_is_answered(client, method, path, sent, kind, challenge):
    headers = {"Authorization": sent.encode().decode("latin-1")} if sent else {}

    answer = getattr(client, method)(path, headers=headers)

    assert refusal(answer) == (401, kind, [])
    assert (answer["WWW-Authenticate"], answer["Cache-Control"]) == (challenge, "no-store, private")


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_token_without_the_scope_is_not_enough(client, method, path):
    _, token = api_clients.create(name="reader", scopes=[], now=NOON)

    answer = getattr(client, method)(path, headers={"Authorization": f"Bearer {token}"})

    assert refusal(answer) == (403, "scope-missing", [])
    assert answer["WWW-Authenticate"] == 'Bearer realm="yimen", error="insufficient_scope"'


def test_a_session_of_staff_or_a_citizen_is_no_token(client, admin_user):
    client.force_login(admin_user)

    assert refusal(client.post(BOOKINGS))[:2] == (401, "not-authenticated")


@time_machine.travel(NOON, tick=False)
def test_a_revoked_token_opens_nothing():
    partner, slot = Partner(), make_slot()
    assert partner.book(slot).status_code == 201

    call_command("revoke_api_client", partner.client.name, stdout=StringIO())

    assert refusal(partner.book(slot)) == (401, "invalid-token", [])


def test_a_revoked_token_is_remembered_for_seconds_and_no_longer(settings, monkeypatch):
    settings.REMEMBER_SECONDS = 3
    clock = [0.0]
    monkeypatch.setattr("appointments.remembering.monotonic", lambda: clock[0])
    client, token = api_clients.create(name="kiosk", scopes=[], now=NOON)
    assert api_clients.of_token(token) == client

    api_clients.revoke(client=client, now=NOON)
    clock[0] = 3.1

    assert api_clients.of_token(token) is None


def test_the_command_prints_a_token_once_and_keeps_its_hash():
    token, told = create("mini-program", "--scope", "bookings:write")

    client = ApiClient.objects.get(name="mini-program")
    assert client.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert (client.scopes, len(token) >= len("yimen_") + 43, token in told) == (["bookings:write"], True, False)
    assert api_clients.of_token(token) == client


def test_every_token_is_another():
    assert len({create(f"kiosk {number}", "--scope", "bookings:write")[0] for number in range(5)}) == 5


@pytest.mark.parametrize(
    ("name", "message"),
    [("kiosk", "There is a partner of this name"), ("", "cannot be blank"), ("k" * 61, "at most 60 characters")],
)
def test_a_name_that_cannot_be_had_is_said_to_be_so(name, message):
    api_clients.create(name="kiosk", scopes=[], now=NOON)

    with translation.override("en"), pytest.raises(CommandError, match=message):
        create(name, "--scope", "bookings:write")
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize("arguments", [["kiosk"], ["kiosk", "--scope", "everything"]])
def test_a_scope_is_needed_and_known(arguments):
    with pytest.raises(CommandError):
        create(*arguments)


def test_nobody_unknown_is_revoked():
    with pytest.raises(CommandError, match="no partner of the name nobody"):
        call_command("revoke_api_client", "nobody")


@pytest.mark.django_db(transaction=True)
def test_one_of_two_gets_the_name():
    answers = at_once([partial(api_clients.create, name="kiosk", scopes=[], now=NOON)] * 2)

    assert sorted(type(answer).__name__ for answer in answers) == ["NameTaken", "tuple"]


@time_machine.travel(NOON, tick=False)
def test_a_partner_that_runs_wild_is_stopped_alone(monkeypatch):
    monkeypatch.setattr(PerCaller, "partner_requests", 2)
    wild, other, slot = Partner(), Partner(), make_slot()

    answers = [wild.post(BOOKINGS, {}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert (refusal(answers[2]), answers[2]["Retry-After"]) == ((429, "too-many-requests", []), "60")
    assert other.post(BOOKINGS, booked(slot)).status_code == 201
    assert wild.get(f"{AVAILABILITY}?item=NONE").status_code == 429


def test_a_partner_is_counted_as_one_wherever_it_asks_from(monkeypatch, client):
    monkeypatch.setattr(PerCaller, "rate", "1/min")
    partner = Partner()

    assert [client.get(AVAILABILITY).status_code for _ in range(2)] == [400, 429]
    assert [partner.get(AVAILABILITY).status_code for _ in range(2)] == [400, 400]


@time_machine.travel(NOON, tick=False)
def test_many_wrong_tokens_from_one_address_are_answered_with_the_time_to_wait(client, monkeypatch):
    monkeypatch.setattr(WrongTokens, "rate", "2/min")
    partner, wrong = Partner(), {"Authorization": "Bearer wrong"}

    answers = [client.post(BOOKINGS, headers=wrong) for _each in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert (refusal(answers[2]), answers[2]["Retry-After"]) == ((429, "too-many-requests", []), "60")
    assert client.post(BOOKINGS, headers=wrong, REMOTE_ADDR="192.0.2.9").status_code == 401
    assert partner.book(make_slot()).status_code == 201
