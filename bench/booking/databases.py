"""Databases that are gone when the comparison ends."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

PREFIX = "bench_booking_"
"""What their names begin with. One that was left behind is dropped first."""


@contextmanager
def throwaway(server: str, name: str) -> Iterator[str]:
    """The URL of an empty database on that server, given as the URL of any of its databases."""
    name = PREFIX + name
    _say(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _say(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _say(server: str, *statements: str) -> None:
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def asked(url: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of a connection of its own; what it did is committed."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        yield cursor
