"""The sentence vectors of the reference data, made once and kept beside it: making them takes a minute or two.

The file names its model in the first line; then come records of 16 bytes, the hash of a text, and 768 bytes, the vector
of that text. A text that has changed since is not in it, and its vector is made like any other.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from catalog import sentence_vectors
from catalog.models import SentenceVector
from catalog.search.meaning import DIMENSIONS

HASH_BYTES = 16
RECORD = HASH_BYTES + 2 * DIMENSIONS


def path() -> Path:
    """Where the file is."""
    return settings.FIXTURES_DIR / "sentence_vectors.bin"


def load() -> None:
    """The vectors of the file are held. The second time nothing happens."""
    model, vectors = read(path())
    held = set(SentenceVector.objects.filter(model=model).values_list("text_hash", flat=True))
    if missing := {key: vector for key, vector in vectors.items() if key not in held}:
        sentence_vectors.keep(model, missing)


def save(model: str, vectors: Mapping[str, bytes]) -> None:
    """The file holds these, in the order of their hashes."""
    records = (bytes.fromhex(key) + vectors[key] for key in sorted(vectors))
    path().write_bytes(model.encode() + b"\n" + b"".join(records))


def read(file: Path) -> tuple[str, dict[str, bytes]]:
    """The model, and vectors by the hash of their text."""
    model, _, records = file.read_bytes().partition(b"\n")
    return model.decode(), dict(_records(records))


def _records(records: bytes) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(records), RECORD):
        record = records[start : start + RECORD]
        yield record[:HASH_BYTES].hex(), record[HASH_BYTES:]
