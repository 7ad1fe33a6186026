"""The sheet a clerk writes on: the version of an item that an edit starts from, and what it may name."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalog import contents, writing
from catalog.contents import Content
from catalog.models import Revision, ServiceItem

SPARE_ANSWERS = 2
LEAST_ANSWERS = 4

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """One version of an item, or an empty sheet for a new one. Nothing on it is saved but as a draft."""

    content: Content | None
    based_on: int
    effective_from: date | None
    neighbours: writing.Neighbours

    @classmethod
    def open(cls, item: ServiceItem | None, version: str | None) -> "Sheet":
        """The version asked for, else the one that holds last of all, today's or a later one."""
        neighbours = writing.Neighbours.read()
        revision = _revision(item, version) if item else None
        if revision is None:
            return cls(None, 0, None, neighbours)
        return cls(revision.content, revision.number, revision.effective_from, neighbours)

    @property
    def is_retired(self) -> bool:
        """Whether this version takes the item off the list: there is nothing to edit then."""
        return self.content is not None and contents.is_retirement(self.content)

    def lines(self, name: str) -> list[Content]:
        """One list of the content; empty on an empty sheet."""
        return self.content[name] if self.content and not self.is_retired else []

    @property
    def answer_slots(self) -> int:
        """How many answers a question may have on this page."""
        longest = max((len(each["answers"]) for each in self.lines("circumstances")), default=0)
        return max(longest + SPARE_ANSWERS, LEAST_ANSWERS)

    def department_choices(self) -> Choices:
        """Every department by code."""
        return [(code, each.short_name) for code, each in self.neighbours.departments.items()]

    def theme_choices(self) -> Choices:
        """Every theme by slug."""
        return [(slug, each.name) for slug, each in self.neighbours.themes.items()]

    def hall_choices(self) -> list[tuple[str, Choices]]:
        """Every hall by code, under its kind."""
        groups: dict[str, Choices] = {}
        for code, hall in self.neighbours.halls.items():
            groups.setdefault(hall.get_kind_display(), []).append((code, hall.short_name))
        return list(groups.items())

    def counter_choices(self) -> Choices:
        """The names of counter groups. Which hall has which is looked at when the placement is complete."""
        return [(name, name) for name in sorted({name for _hall, name in self.neighbours.counter_groups})]

    def answer_choices(self) -> Choices:
        """The item's own answers, by the number of their question and their own, and free places for new ones."""
        choices = []
        for number in range(1, len(self.lines("circumstances")) + 2):
            for position in range(1, self.answer_slots + 1):
                key = f"{number}.{position}"
                choices.append((key, f"{key} {self._answer_label(number, position)}"))
        return choices

    def _answer_label(self, number: int, position: int) -> str:
        try:
            return self.lines("circumstances")[number - 1]["answers"][position - 1]["label"]
        except IndexError:
            return _("(new)")


def _revision(item: ServiceItem, version: str | None) -> Revision | None:
    if version and version.isascii() and version.isdigit():
        return item.revisions.filter(number=int(version[:9])).first()
    return item.revisions.as_of(date.max).first()
