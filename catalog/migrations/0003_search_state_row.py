"""The one row of the search state, so that raising the generation always finds it."""

from django.db import migrations


def add_row(apps, schema_editor):
    """The row is there."""
    apps.get_model("catalog", "SearchState").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_revisions_are_only_added")]
    operations = [migrations.RunPython(add_row, migrations.RunPython.noop)]
