"""Where nothing is sent, messages are kept for a page of this machine."""

import logging
import stat
from functools import partial

import pytest

from delivery import gateways
from delivery.gateways import console
from tests.threads import at_once


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def send(number: int) -> None:
    console.send(phone="13800001234", text=f"短信{number}", key=f"key{number}")


def test_the_newest_message_comes_first_and_the_phone_is_masked():
    send(1)
    send(2)

    assert [(message["to"], message["text"]) for message in console.latest(30)] == [
        ("138****1234", "短信2"),
        ("138****1234", "短信1"),
    ]


def test_a_message_with_the_same_key_is_dropped():
    send(1)
    send(1)

    assert len(console.latest(30)) == 1


def test_the_file_is_for_its_owner_and_does_not_grow(folder):
    for number in range(console.KEPT + 5):
        send(number)

    file = folder / "messages.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text().splitlines()) == console.KEPT
    assert console.latest(1)[0]["text"] == f"短信{console.KEPT + 4}"


def test_nothing_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        send(1)

    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_messages_sent_at_once_are_all_kept():
    at_once([partial(send, number) for number in range(8)])

    assert {message["text"] for message in console.latest(30)} == {f"短信{number}" for number in range(8)}


def test_a_gateway_that_is_not_there_sends_nothing(settings):
    settings.SMS_GATEWAY = ""

    with pytest.raises(gateways.NotSent):
        gateways.sms()
