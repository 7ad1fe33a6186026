"""What an import would change, found out before anything is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from catalog import contents, revisions
from catalog.contents import Content
from catalog.models import Revision

from .headers import Columns, item_columns
from .merging import Merger
from .places import Halls, Place, read_places
from .problems import Problem
from .statements import Reader, Statement
from .tables import Table

# More than this share of a list missing from a file is rather an incomplete file than a decision.
RETIRED_WITHOUT_ASKING = 0.10

# Item data is Chinese: the page of a retired item shows this.
RETIRED_REASON = "新导入的清单中没有该事项"


@dataclass(frozen=True)
class Options:
    """How an import is meant. `replace`: the file is the official list and takes the place of what is held."""

    effective_from: date
    source: str = ""
    notice_no: str = ""
    replace: bool = False


@dataclass(frozen=True)
class Difference:
    """One item before and after; None where it is not on the list."""

    code: str
    before: Content | None
    after: Content | None

    @property
    def name(self) -> str:
        """The name it has, or had."""
        return (self.after or self.before)["name"]

    @property
    def fields(self) -> list[str]:
        """What differs, by name."""
        return contents.changed_fields(self.before or {}, self.after or {})

    @property
    def is_move(self) -> bool:
        """Whether it is handled elsewhere."""
        return bool(self.before and self.after) and contents.places(self.before) != contents.places(self.after)


@dataclass
class Plan:
    """The differences, and what stands in the way: with `problems` or `refusals` nothing can be saved."""

    options: Options
    file_name: str
    differences: list[Difference] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def added(self) -> list[Difference]:
        """Items that are new."""
        return [each for each in self.differences if each.before is None]

    @property
    def retired(self) -> list[Difference]:
        """Items that leave the list."""
        return [each for each in self.differences if each.after is None]

    @property
    def moved(self) -> list[Difference]:
        """Items handled elsewhere from now on, whatever else changes."""
        return [each for each in self.differences if each.is_move]

    @property
    def changed(self) -> list[Difference]:
        """Items that stay where they are and differ in something else."""
        return [each for each in self.differences if each.before and each.after and not each.is_move]

    @property
    def can_be_saved(self) -> bool:
        """Nothing stands in the way."""
        return not self.problems and not self.refusals

    @property
    def contents(self) -> list[Content]:
        """One content to record for each difference."""
        return [each.after or contents.retirement(each.code, reason=RETIRED_REASON) for each in self.differences]


def prepare(table: Table, options: Options, placements: Table | None = None) -> Plan:
    """The plan for a file, and for a second file with the places. Nothing is changed. Raises Unreadable."""
    columns = item_columns(table)
    plan = Plan(options, table.name, problems=list(table.problems), ignored=columns.ignored)
    halls = Halls.read(options.effective_from)
    reader = Reader(columns, halls)
    statements = [reader.read(line) for line in table.lines]
    plan.problems += [problem for statement in statements for problem in statement.problems]
    stated = {statement.code for statement in statements}
    places = _places(plan, columns, placements, halls, stated)
    held = {revision.item.code: revision.content for revision in revisions.revisions_as_of(options.effective_from)}
    after = _merged(plan, columns, statements, held, places)
    plan.problems += _handle_codes_twice(columns, statements, after)
    plan.problems.sort()
    _compare(plan, held, after, stated)
    return plan


def _places(
    plan: Plan, columns: Columns, placements: Table | None, halls: Halls, stated: set[str]
) -> dict[str, list[Place]]:
    """The places of the second file by item code; its problems go into the plan."""
    if placements is None:
        return {}
    if "placements" in columns.headers:
        plan.refusals.append(_("The places are given twice: in a column and in a file of their own."))
    places, problems = read_places(placements, halls)
    plan.problems += problems
    for code in sorted(set(places) - stated):
        plan.refusals.append(_("The file of places names an item that is not on the list: %(code)s.") % {"code": code})
    return places


def _merged(
    plan: Plan,
    columns: Columns,
    statements: list[Statement],
    held: dict[str, Content],
    places: dict[str, list[Place]],
) -> dict[str, Content]:
    """The content of every line that could be understood, by code; problems go into the plan."""
    options = plan.options
    source = options.source or plan.file_name
    merger = Merger(
        columns,
        day=options.effective_from,
        source=source,
        notice_no=options.notice_no,
        official=options.replace,
    )
    retired = _retired({statement.code for statement in statements} - set(held))
    after: dict[str, Content] = {}
    first_line: dict[str, int] = {}
    for statement in statements:
        if refusal := _refusal(statement, first_line, retired):
            plan.problems.append(Problem(statement.line, columns.title("code"), refusal))
        first_line.setdefault(statement.code, statement.line)
        if statement.problems or refusal:
            continue
        stated = places.get(statement.code, statement.facts.get("placements"))
        after[statement.code], problems = merger.merge(statement, held.get(statement.code), stated)
        plan.problems += problems
    return after


def _refusal(statement: Statement, first_line: dict[str, int], retired: set[str]) -> str:
    """Why the code of a line cannot stand; empty where it can."""
    if statement.code in first_line and statement.code:
        words = {"code": statement.code, "line": first_line[statement.code]}
        return _("%(code)s is on line %(line)s already") % words
    if statement.code in retired:
        return _("%(code)s was retired; a retired code is not used again") % {"code": statement.code}
    return ""


def _retired(codes: Collection[str]) -> set[str]:
    """Those of the codes, not on the list, that were on it once."""
    return set(
        Revision.objects.filter(change=Revision.Change.RETIRED, item__code__in=codes).values_list(
            "item__code", flat=True
        )
    )


def _handle_codes_twice(columns: Columns, statements: list[Statement], after: dict[str, Content]) -> Iterator[Problem]:
    """One 33-digit handling code stands for one item."""
    owners: dict[str, str] = {}
    for statement in statements:
        handle_code = after.get(statement.code, {}).get("handle_code")
        if handle_code and owners.setdefault(handle_code, statement.code) != statement.code:
            reason = _("is already that of %(code)s") % {"code": owners[handle_code]}
            yield Problem(statement.line, columns.title("handle_code"), reason)


def _compare(plan: Plan, held: dict[str, Content], after: dict[str, Content], stated: set[str]) -> None:
    """Differences by code. Only lists the file speaks of lose items: a municipal file leaves district lists alone."""
    levels = {content["list_level"] for content in after.values()}
    listed = {code for code, content in held.items() if content["list_level"] in levels}
    missing = listed - stated
    for code in sorted(set(after) | missing):
        before, now = held.get(code), after.get(code)
        if before == now:
            plan.unchanged += 1
        else:
            plan.differences.append(Difference(code, before, now))
    if len(missing) > len(listed) * RETIRED_WITHOUT_ASKING and not plan.options.replace:
        words = {"missing": len(missing), "listed": len(listed)}
        plan.refusals.append(
            _(
                "%(missing)s of %(listed)s items are not in the file and would be retired. If the file is the whole "
                "new list, say so with --replace."
            )
            % words
        )
