"""What a line of the file states about its item: facts by name, as values of a content."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import Department, LegalBasis, ServiceItem, Theme

from . import values
from .headers import DEPARTMENTS, Columns
from .places import Halls
from .problems import BadValue, Problem
from .tables import Line

TIERS = values.choice(values.ALL_TIERS, named="A、B、C、D")
SIMPLE: dict[str, Callable[[str], Any]] = {
    "code": values.code,
    "list_level": values.choice(values.LIST_LEVELS, named="3、4", empty="municipal"),
    "sharing": values.choice(values.SHARING, named="市区同办、分情形", empty=""),
    "task_type": values.choice(values.TASK_TYPE, named="、".join(list(values.TASK_TYPE)[:7])),
    "audience": values.audience,
    "aliases": values.words,
    "project_type": values.choice(values.PROJECT_TYPES, named="即办件、承诺件", empty=""),
    "promise_days": values.number,
    "promise_unit": values.choice(values.UNITS, named="工作日、自然日", empty=""),
    "statutory_days": values.number,
    "statutory_unit": values.choice(values.UNITS, named="工作日、自然日", empty=""),
    "visits": values.number,
    "online_depth": values.choice(values.DEPTHS, named="1、2、3、4", empty=None),
    "is_fee": values.choice(values.YES_NO, named="是、否", empty=None),
    "supports_mail_result": values.choice(values.YES_NO, named="是、否", empty=None),
    "supports_locker": values.choice(values.YES_NO, named="是、否", empty=None),
    "legal_basis": values.citations,
    "basis_status": values.choice(values.BASIS, named="、".join(LegalBasis.Status.values), empty="stated"),
    "evidence": values.choice(values.EVIDENCES, named="official、staff"),
    "source_date": values.day,
}
NOT_FIELDS = {"legal_basis", "basis_status", "basis_text_version", "themes", "placements", *DEPARTMENTS}


@dataclass
class Statement:
    """One line understood: its facts, and what is wrong with it."""

    line: int
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The item code; "" where the line has none that could be read."""
        return self.facts.get("code", "")


class Reader:
    """Reads lines by the columns of one file."""

    def __init__(self, columns: Columns, halls: Halls) -> None:
        self.columns, self.halls = columns, halls
        self._themes = {word: each.slug for each in Theme.objects.all() for word in (each.slug, each.name)}
        self._departments: dict[str, set[str]] = defaultdict(set)
        for each in Department.objects.all():
            for name in (each.code, each.short_name, each.full_name):
                self._departments[name].add(each.code)

    def read(self, line: Line) -> Statement:
        """All facts the line states; every problem is noted, none stops the rest."""
        statement = Statement(line.number)
        for fact, header in self.columns.headers.items():
            if fact not in DEPARTMENTS and fact != "tier":
                self._note(statement, fact, lambda fact=fact, text=line.cells[header]: self._value(fact, text))
        self._note(statement, "tier", lambda: self._tier(line, statement))
        self._read_department(line, statement)
        return statement

    def _note(self, statement: Statement, fact: str, read: Callable[[], Any]) -> None:
        try:
            statement.facts[fact] = read()
        except BadValue as error:
            statement.problems.append(Problem(statement.line, self.columns.title(fact), str(error)))

    def _value(self, fact: str, text: str) -> Any:
        if fact == "themes":
            return self._theme_slugs(text)
        if fact == "placements":
            return self.halls.places(text)
        value = SIMPLE.get(fact, values.one_line)(text)
        if fact not in NOT_FIELDS:
            _check_field(fact, value)
        return value

    def _tier(self, line: Line, statement: Statement) -> str:
        """Of the municipal list only A and B; the report says so. Other lists hold C and D as well."""
        text = line.cells[self.columns.headers["tier"]]
        if statement.facts.get("list_level", "municipal") == ServiceItem.ListLevel.MUNICIPAL:
            return values.choice(values.MUNICIPAL_TIERS, named=_("%(one)s or %(other)s") % {"one": "A", "other": "B"})(
                text
            )
        return TIERS(text)

    def _read_department(self, line: Line, statement: Statement) -> None:
        """One department that every column about it agrees on."""
        found: set[str] | None = None
        for fact in DEPARTMENTS:
            text = line.cells.get(self.columns.headers.get(fact, ""), "")
            if not text:
                continue
            known = self._departments.get(text)
            if not known:
                reason = _("not held: %(value)s") % {"value": text[:40]}
                statement.problems.append(Problem(line.number, self.columns.title(fact), reason))
                return
            found = known if found is None else found & known
            if not found:
                reason = _("does not fit the other columns about the department: %(value)s") % {"value": text[:40]}
                statement.problems.append(Problem(line.number, self.columns.title(fact), reason))
                return
        if found is None or len(found) > 1:
            title = next(self.columns.headers[fact] for fact in DEPARTMENTS if fact in self.columns.headers)
            reason = _("several departments are called so; give the code") if found else _("must not be empty")
            statement.problems.append(Problem(line.number, title, reason))
        else:
            [statement.facts["department"]] = found

    def _theme_slugs(self, text: str) -> list[str]:
        said = values.words(text)
        if unknown := [word for word in said if word not in self._themes]:
            raise BadValue(_("not held: %(value)s") % {"value": "、".join(unknown)[:40]})
        slugs = {self._themes[word] for word in said}
        return [slug for slug in dict.fromkeys(self._themes.values()) if slug in slugs]


def _check_field(fact: str, value: Any) -> None:
    """The value fits the column of the database: not too long, not out of range, not empty where it must be filled."""
    column = ServiceItem._meta.get_field(fact)
    try:
        column.clean(value, None)
    except ValidationError as error:
        raise BadValue("；".join(error.messages)) from error
