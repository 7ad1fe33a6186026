"""What is held on one day: everything the checks look at, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Min
from django.utils import timezone

from catalog import contents, revisions
from catalog.contents import Content
from catalog.models import Hall, PublishedTotal, Revision, ServiceItem, Theme


@dataclass(frozen=True)
class Holding:
    """The list on a day as known then. District lists are kept apart: the published figures do not count them."""

    day: date
    known_at: datetime | None
    first_day: date | None
    listed: Sequence[Revision]
    halls: dict[str, Hall]
    published: dict[str, PublishedTotal]
    themes: dict[str, Theme]

    @classmethod
    def read(cls, day: date, known_at: datetime | None = None) -> "Holding":
        """Five queries, however long the list."""
        return cls(
            day=day,
            known_at=known_at,
            first_day=Revision.objects.known_by(known_at).aggregate(first=Min("effective_from"))["first"],
            listed=list(revisions.revisions_as_of(day, known_at)),
            halls={hall.code: hall for hall in Hall.objects.in_service(day)},
            published=_published(day, known_at),
            themes={theme.slug: theme for theme in Theme.objects.all()},
        )

    @cached_property
    def items(self) -> list[Content]:
        """The contents of the municipal list."""
        return [r.content for r in self.listed if r.content["list_level"] == ServiceItem.ListLevel.MUNICIPAL]

    @cached_property
    def district_items(self) -> list[Content]:
        """The contents of all other lists."""
        return [r.content for r in self.listed if r.content["list_level"] != ServiceItem.ListLevel.MUNICIPAL]

    @cached_property
    def kinds(self) -> dict[str, list[str]]:
        """The kinds of place of each item of the municipal list on the day."""
        return {content["code"]: contents.kinds(content, self.day) for content in self.items}

    @cached_property
    def placements(self) -> list[tuple[Content, Content]]:
        """Every item of the municipal list with each of its placements of the day."""
        return [(item, placement) for item in self.items for placement in contents.placements_on(item, self.day)]

    @cached_property
    def is_official(self) -> bool:
        """Whether an official list has been imported; until then some published figures cannot be held."""
        return any(
            revision.origin == Revision.Origin.IMPORT and revision.content["evidence"] == ServiceItem.Evidence.OFFICIAL
            for revision in self.listed
        )

    def figure(self, key: str) -> int | None:
        """The published figure for the day; None where there is none."""
        total = self.published.get(key)
        return total.figure if total else None


def _published(day: date, known_at: datetime | None) -> dict[str, PublishedTotal]:
    """Of each figure the one for the latest day up to `day`, published by the moment `known_at`."""
    totals = PublishedTotal.objects.filter(as_of__lte=day).order_by("as_of")
    if known_at is not None:
        totals = totals.filter(published_on__lte=timezone.localdate(known_at))
    return {total.key: total for total in totals}
