"""The versions of one item for the public: what changed, when, on which notice and why. Nobody is named."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from . import differences
from .models import Revision, ServiceItem

# The part staff play, never who they are.
ORIGINS = {
    Revision.Origin.SEED: _("reference data of this site"),
    Revision.Origin.IMPORT: _("import of a published list"),
    Revision.Origin.DRAFT: _("drafted by an editor, approved by a second member of staff"),
}


@dataclass(frozen=True)
class Version:
    """One revision, and how it differs from the version it follows; the first one follows none."""

    revision: Revision
    follows: int | None
    changes: list[differences.Difference]
    is_pending: bool

    @property
    def origin(self) -> str:
        """By which way it came about."""
        return str(ORIGINS[self.revision.origin])

    @property
    def reason(self) -> str:
        """Why, as it was given; the reference data gives no reason of its own."""
        return "" if self.revision.origin == Revision.Origin.SEED else self.revision.reason


def versions(item: ServiceItem, *, today: date) -> list[Version]:
    """All versions, the one recorded last first, in a fixed number of queries."""
    names = differences.Names.read()
    recorded = list(item.revisions.order_by("number"))
    return [_version(revision, recorded[:place], names, today) for place, revision in enumerate(recorded)][::-1]


def _version(revision: Revision, earlier: list[Revision], names: differences.Names, today: date) -> Version:
    before = _in_effect(earlier, revision.effective_from)
    return Version(
        revision=revision,
        follows=before.number if before else None,
        changes=differences.compare(before.content, revision.content, names) if before else [],
        is_pending=revision.effective_from > today,
    )


def _in_effect(earlier: list[Revision], day: date) -> Revision | None:
    """What held on that day as known before: a correction of the past follows what it corrects, not the latest."""
    held = [revision for revision in earlier if revision.effective_from <= day]
    return max(held, key=lambda revision: (revision.effective_from, revision.number), default=None)
