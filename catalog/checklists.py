"""Checklists kept by link: save, tick, delete, and let go what nobody uses.

The link is the only key, so it is as long as a good password and only its hash is held. Two people may tick one list at
the same moment: each sends what they changed and nothing else, so neither takes back what the other did.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .checklist_lines import Line
from .models import Checklist, ChecklistItem, ChecklistLine, ServiceItem

TOKEN_BYTES = 16  # 128 bits: not to be guessed.
MOST_A_DAY = 2000
"""Lists saved in a day. More than a city's citizens will make; a robot is stopped before it fills the database."""
A_WHILE = timedelta(days=1)
"""How exactly it is known when a list was last used: looking at it twice a day writes once."""


class TooManyLists(ValidationError):
    """So many lists were saved in a day that no more are taken."""

    def __init__(self) -> None:
        super().__init__(_("Too many lists were saved today. Print this one, or save it tomorrow."), "too_many")


@dataclass(frozen=True)
class TickLine:
    """One line of a saved list: what it asks, whether it lies ready, and whether it was published since."""

    line: Line
    is_ticked: bool
    is_new: bool


def new_token() -> str:
    """The end of a link nobody has yet."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is held of a link. A plain hash will do: nobody can try 2¹²⁸ links, and no answer says how near one came."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Checklist | None:
    """The list behind a link; None where there is none (any more)."""
    return Checklist.objects.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def save(*, token: str, items: Sequence[ServiceItem], lines: Iterable[Line], now: datetime) -> Checklist:
    """The list is kept under the link. The same link returns the list it has, as it is. Raises TooManyLists."""
    if (held := find(token)) is not None:
        return held
    if Checklist.objects.made_since(now - A_WHILE).count() >= MOST_A_DAY:
        raise TooManyLists
    times = {"made_at": now, "used_at": now}
    checklist, is_made = Checklist.objects.get_or_create(token_hash=hash_of(token), defaults=times)
    if is_made:
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=checklist, item=item, position=number) for number, item in enumerate(items, 1)
        )
        ChecklistLine.objects.bulk_create(_row(checklist, line, now) for line in lines)
    return checklist


@transaction.atomic
def tick(
    *, token: str, lines: Iterable[Line], ticked: Iterable[str], cleared: Iterable[str], now: datetime
) -> Checklist | None:
    """Of the list's lines these are ticked and those are not, the others stay as they are; None without a list.

    `ticked` and `cleared` are keys; one that is neither on the list nor among `lines`, what it asks today, is ignored.
    """
    checklist = _locked(token)
    if checklist is None:
        return None
    asked = {line.key: line for line in lines}
    known = {*asked, *checklist.lines.values_list("key", flat=True)}  # What was sent may be no key at all.
    ticked, cleared = known.intersection(ticked), known.intersection(cleared)
    ChecklistLine.objects.bulk_create(
        [_row(checklist, asked[key], now) for key in asked if key in ticked], ignore_conflicts=True
    )
    checklist.lines.filter(key__in=ticked, ticked_at__isnull=True).update(ticked_at=now)
    checklist.lines.filter(key__in=cleared).update(ticked_at=None)
    note_use(checklist, now)
    return checklist


def note_use(checklist: Checklist, now: datetime) -> None:
    """The list counts as used now, to the day."""
    Checklist.objects.filter(pk=checklist.pk, used_at__lt=now - A_WHILE).update(used_at=now)


@transaction.atomic
def delete(*, token: str) -> None:
    """There is no list behind the link. The second time nothing happens."""
    if checklist := _locked(token):
        checklist.delete()


@transaction.atomic
def drop_unused(*, now: datetime) -> int:
    """Lists unused for longer than they are kept are gone. Returns their number; a repeat finds none.

    They are locked and looked at again: one that somebody opens at this very moment stays.
    """
    unused = Checklist.objects.unused(now).select_for_update(skip_locked=True)
    found = list(unused.values_list("pk", flat=True))
    Checklist.objects.filter(pk__in=found).delete()
    return len(found)


def unticked(lines: Iterable[Line]) -> list[TickLine]:
    """The lines of a list that is not saved yet."""
    return [TickLine(line, is_ticked=False, is_new=False) for line in lines]


def tick_lines(checklist: Checklist, lines: Iterable[Line]) -> tuple[list[TickLine], list[str]]:
    """What the items ask today with the ticks of the list, and the names of what they no longer ask: one query."""
    held = {row.key: row for row in checklist.lines.all()}
    found = [
        TickLine(
            line,
            is_ticked=line.key in held and held[line.key].ticked_at is not None,
            is_new=line.key not in held or held[line.key].added_at > checklist.made_at,
        )
        for line in lines
    ]
    asked = {each.line.key for each in found}
    return found, [row.name for row in held.values() if row.key not in asked]


def _locked(token: str) -> Checklist | None:
    """The list, which nobody else ticks or deletes until the transaction ends."""
    return Checklist.objects.select_for_update().filter(token_hash=hash_of(token)).first()


def _row(checklist: Checklist, line: Line, now: datetime) -> ChecklistLine:
    return ChecklistLine(checklist=checklist, key=line.key, name=line.name, added_at=now)
