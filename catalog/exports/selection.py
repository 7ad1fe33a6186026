"""Which rows an export holds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Min

from catalog import contents, revisions
from catalog.contents import Content
from catalog.models import Revision


@dataclass(frozen=True)
class Row:
    """One item on one day: its content, and the revision it comes from."""

    content: Content
    day: date
    version: int
    origin: str
    valid_from: date
    valid_to: date | None

    @property
    def placements(self) -> list[Content]:
        """Where it is handled on the day."""
        return contents.placements_on(self.content, self.day)

    @property
    def kinds(self) -> list[str]:
        """The kinds of place it counts in on the day."""
        return contents.kinds(self.content, self.day)


@dataclass(frozen=True)
class Selection:
    """The list of a day as known at a moment (None: as known now), narrowed by what is not empty.

    `codes` None means all items; an empty collection means none.
    """

    day: date
    known_at: datetime | None = None
    tier: str = ""
    department: str = ""
    kind: str = ""
    hall: str = ""
    codes: Collection[str] | None = None

    def rows(self) -> Iterator[Row]:
        """The rows by code, in the order of the characters of the code on every database."""
        ends = self._ends()
        for revision in sorted(revisions.revisions_as_of(self.day, self.known_at), key=attrgetter("item.code")):
            row = Row(
                content=revision.content,
                day=self.day,
                version=revision.number,
                origin=revision.origin,
                valid_from=revision.effective_from,
                valid_to=ends.get(revision.item_id),
            )
            if self._holds(row):
                yield row

    def filters(self) -> dict[str, str]:
        """What narrows the list, by name; empty for the whole list."""
        named = {"tier": self.tier, "dept": self.department, "kind": self.kind, "hall": self.hall}
        if self.codes is not None:
            named["codes"] = str(len(self.codes))
        return {name: value for name, value in named.items() if value}

    def _ends(self) -> dict[int, date]:
        """The day on which another version follows, by item."""
        later = Revision.objects.known_by(self.known_at).filter(effective_from__gt=self.day)
        return dict(later.order_by().values_list("item").annotate(Min("effective_from")))

    def _holds(self, row: Row) -> bool:
        content = row.content
        return (
            (not self.tier or content["tier"] == self.tier)
            and (not self.department or content["department"] == self.department)
            and (not self.kind or self.kind in row.kinds)
            and (not self.hall or any(placement["hall"] == self.hall for placement in row.placements))
            and (self.codes is None or content["code"] in self.codes)
        )
