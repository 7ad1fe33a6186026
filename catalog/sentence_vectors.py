"""The vectors that the sentence model makes of the items: made where missing, dropped where nothing needs them."""

from collections.abc import Callable
from itertools import islice

from django.db import transaction

from .models import SearchState, SentenceVector
from .search import documents, meaning

AT_ONCE = 64
"""Vectors made between two saves. Killed in the middle, no more than these are made again: some two seconds' work."""


def fill(progress: Callable[[int, int], None] = lambda done, all_of_them: None) -> int:
    """Every item in force has its vector, and every process will search by it. Returns how many were made.

    Nothing happens without a model, and nothing the second time. Two at once make some twice and keep one of each.
    """
    model = meaning.model()
    if model is None:
        return 0
    passages = wanted()
    held = set(SentenceVector.objects.filter(model=model.name).values_list("text_hash", flat=True))
    missing = iter([key for key in passages if key not in held])
    done, all_of_them = 0, len(passages.keys() - held)
    while batch := list(islice(missing, AT_ONCE)):
        vectors = model.passages([passages[key] for key in batch])
        done += len(batch)
        is_enough = all_of_them - done <= documents.MADE_WHILE_LOADING  # Before that no index would use them.
        keep(model.name, dict(zip(batch, vectors, strict=True)), announce=is_enough)
        progress(done, all_of_them)
    return done


@transaction.atomic
def keep(model: str, vectors: dict[str, bytes], *, announce: bool = True) -> None:
    """These vectors are held, by the hash of their text, and search will know unless it is not to be told yet."""
    rows = [SentenceVector(model=model, text_hash=key, vector=vector) for key, vector in vectors.items()]
    SentenceVector.objects.bulk_create(rows, ignore_conflicts=True)
    if announce:
        SearchState.advance()


def drop_unused() -> int:
    """Vectors of texts that no item has, or of another model than this process has, are gone. Returns how many.

    Nothing happens without a model: another process may have one.
    """
    model = meaning.model()
    if model is None:
        return 0
    needed = wanted()
    unused = [
        row
        for row, name, key in SentenceVector.objects.values_list("pk", "model", "text_hash")
        if name != model.name or key not in needed
    ]
    return SentenceVector.objects.filter(pk__in=unused).delete()[0] if unused else 0


def wanted() -> dict[str, str]:
    """What the model reads of the items in force, by its hash."""
    return {meaning.text_hash(text): text for text in map(meaning.passage, documents.documents())}
