"""SQLite's full-text search, over words and over threes of characters."""

from collections.abc import Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search.engines import BEST, WEIGHTS, Texts
from bench.search.engines.words import VERSION, asked, spaced
from bench.search.throwaway import server
from catalog.search.analysis import Doc

FILL = """
INSERT INTO words (rowid, name, aliases, description, department, region)
WITH RECURSIVE regions (region) AS (SELECT 0 UNION ALL SELECT region + 1 FROM regions WHERE region + 1 < %s)
SELECT region * %s + item, name, aliases, description, department, 'r' || region FROM regions CROSS JOIN texts
"""
# Materialised: bm25 is refused inside an aggregate query. The row number holds the number of the item.
ANSWER = """
WITH found AS MATERIALIZED (
    SELECT rowid %% %s AS item, bm25(words, %s, %s, %s, %s, 0) AS score
    FROM words WHERE words MATCH %s
)
SELECT item FROM found GROUP BY item ORDER BY min(score), item LIMIT %s
"""
RANKED = """
SELECT code FROM trigrams WHERE trigrams MATCH %s ORDER BY bm25(trigrams, 0, %s, %s, %s, %s), code LIMIT %s
"""
CONTAINING = """
SELECT code FROM trigrams WHERE name LIKE %s OR aliases LIKE %s OR description LIKE %s OR department LIKE %s
ORDER BY name NOT LIKE %s, length(name), code LIMIT %s
"""


class Fts5Words:
    """Any of the words, ranked by bm25. The text of an item stands once for each of its regions."""

    name = "SQLite FTS5, jieba words"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.version = f"{server(connection)}, {VERSION}"

    def build(self, items: Sequence[Doc], regions: int = 1) -> None:
        self._codes = [item.code for item in items]
        texts = [spaced(Texts.of(item)) for item in items]
        with transaction.atomic(self._connection.alias), self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS words")
            cursor.execute("DROP TABLE IF EXISTS texts")
            cursor.execute("CREATE TABLE texts (item INTEGER PRIMARY KEY, name, aliases, description, department)")
            cursor.executemany(
                "INSERT INTO texts VALUES (%s, %s, %s, %s, %s)",
                [(n, text.name, text.aliases, text.description, text.department) for n, text in enumerate(texts)],
            )
            cursor.execute(
                "CREATE VIRTUAL TABLE words USING fts5 (name, aliases, description, department, region, content='')"
            )
            cursor.execute(FILL, [regions, len(items)])

    def search(self, q: str, region: int | None = None) -> list[str]:
        """`region` looks among the rows of that region only; else those of one item count as one."""
        if not (wanted := " OR ".join(map(_quoted, asked(q)))):
            return []
        match = f"{{name aliases description department}} : ({wanted})"
        if region is not None:
            match += f" AND region : r{region}"
        with self._connection.cursor() as cursor:
            cursor.execute(ANSWER, [len(self._codes), *WEIGHTS, match, BEST])
            return [self._codes[item] for (item,) in cursor.fetchall()]


class Fts5Trigrams:
    """Any three neighbouring characters, ranked by bm25; what is shorter than three is looked for by LIKE."""

    name = "SQLite FTS5, trigrams"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.version = server(connection)

    def build(self, items: Sequence[Doc]) -> None:
        rows = [(item.code, Texts.of(item)) for item in items]
        with transaction.atomic(self._connection.alias), self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS trigrams")
            cursor.execute(
                "CREATE VIRTUAL TABLE trigrams USING fts5 "
                "(code UNINDEXED, name, aliases, description, department, tokenize='trigram')"
            )
            cursor.executemany(
                "INSERT INTO trigrams VALUES (%s, %s, %s, %s, %s)",
                [(code, text.name, text.aliases, text.description, text.department) for code, text in rows],
            )

    def search(self, q: str) -> list[str]:
        parts = q.split()
        threes = dict.fromkeys(part[at : at + 3] for part in parts for at in range(len(part) - 2))
        with self._connection.cursor() as cursor:
            if threes:
                cursor.execute(RANKED, [" OR ".join(map(_quoted, threes)), *WEIGHTS, BEST])
            else:
                cursor.execute(CONTAINING, [*[f"%{''.join(parts)}%"] * 5, BEST])
            return [code for (code,) in cursor.fetchall()]


def _quoted(term: str) -> str:
    return f'"{term.replace(chr(34), chr(34) * 2)}"'
