"""A table of its own with the texts of the items, for engines that work through Django's ORM."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Length

from bench.search.engines import Texts
from catalog.search.analysis import Doc


class TextRow(models.Model):
    """The texts of one item. Of two that match the shorter name comes first: there is nothing else to rank by."""

    code = models.CharField(max_length=40, unique=True)
    name = models.TextField()
    aliases = models.TextField()
    description = models.TextField()
    department = models.TextField()

    class Meta:
        app_label = "bench"
        ordering = [Length("name"), "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def rows(connection: BaseDatabaseWrapper, items: Sequence[Doc]) -> models.QuerySet[TextRow]:
    """The rows of these items and no others, in a table that is made anew."""
    with connection.schema_editor() as editor:
        if TextRow._meta.db_table in connection.introspection.table_names():
            editor.delete_model(TextRow)
        editor.create_model(TextRow)
    found = TextRow.objects.using(connection.alias)
    found.bulk_create(TextRow(code=item.code, **asdict(Texts.of(item))) for item in items)
    return found.all()
