"""Alive, ready, and the numbers operators watch."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from catalog import revisions, search
from catalog.models import Revision, SearchState
from tests.factories import TODAY, make_content, make_item, make_revision, make_user

UNREADY = {"ready": False, "database": False, "migrations": False, "search": False}


def test_a_living_process_says_so_without_the_database(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.django_db
def test_a_portal_with_its_data_is_ready(client):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": True, "migrations": True, "search": True},
    )


@pytest.mark.django_db
def test_a_portal_with_a_migration_to_come_is_not_ready(client):
    [latest] = MigrationLoader(connection).graph.leaf_nodes("catalog")
    MigrationRecorder(connection).record_unapplied(*latest)

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.django_db(transaction=True)
def test_a_portal_without_its_database_is_alive_and_not_ready(client):
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "a_database_that_is_not_there"
    try:
        live, ready = client.get("/health/live"), client.get("/health/ready")
    finally:
        connection.settings_dict["NAME"] = name

    assert live.status_code == 200
    assert (ready.status_code, ready.json()) == (503, UNREADY)


@pytest.mark.django_db
def test_the_numbers_are_counted_from_the_rows(client):
    yesterday = timezone.now() - timedelta(days=1)
    make_item()
    make_revision(effective_from=timezone.localdate(), now=yesterday, origin=Revision.Origin.IMPORT)
    revisions.draft(content=make_content(), effective_from=TODAY, by=make_user(), reason="test", now=timezone.now())

    figures = client.get("/health/").json()

    assert figures.pop("search")["items"] > 0
    assert figures.pop("calendar_next_year") in ("announced", "not_due", "missing")
    assert figures.pop("booking")["drift"] == 0
    assert figures == {"items_in_force": 1619, "drafts_open": 1, "revisions_due_not_applied": 1}


@pytest.mark.django_db
def test_without_a_sentence_model_search_says_it_goes_by_words(client, settings):
    settings.SEARCH_BY_MEANING = False
    search.refresh()

    about = client.get("/health/").json()["search"]

    assert (about["model"], about["by_meaning"], about["last_error"]) == (None, False, "")
    search.forget()


@pytest.mark.django_db(transaction=True)
def test_an_index_that_cannot_be_built_is_shown_and_the_old_one_answers(client):
    before = search.search("护照").codes
    with renamed("catalog_synonym"):
        SearchState.advance()
        deadline = time.monotonic() + 20
        while not (about := client.get("/health/").json()["search"])["last_error"] and time.monotonic() < deadline:
            time.sleep(0.1)

        assert about["last_error"] == "ProgrammingError"
        assert search.search("护照").codes == before


@contextmanager
def renamed(table: str) -> Iterator[None]:
    """Nobody finds that table."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
        yield
        cursor.execute(f"ALTER TABLE {table}_gone RENAME TO {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/", "/health/live", "/health/ready"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405
