"""The database itself refuses to change or delete a revision: the history auditors read cannot be rewritten."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION catalog_revision_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'revisions are only added' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER catalog_revision_only_added BEFORE UPDATE OR DELETE ON catalog_revision
    FOR EACH ROW EXECUTE FUNCTION catalog_revision_is_history()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER catalog_revision_only_added ON catalog_revision",
    "DROP FUNCTION catalog_revision_is_history",
)
SQLITE = tuple(
    f"""
    CREATE TRIGGER catalog_revision_no_{act.lower()} BEFORE {act} ON catalog_revision
    BEGIN SELECT RAISE(ABORT, 'revisions are only added'); END
    """
    for act in ("UPDATE", "DELETE")
)
SQLITE_BACK = tuple(f"DROP TRIGGER catalog_revision_no_{act}" for act in ("update", "delete"))


def guard(apps, schema_editor):
    """Triggers, in the words of the database at hand."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """The triggers are gone."""
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_catalogue")]
    operations = [migrations.RunPython(guard, unguard)]
