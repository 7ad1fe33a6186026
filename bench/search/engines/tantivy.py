"""tantivy, the engine behind several search servers, in this process."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from importlib import metadata

from bench.search.engines import BEST, WEIGHTS, Missing, Texts
from bench.search.engines.words import VERSION, asked, spaced
from catalog.search.analysis import Doc

try:
    import tantivy
except ImportError:
    tantivy = None

FIELDS = {field.name: weight for field, weight in zip(fields(Texts), WEIGHTS, strict=True)}
HEAP = 256_000_000
"""Bytes the writer may use before it writes a part of the index."""


class TantivyWords:
    """Any of the words, ranked by BM25. The text of an item stands once for each of its regions."""

    name = "tantivy, jieba words"

    def __init__(self) -> None:
        if tantivy is None:
            raise Missing("tantivy is not installed: pip install -r requirements/bench.txt")
        self.version = f"tantivy {metadata.version('tantivy')}, {VERSION}"

    def build(self, items: Sequence[Doc], regions: int = 1) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("code", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("region", tokenizer_name="raw", index_option="basic")
        for field in FIELDS:
            schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(HEAP, 1)
        texts = [(item.code, spaced(Texts.of(item))) for item in items]
        for region in range(regions):
            for code, text in texts:
                writer.add_document(tantivy.Document(code=code, region=str(region), **asdict(text)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, q: str, region: int | None = None) -> list[str]:
        """`region` looks among the rows of that region only; without it rows of one item stand side by side."""
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in self._terms(q)])
        if region is not None:
            place = tantivy.Query.term_query(self._schema, "region", str(region))
            only = tantivy.Query.const_score_query(place, 0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        hits = self._searcher.search(query, BEST, count=False).hits
        return [self._searcher.doc(address)["code"][0] for _, address in hits]

    def _terms(self, q: str) -> Iterator["tantivy.Query"]:
        for word in asked(q):
            for field, weight in FIELDS.items():
                yield tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, word), weight)
