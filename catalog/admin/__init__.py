"""The catalogue as staff see it: items change through drafts, the rows they point at directly."""

from . import (
    calendar_days,
    drafts,
    halls,
    items,
    life_events,
    published_totals,
    revisions,
    search_log,
    synonyms,
    tables,
)

__all__ = [
    "calendar_days",
    "drafts",
    "halls",
    "items",
    "life_events",
    "published_totals",
    "revisions",
    "search_log",
    "synonyms",
    "tables",
]
