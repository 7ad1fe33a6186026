"""Life events and the items they may need: how they are shown, and how staff put them in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import rows as item_rows
from .models import LifeEvent, LifeEventItem, ServiceItem
from .rows import Row

AUDIENCES = {LifeEvent.Audience.PERSON: _("Events in life"), LifeEvent.Audience.COMPANY: _("Running a business")}


@dataclass(frozen=True)
class EventRow:
    """One item of an event in words, and when or why it is needed."""

    code: str
    row: Row
    note: str


def rows(event: LifeEvent, day: date) -> list[EventRow]:
    """The items of the event that are on the list, in its order: four queries, whatever their number."""
    notes = dict(event.lines.values_list("item_id", "note"))
    in_force = ServiceItem.objects.in_force().filter(event_lines__event=event).order_by("event_lines__position")
    items = list(item_rows.with_row_facts(in_force, day))
    return [EventRow(item.code, row, notes[item.pk]) for item, row in zip(items, item_rows.rows(items), strict=True)]


@transaction.atomic
def arrange(event: LifeEvent, lines: Sequence[tuple[ServiceItem, str]]) -> None:
    """The event has exactly these items with these notes, in this order. The second time nothing changes."""
    LifeEvent.objects.select_for_update().get(pk=event.pk)  # Two members of staff take turns.
    event.lines.all().delete()
    LifeEventItem.objects.bulk_create(
        LifeEventItem(event=event, item=item, position=number, note=note)
        for number, (item, note) in enumerate(lines, 1)
    )
