"""What is written to the log, and what is not."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

KEY = "AbCdEfGhIjKlMnOpQr_-22"


def written(record: logging.LogRecord) -> str:
    """The line as the handler of the settings would write it."""
    for name in settings.LOGGING["handlers"]["stderr"]["filters"]:
        import_string(settings.LOGGING["filters"][name]["()"])().filter(record)
    return record.getMessage()


@pytest.mark.django_db
def test_the_key_of_a_link_is_in_no_line(caplog):
    answer = Client(enforce_csrf_checks=True).post(f"/together/{KEY}/", {"ticked": "甲"})

    assert answer.status_code == 403
    lines = [written(record) for record in caplog.records]
    assert any("/together/***/" in line for line in lines)
    assert [line for line in lines if KEY in line] == []


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord("a", logging.INFO, "b", 1, "%s of %d", ("/together/add/", 2), None)

    assert written(record) == "/together/add/ of 2"
