"""Databases that are gone when the comparison ends."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from portal import environment

SCHEMA = "bench_search"
"""Where the tables stand in PostgreSQL. Dropped before and after."""


@contextmanager
def sqlite() -> Iterator[BaseDatabaseWrapper]:
    """A connection to a file that is deleted, with the settings the portal gives its own."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-search-") as folder,
        _connected("bench_sqlite", environment.database({}, Path(folder))) as connection,
    ):
        yield connection


@contextmanager
def postgresql(url: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to a schema of that database that is dropped, whatever happens."""
    settings = environment.database({"DATABASE_URL": url}, Path())
    with _connected("bench_postgresql", settings) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        try:
            cursor.execute(f"SET search_path TO {SCHEMA}")
            yield connection
        finally:
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


@contextmanager
def _connected(alias: str, settings: Mapping[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    connections.databases[alias] = {**connections.databases["default"], **settings}
    connection = connections[alias]
    try:
        connection.connect()
        yield connection
    finally:
        connection.close()
        del connections[alias], connections.databases[alias]


def server(connection: BaseDatabaseWrapper) -> str:
    """What answers there, with its version."""
    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, connection.get_database_version()))}"
    major, minor = connection.get_database_version()
    return f"PostgreSQL {major}.{minor}"
