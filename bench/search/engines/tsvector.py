"""PostgreSQL's full-text search. It does not cut Chinese, so the words come with spaces between them."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db.backends.base.base import BaseDatabaseWrapper

from bench.search.engines import BEST, WEIGHTS, Texts
from bench.search.engines.words import VERSION, asked, spaced
from bench.search.throwaway import server
from catalog.search.analysis import Doc

FILL = """
CREATE UNLOGGED TABLE words AS
WITH texts AS MATERIALIZED (
    SELECT item, setweight(to_tsvector('simple', name), 'A')
        || setweight(to_tsvector('simple', aliases), 'B')
        || setweight(to_tsvector('simple', description), 'C')
        || setweight(to_tsvector('simple', department), 'D') AS text
    FROM json_to_recordset(%s) AS given (item integer, name text, aliases text, description text, department text)
)
SELECT item, region, text FROM generate_series(0, %s - 1) AS region CROSS JOIN texts
"""
EVERYWHERE = """
SELECT item FROM words, to_tsquery('simple', %s) AS asked WHERE text @@ asked
GROUP BY item ORDER BY max(ts_rank(%s::real[], text, asked)) DESC, item LIMIT %s
"""
IN_REGION = EVERYWHERE.replace("GROUP BY", "AND region = %s GROUP BY")
D_TO_A = [weight / max(WEIGHTS) for weight in reversed(WEIGHTS)]


class TsvectorWords:
    """Any of the words, ranked by ts_rank. The text of an item stands once for each of its regions."""

    name = "PostgreSQL tsvector, jieba words"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self.version = f"{server(connection)}, {VERSION}"

    def build(self, items: Sequence[Doc], regions: int = 1) -> None:
        self._codes = [item.code for item in items]
        rows = [{"item": number, **asdict(spaced(Texts.of(item)))} for number, item in enumerate(items)]
        with self._connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS words")
            cursor.execute(FILL, [json.dumps(rows), regions])
            cursor.execute("CREATE INDEX ON words USING gin (text)")
            cursor.execute("CREATE INDEX ON words (region)")
            cursor.execute("ANALYZE words")

    def search(self, q: str, region: int | None = None) -> list[str]:
        """`region` looks among the rows of that region only; else those of one item count as one."""
        if not (wanted := " | ".join(map(_quoted, asked(q)))):
            return []
        with self._connection.cursor() as cursor:
            if region is None:
                cursor.execute(EVERYWHERE, [wanted, D_TO_A, BEST])
            else:
                cursor.execute(IN_REGION, [wanted, region, D_TO_A, BEST])
            return [self._codes[item] for (item,) in cursor.fetchall()]


def _quoted(word: str) -> str:
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))
