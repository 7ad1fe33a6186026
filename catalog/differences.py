"""Two contents of one item compared in words: what a reader of a draft or of the history has to look at.

Codes are shown with the names they stand for, choices by their labels, and lists line by line, old beside new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from . import contents, sources
from .contents import Content
from .models import Circumstance, CircumstanceAnswer, Department, Hall, Placement, ServiceItem, Theme

FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Row:
    """One line, before and after. A line that is not there on one side is empty there."""

    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ."""
        return self.before != self.after

    @property
    def change(self) -> str:
        """What happened to the line, in one word; empty for a line that stayed."""
        if not self.is_changed:
            return ""
        if not self.before:
            return _("added")
        return _("changed") if self.after else _("removed")


@dataclass(frozen=True)
class Difference:
    """One field of the content that differs, with all its lines."""

    label: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Names:
    """What the codes in a content stand for."""

    departments: dict[str, str]
    halls: dict[str, str]
    themes: dict[str, str]

    @classmethod
    def read(cls) -> "Names":
        """All of them, in three queries."""
        return cls(
            departments=dict(Department.objects.values_list("code", "short_name")),
            halls=dict(Hall.objects.values_list("code", "short_name")),
            themes=dict(Theme.objects.values_list("slug", "name")),
        )


def compare(before: Content | None, after: Content, names: Names) -> list[Difference]:
    """The fields that differ, in the order of the content. Everything that is held, where there is no before."""
    if contents.is_retirement(after):
        return _retirement(after)
    old = before if before and not contents.is_retirement(before) else {}
    return [
        Difference(_label(name), _rows(_lines(name, old, names), _lines(name, after, names)))
        for name in _names()
        if _lines(name, old, names) != _lines(name, after, names)
    ]


def _names() -> Iterator[str]:
    yield from ("code", "name", "department")
    yield from (name for name in contents.FIELDS if name not in ("code", "name"))
    yield from ("themes", *contents.LISTS, "circumstances", "placements")


def _retirement(content: Content) -> list[Difference]:
    rows = {
        _("Off the list"): _("This item is taken off the list."),
        _("Why"): content["reason"],
        _("Successor item"): content["successor"],
    }
    return [Difference(label, [Row("", text)]) for label, text in rows.items() if text]


def _label(name: str) -> str:
    if name in contents.LISTS:
        return str(contents.LISTS[name][0]._meta.verbose_name_plural)
    if name == "circumstances":
        return str(Circumstance._meta.verbose_name_plural)
    if name == "placements":
        return str(Placement._meta.verbose_name_plural)
    return str(ServiceItem._meta.get_field(name).verbose_name)


def _lines(name: str, content: Content, names: Names) -> list[str]:
    value = content.get(name)
    if value in (None, "", []):
        return []
    if name == "department":
        return [names.departments.get(value, value)]
    if name == "themes":
        return [names.themes.get(slug, slug) for slug in value]
    if name == "circumstances":
        return [line for number, each in enumerate(value, 1) for line in _circumstance(number, each)]
    if name == "placements":
        return [_placement(each, names) for each in value]
    if name in contents.LISTS:
        model, fields = contents.LISTS[name]
        return [_facts(model, each, fields) for each in value]
    return [str(each) for each in value] if isinstance(value, list) else [_words(ServiceItem, name, value)]


def _facts(model: type[Model], line: Content, fields: Sequence[str]) -> str:
    """The first field as it is, the others with their labels."""
    first, *others = fields
    said = [name for name in others if line[name] not in (None, "")]
    facts = [f"{model._meta.get_field(name).verbose_name}: {_words(model, name, line[name])}" for name in said]
    return _("; ").join([_words(model, first, line[first]), *facts])


def _words(model: type[Model], name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "amount_fen":
        return _("%(amount)s yuan") % {"amount": f"{value / FEN_PER_YUAN:.2f}"}
    if name in ("source", "guide_source"):
        return sources.in_words(value)
    if name == "evidence":  # Handling forms use the labels of items.
        model = ServiceItem
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


def _circumstance(number: int, content: Content) -> Iterator[str]:
    facts = _facts(Circumstance, content, [name for name in contents.CIRCUMSTANCE_FIELDS if content[name] is not False])
    yield f"{number}. {facts}"
    for position, answer in enumerate(content["answers"], 1):
        yield f"{number}.{position} {_facts(CircumstanceAnswer, answer, contents.ANSWER_FIELDS)}"


def _placement(content: Content, names: Names) -> str:
    place = names.halls.get(content["hall"], content["hall"]) or _words(Placement, "hall_class", content["hall_class"])
    facts = [place, content["counter_group"]]
    if content["answer"]:
        facts.append(_("only under answer %(answer)s") % {"answer": ".".join(map(str, content["answer"]))})
    shown = ("code", "kind", "note", "notice_no", "source", "valid_from", "valid_to")
    return _("; ").join([fact for fact in facts if fact] + [_facts(Placement, content, shown)])


def _rows(before: list[str], after: list[str]) -> list[Row]:
    rows = []
    for _tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        rows += [Row(*pair) for pair in zip_longest(before[a:b], after[c:d], fillvalue="")]
    return rows
