"""What a reconciliation says: figures side by side, a verdict for each check, and a sentence a reader understands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    """What a check that does not hold amounts to."""

    FAIL = "fail"
    WARN = "warn"


class Outcome(models.TextChoices):
    """The verdict of one check."""

    PASSED = "passed", _("passed")
    WARNED = "warned", _("remark")
    FAILED = "failed", _("failed")


@dataclass(frozen=True)
class Figure:
    """One number as published and as held; `expected` is None where nothing was published."""

    key: str
    label: str
    expected: int | None
    found: int
    agrees: bool


@dataclass(frozen=True)
class Detail:
    """One thing a check points at. `code` is the code of an item, or "" for anything else."""

    text: str
    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class Check:
    """The result of one rule. Title, sentence and texts are in the language active during the run."""

    id: str
    title: str
    severity: Severity
    outcome: Outcome
    sentence: str
    figures: tuple[Figure, ...] = ()
    details: tuple[Detail, ...] = ()

    @property
    def expected(self) -> dict[str, int | None]:
        """What was published, by key."""
        return {figure.key: figure.expected for figure in self.figures}

    @property
    def found(self) -> dict[str, int]:
        """What is held, by key."""
        return {figure.key: figure.found for figure in self.figures}

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "severity": self.severity.value,
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "figures": [vars(figure) for figure in self.figures],
            "details": [vars(detail) for detail in self.details],
        }


@dataclass(frozen=True)
class Report:
    """All checks for one day.

    Before the first day of the list there is nothing to check: `exists` is False, `checks` is empty, `agrees` is False.
    `distribution` says how many items stand at how many kinds of place, as {1: 1548, 2: 70}.
    """

    day: date
    known_at: datetime | None
    first_day: date | None
    sentence: str
    items: int = 0
    district_items: int = 0
    published_items: int | None = None
    published_placements: int | None = None
    distribution: Mapping[int, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether there was a list on that day."""
        return bool(self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that do not hold and must."""
        return tuple(check for check in self.checks if check.outcome == Outcome.FAILED)

    @property
    def agrees(self) -> bool:
        """True where a list exists and no check failed; notes do not count."""
        return self.exists and not self.failed

    @property
    def surplus(self) -> int | None:
        """How much the published placement figures exceed the published number of items (1688 − 1618 = 70)."""
        if self.published_items is None or self.published_placements is None:
            return None
        return self.published_placements - self.published_items

    def check(self, id: str) -> Check:
        """One check by its id, such as "R6". Raises KeyError."""
        return {check.id: check for check in self.checks}[id]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "day": self.day.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "agrees": self.agrees,
            "sentence": self.sentence,
            "items": self.items,
            "district_items": self.district_items,
            "published_items": self.published_items,
            "published_placements": self.published_placements,
            "surplus": self.surplus,
            "distribution": {str(kinds): items for kinds, items in sorted(self.distribution.items())},
            "checks": [check.as_dict() for check in self.checks],
        }


def verdict(holds: bool, severity: Severity) -> Outcome:
    """The outcome of a rule that holds or does not."""
    if holds:
        return Outcome.PASSED
    return Outcome.FAILED if severity == Severity.FAIL else Outcome.WARNED
