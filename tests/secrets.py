"""Where something is written that must be written nowhere."""

from django.db import connection
from django.db.backends.postgresql.psycopg_any import sql

ANY_COLUMN = sql.SQL("SELECT EXISTS (SELECT FROM {} AS held WHERE held::text ILIKE %s)")


def tables_with(text: str) -> list[str]:
    """The tables of PostgreSQL with a row of which any column, of whatever kind, has that text in it."""
    with connection.cursor() as cursor:
        return [table for table in connection.introspection.table_names(cursor) if _holds(cursor, table, text)]


def _holds(cursor, table: str, text: str) -> bool:
    cursor.execute(ANY_COLUMN.format(sql.Identifier(table)), [f"%{text}%"])
    return cursor.fetchone()[0]
