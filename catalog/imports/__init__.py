"""A list from a file, taken in whole or not at all.

`read` makes a table of a CSV or XLSX file, `prepare` compares it with what is held and finds every bad row, `apply`
saves the differences as revisions in one transaction. The same file a second time makes no difference.

django-import-export is not used: it saves instances row by row, while here an item changes only through a revision that
holds it whole, with its lists, its places and two times.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import revisions
from catalog.models import Revision

from .plan import Difference, Options, Plan, prepare
from .problems import BadRows, Problem, Unreadable
from .tables import Table, read

__all__ = [
    "BadRows",
    "Difference",
    "Options",
    "Plan",
    "Problem",
    "Table",
    "Unreadable",
    "apply",
    "prepare",
    "read",
]

REASON_AT_MOST = 200


@transaction.atomic
def apply(plan: Plan, *, now: datetime) -> list[Revision]:
    """Every difference of the plan is a revision. Raises BadRows, and then nothing is saved."""
    if not plan.can_be_saved:
        raise BadRows
    if not plan.differences:
        return []
    reason = _("imported from %(file)s") % {"file": plan.file_name}
    return revisions.record(
        plan.contents,
        effective_from=plan.options.effective_from,
        origin=Revision.Origin.IMPORT,
        now=now,
        notice_no=plan.options.notice_no,
        reason=reason[:REASON_AT_MOST],
    )
