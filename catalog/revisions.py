"""Draft, approve, apply: how an item changes, and what the list was on a day, as known on a day.

Every change of an item is a `Revision` with two times: the day it takes effect and the moment it was recorded. The
current tables are what the latest effective revision says; `apply_due` writes them, at once for a revision already in
effect and on its day for a later one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import contents, writing
from .contents import Content
from .models import Draft, Revision, SearchState, ServiceItem

BATCH = 500


class OwnDraft(ValidationError):
    """Nobody approves a draft of their own."""

    def __init__(self) -> None:
        super().__init__(_("You wrote this draft yourself. Somebody else has to approve it."), "own_draft")


class StaleDraft(ValidationError):
    """The item has changed since the draft was written."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("%(code)s has changed since this draft was written. Write it again from the current version."),
            "stale_draft",
            {"code": draft.item_code},
        )


class DraftDecided(ValidationError):
    """The draft was decided the other way before."""

    def __init__(self) -> None:
        super().__init__(_("This draft has already been decided."), "draft_decided")


class NothingChanged(ValidationError):
    """The content equals what is held."""

    def __init__(self) -> None:
        super().__init__(_("Nothing was changed, so there is nothing to approve."), "nothing_changed")


class CodeRetired(ValidationError):
    """A code that was retired is not used again."""

    def __init__(self, code: str) -> None:
        super().__init__(_("%(code)s was retired. A retired code is not used again."), "code_retired", {"code": code})


@transaction.atomic
def draft(*, content: Content, effective_from: date, by: Any, reason: str, now: datetime, notice_no: str = "") -> Draft:
    """A proposal for somebody else to decide on.

    Raises NothingChanged, UnknownNeighbour, PlacementTaken, CodeRetired.
    """
    code = content["code"]
    item = ServiceItem.objects.filter(code=code).first()
    latest = item.revisions.last() if item else None
    if latest and latest.content == content:
        raise NothingChanged
    _refuse_reuse(code, latest, effective_from)
    if not contents.is_retirement(content):
        writing.check(content, writing.Neighbours.read())
        writing.check_placements([content])
    return Draft.objects.create(
        item_code=code,
        content=content,
        based_on=latest.number if latest else 0,
        effective_from=effective_from,
        notice_no=notice_no,
        reason=reason,
        drafted_at=now,
        drafted_by=by,
    )


@transaction.atomic
def approve(*, draft: Draft, by: Any, now: datetime) -> Revision:
    """The draft is a revision, in effect from its day. Approving it again returns the same revision.

    Raises OwnDraft, DraftDecided, StaleDraft.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.revision_id:
        return draft.revision
    if draft.rejected_at:
        raise DraftDecided
    if draft.drafted_by_id == by.pk:
        raise OwnDraft
    [revision] = record(
        [draft.content],
        effective_from=draft.effective_from,
        origin=Revision.Origin.DRAFT,
        now=now,
        notice_no=draft.notice_no,
        reason=draft.reason,
        drafted_by=draft.drafted_by,
        approved_by=by,
        draft=draft,
    )
    draft.approved_at, draft.approved_by, draft.revision = now, by, revision
    draft.save(update_fields=["approved_at", "approved_by", "revision"])
    return revision


@transaction.atomic
def reject(*, draft: Draft, by: Any, reason: str, now: datetime) -> Draft:
    """The draft is closed with a reason its author can read. The second time changes nothing."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.approved_at:
        raise DraftDecided
    if not draft.rejected_at:
        draft.rejected_at, draft.rejected_by, draft.rejected_reason = now, by, reason
        draft.save(update_fields=["rejected_at", "rejected_by", "rejected_reason"])
    return draft


@transaction.atomic
def record(
    new: Sequence[Content],
    *,
    effective_from: date,
    origin: str,
    now: datetime,
    notice_no: str = "",
    reason: str = "",
    drafted_by: Any = None,
    approved_by: Any = None,
    draft: Draft | None = None,
) -> list[Revision]:
    """One revision for each content, and the current tables brought up to date.

    Raises UnknownNeighbour, PlacementTaken, CodeRetired, StaleDraft.
    """
    neighbours = writing.Neighbours.read()
    living = [content for content in new if not contents.is_retirement(content)]
    for content in living:
        writing.check(content, neighbours)
    writing.check_placements(living)
    writing.create_items(living, neighbours)
    codes = [content["code"] for content in new]
    items = {item.code: item for item in ServiceItem.objects.filter(code__in=codes).order_by("pk").select_for_update()}
    latest = _latest(items.values())
    if draft and (latest[draft.item_code].number if draft.item_code in latest else 0) != draft.based_on:
        raise StaleDraft(draft)
    rows = []
    for content in new:
        before = latest.get(content["code"])
        _refuse_reuse(content["code"], before, effective_from)
        rows.append(
            Revision(
                item=items[content["code"]],
                number=before.number + 1 if before else 1,
                change=_change(before, content, effective_from, now),
                origin=origin,
                effective_from=effective_from,
                recorded_at=now,
                content=content,
                notice_no=notice_no,
                reason=reason,
                drafted_by=drafted_by,
                approved_by=approved_by,
            )
        )
    recorded = Revision.objects.bulk_create(rows, batch_size=BATCH)
    apply_due(now=now)
    return recorded


def apply_due(*, now: datetime) -> int:
    """The current tables say what every revision in effect says. Returns how many items were written; a repeat is 0."""
    today = timezone.localdate(now)
    due = Revision.objects.due(today)
    ids = list(due.order_by("item").values_list("item", flat=True).distinct())
    neighbours = writing.Neighbours.read() if ids else None
    return sum(_apply(batch, today, neighbours) for batch in _batches(ids))


@transaction.atomic
def _apply(ids: Sequence[int], today: date, neighbours: writing.Neighbours | None) -> int:
    items = {item.pk: item for item in ServiceItem.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    pairs = [
        (items[revision.item_id], revision)
        for revision in first_of_each(Revision.objects.filter(item__in=ids).as_of(today))
        if (items[revision.item_id].version, items[revision.item_id].effective_from)
        != (revision.number, revision.effective_from)
    ]
    if pairs:
        writing.write(pairs, neighbours)
        SearchState.advance()
    return len(pairs)


def list_as_of(day: date, known_at: datetime | None = None) -> Iterator[Content]:
    """The contents of all items on the list on that day, as known then, by code. Read as a stream."""
    for revision in revisions_as_of(day, known_at):
        yield revision.content


def revisions_as_of(day: date, known_at: datetime | None = None) -> Iterator[Revision]:
    """The revision that holds for each item on the list on that day, by code."""
    revisions = Revision.objects.as_of(day, known_at).select_related("item")
    revisions = revisions.order_by("item__code", "-effective_from", "-number")
    for revision in first_of_each(revisions.iterator(chunk_size=BATCH)):
        if not revision.is_retirement:
            yield revision


def first_of_each(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """The first revision of every item; the revisions come grouped by item."""
    for _item, group in groupby(revisions, key=lambda revision: revision.item_id):
        yield next(group)


def _latest(items: Iterable[ServiceItem]) -> dict[str, Revision]:
    newer = Revision.objects.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    rows = Revision.objects.filter(~Exists(newer), item__in=list(items)).select_related("item")
    return {row.item.code: row for row in rows}


def _refuse_reuse(code: str, latest: Revision | None, effective_from: date) -> None:
    """A later day cannot bring a retired code back; a correction of the retirement itself can."""
    if latest and latest.is_retirement and effective_from > latest.effective_from:
        raise CodeRetired(code)


def _change(before: Revision | None, content: Content, effective_from: date, now: datetime) -> str:
    if contents.is_retirement(content):
        return Revision.Change.RETIRED
    if before is None:
        return Revision.Change.ADDED
    if effective_from < timezone.localdate(now):
        return Revision.Change.CORRECTED
    if before.is_retirement or contents.places(before.content) != contents.places(content):
        return Revision.Change.MOVED
    return Revision.Change.CHANGED


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
