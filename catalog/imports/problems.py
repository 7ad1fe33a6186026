"""What is wrong with a file, in words its author can act on."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Unreadable(ValidationError):
    """The file as a whole cannot be taken in: not a table, or without columns it must have."""


class BadRows(ValidationError):
    """The plan has problems, so nothing of it is saved."""

    def __init__(self) -> None:
        super().__init__(_("The file has problems. Nothing was saved."), "bad_rows")


class BadValue(ValueError):
    """One cell does not say what its column may say. The text is the reason."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong: the line as a spreadsheet program counts it, the column as the file calls it, the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        words = {"line": self.line, "column": self.column, "reason": self.reason}
        if not self.column:
            return _("Line %(line)s: %(reason)s") % words
        return _("Line %(line)s, column “%(column)s”: %(reason)s") % words
