"""The catalogue as staff see it: items change through drafts, the rows they point at directly."""

from . import calendar_days, drafts, halls, items, published_totals, revisions, tables

__all__ = ["calendar_days", "drafts", "halls", "items", "published_totals", "revisions", "tables"]
