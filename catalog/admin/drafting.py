"""The page as it was sent becomes the content of a draft."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import revisions
from catalog.contents import FIELDS, LISTS, Content, plain
from catalog.models import Draft, Placement, ServiceItem
from catalog.search.text import clean

from .item_form import ItemForm
from .lines import LineForm, LineFormSet, list_name
from .sheet import Sheet

Position = tuple[int, int]


class NoSuchAnswer(ValidationError):
    """A placement depends on an answer that the draft does not have."""

    def __init__(self, answer: str) -> None:
        message = _("A placement depends on answer %(answer)s, which is not there.")
        super().__init__(message, "no_answer", {"answer": answer})


class PlacedTwice(ValidationError):
    """The same place stands twice under the same answer."""

    def __init__(self) -> None:
        super().__init__(_("The same place is listed twice under the same answer."), "placed_twice")


class NotOnList(ValidationError):
    """The item is not on the list on the day of a change."""

    def __init__(self) -> None:
        super().__init__(_("The item was not on the list on that day."), "not_on_list")


class AliasHeld(ValidationError):
    """The item is called that already."""

    def __init__(self, alias: str) -> None:
        super().__init__(_("The item is already called “%(alias)s”."), "alias_held", {"alias": alias})


def with_alias(item: ServiceItem, alias: str, day: date) -> Content:
    """The content that holds on that day, with one more name that people use. Raises NotOnList, AliasHeld."""
    holds = item.revisions.as_of(day).first()
    if holds is None or holds.is_retirement:
        raise NotOnList
    names = {clean(name).text for name in (holds.content["name"], *holds.content["aliases"])}
    if clean(alias).text in names:
        raise AliasHeld(alias)
    return holds.content | {"aliases": [*holds.content["aliases"], alias]}


def draft(*, form: ItemForm, formsets: Sequence[LineFormSet], by: Any, now: datetime) -> Draft:
    """What the clerk wrote waits for somebody else's decision. Raises what `revisions.draft` raises, and the above."""
    content = read(form, formsets)
    if content == form.sheet.content:
        raise revisions.NothingChanged
    change = form.cleaned_data
    return revisions.draft(
        content=content,
        effective_from=change["day"],
        by=by,
        reason=change["reason"],
        notice_no=change["notice_no"],
        now=now,
    )


def read(form: ItemForm, formsets: Sequence[LineFormSet]) -> Content:
    """The content that the page describes. Raises NoSuchAnswer, PlacedTwice."""
    lines = {list_name(formset.model): formset.kept() for formset in formsets}
    code = form.instance.code
    circumstances, numbers = _circumstances(lines["circumstances"])
    return {
        **{name: plain(form.cleaned_data[name]) for name in FIELDS if name != "code"},
        "code": code,
        "department": form.cleaned_data["department"],
        "themes": [slug for slug, _name in form.sheet.theme_choices() if slug in form.cleaned_data["themes"]],
        **{name: [line.content() for line in lines[name]] for name in LISTS},
        "circumstances": circumstances,
        "placements": _placements(lines["placements"], form, numbers),
    }


def _circumstances(lines: Sequence[LineForm]) -> tuple[list[Content], dict[Position, Position]]:
    """The questions, and for each answer as it is numbered on the page its number in the content."""
    numbers = {}
    for number, line in enumerate(lines, 1):
        shown = line.cleaned_data.get("position") or number
        for position, (place, _answer) in enumerate(line.answers(), 1):
            numbers[shown, place] = (number, position)
    return [line.content() for line in lines], numbers


def _placements(lines: Sequence[LineForm], form: ItemForm, numbers: Mapping[Position, Position]) -> list[Content]:
    codes = Codes(form.instance, form.sheet)
    held = {line["code"]: line for line in form.sheet.lines("placements")}
    placements = [_placement(line, held, codes, form.cleaned_data["day"], numbers) for line in lines]
    open_places = Counter(
        (p["hall"], p["hall_class"], tuple(p["answer"] or ())) for p in placements if not p["valid_to"]
    )
    if any(count > 1 for count in open_places.values()):
        raise PlacedTwice
    return placements


def _placement(
    line: LineForm, held: Mapping[str, Content], codes: "Codes", day: date, numbers: Mapping[Position, Position]
) -> Content:
    content, answer = line.content(), line.cleaned_data["answer"]
    before = held.get(content["code"])
    if before is None or _place(before) != _place(content):  # A move ends the old placement: bookings point at it.
        content |= {"code": codes.next(), "valid_from": day.isoformat() if before else content["valid_from"]}
    return content | {
        "valid_from": content["valid_from"] or day.isoformat(),
        "answer": _answer(answer, numbers) if answer else None,
    }


def _place(placement: Content) -> tuple[str, ...]:
    return placement["kind"], placement["hall"], placement["hall_class"]


def _answer(shown: str, numbers: Mapping[Position, Position]) -> list[int]:
    number, _dot, place = shown.partition(".")
    try:
        return list(numbers[int(number), int(place)])
    except KeyError:
        raise NoSuchAnswer(shown) from None


class Codes:
    """Placement codes of one item; a code that was ever used is not given again."""

    def __init__(self, item: ServiceItem, sheet: Sheet) -> None:
        self.prefix = f"{item.code}-P"
        used = {line["code"] for line in sheet.lines("placements")}
        used |= set(Placement.objects.filter(code__startswith=self.prefix).values_list("code", flat=True))
        if item.pk:
            later = item.revisions.values_list("content__placements", flat=True)
            used |= {line["code"] for lines in later for line in lines or []}
        numbers = [code.removeprefix(self.prefix) for code in used]
        self.last = max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0)

    def next(self) -> str:
        """The next free code."""
        self.last += 1
        return f"{self.prefix}{self.last}"
