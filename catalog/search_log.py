"""What was searched for in vain, and what was said of results: counted by day and words, without who asked."""

from datetime import date, timedelta

from django.db.models import F, Q, Sum

from .masking import masked
from .models import SearchLog
from .search import Result

KEPT = timedelta(days=90)
MOST_ROWS_A_DAY = 1000
"""Different words of one day and kind. Nobody reads more, and a robot that types at random fills no more than that;
words that are held already go on being counted, and so are the answers of people beside it."""


def record(words: str, result: Result, *, day: date) -> None:
    """A search that found nothing, or nothing that fits well, is counted; any other is not kept at all."""
    if result.interpretation.kind == "everything":
        return
    if not result.total:
        _count(SearchLog.Kind.NOTHING, masked(words), "", day)
    elif not result.confident:
        _count(SearchLog.Kind.UNSURE, masked(words), result.codes[0], day)


def vote(words: str, *, is_useful: bool, top_item: str, day: date) -> None:
    """Somebody said whether the results were of use."""
    _count(SearchLog.Kind.USEFUL if is_useful else SearchLog.Kind.NOT_USEFUL, masked(words), top_item, day)


def most_frequent(containing: str, limit: int) -> list[str]:
    """Words with that text in them, those that failed most often first."""
    failed = Sum("count", filter=~Q(kind=SearchLog.Kind.USEFUL), default=0)
    rows = SearchLog.objects.filter(words__contains=containing).values("words").annotate(failed=failed)
    return [row["words"] for row in rows.order_by("-failed", "words")[:limit]]


def forget(before: date) -> int:
    """Rows of earlier days are gone. Returns how many went; a repeat is 0."""
    deleted, _by_model = SearchLog.objects.filter(day__lt=before).delete()
    return deleted


def _count(kind: str, words: str, top_item: str, day: date) -> None:
    """One more. Words that may point at a person arrive here as "", and leave nothing."""
    if not words:
        return
    held = SearchLog.objects.filter(day=day, kind=kind, words=words)
    if held.update(count=F("count") + 1, top_item=top_item):
        return
    if SearchLog.objects.filter(day=day, kind=kind).count() >= MOST_ROWS_A_DAY:
        return
    _row, is_new = SearchLog.objects.get_or_create(day=day, kind=kind, words=words, defaults={"top_item": top_item})
    if not is_new:  # Somebody else typed the same between the look and the writing.
        held.update(count=F("count") + 1, top_item=top_item)
