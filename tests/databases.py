"""Copies of the seeded test database: a template that nobody connects to, and one copy for whoever commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog.models import SearchState


@dataclass
class Databases:
    """The copies of one database."""

    connection: BaseDatabaseWrapper
    template: str
    generation: int  # Of the searchable catalogue, in the seeded database.
    names: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, connection: BaseDatabaseWrapper) -> "Databases":
        """Copies of what is committed there now. The connection is closed: PostgreSQL copies only what nobody uses."""
        original = connection.settings_dict["NAME"]
        databases = cls(connection, template=f"{original}_seeded", generation=SearchState.objects.get().generation)
        connection.close()
        databases._create(databases.template, original)
        return databases

    def copy(self) -> str:
        """The name of a new copy."""
        name = f"{self.template}_{next(self.numbers)}"
        self._create(name, self.template)
        return name

    @contextmanager
    def copy_in_use(self) -> Iterator[str]:
        """The connections of this process lead to a new copy, and afterwards to where they led before."""
        before, name = self.connection.settings_dict["NAME"], self.copy()
        self._lead_to(name)
        try:
            yield name
        finally:
            self._lead_to(before)
            self._drop(name)

    def drop_all(self) -> None:
        """No copy is left."""
        for name in [*self.names]:
            self._drop(name)

    def _lead_to(self, name: str) -> None:
        connections.close_all()
        self.connection.settings_dict["NAME"] = name  # The one dictionary the connections of all threads are made from.

    def _create(self, name: str, template: str) -> None:
        self._drop(name)  # Left behind by a run that was killed.
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.names.append(name)

    def _drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if name in self.names:
            self.names.remove(name)

    def _execute(self, statement: str) -> None:
        with self.connection._nodb_cursor() as cursor:  # As Django itself makes its test database.
            cursor.execute(statement)
