"""What a line states, laid over what is held: the content an item would have."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog.contents import LISTS, UNKNOWN, Content
from catalog.models import LegalBasis, ServiceItem

from .headers import Columns
from .places import Place, Placer
from .problems import Problem
from .statements import NOT_FIELDS, Statement

LIMITS = ("promise", "statutory")


class Merger:
    """Makes contents for one file. Facts the file does not carry keep their value; of a new item they are unknown.

    With `official` every item of the file is of the official list, and says so.
    """

    def __init__(self, columns: Columns, *, day: date, source: str, notice_no: str, official: bool) -> None:
        self.columns, self.source, self.official = columns, source, official
        self.placer = Placer(day=day, source=source, notice_no=notice_no)

    def merge(
        self, statement: Statement, held: Content | None, places: list[Place] | None
    ) -> tuple[Content, list[Problem]]:
        """The content, equal to `held` where the line says nothing new, and what does not fit together in it."""
        facts = statement.facts
        content = (held or self._unknown()) | {fact: facts[fact] for fact in facts if fact not in NOT_FIELDS}
        content |= {fact: facts[fact] for fact in ("department", "themes") if fact in facts}
        if content["tier"] != ServiceItem.Tier.B and "sharing" not in facts:
            content["sharing"] = ""
        for limit in LIMITS:
            if content[f"{limit}_days"] is None and f"{limit}_unit" not in facts:
                content[f"{limit}_unit"] = ""
        if "legal_basis" in facts:
            content["legal_bases"] = _legal_bases(facts, content["legal_bases"])
        if places is not None:
            content["placements"] = self.placer.place(content["code"], places, content["placements"])
        self._label(content, held, facts)
        problems = [Problem(statement.line, self.columns.title(fact), why) for fact, why in _misfits(content)]
        return content, problems

    def _unknown(self) -> Content:
        """A new item of which nothing is known. It is for both people and companies until a source narrows it."""
        return {
            **UNKNOWN,
            **{name: [] for name in (*LISTS, "aliases", "themes", "circumstances", "placements")},
            "list_level": ServiceItem.ListLevel.MUNICIPAL.value,
            "audience": ServiceItem.Audience.BOTH.value,
            "discreet_notice": False,
            "evidence": ServiceItem.Evidence.STAFF.value,
            "source": self.source,
        }

    def _label(self, content: Content, held: Content | None, facts: dict[str, Any]) -> None:
        """Where the item is from: the official list, or, if it is new or different, the source of this file."""
        if self.official:
            content |= {"evidence": ServiceItem.Evidence.OFFICIAL.value, "evidence_match": "", "source": self.source}
        elif content != held and not facts.get("source"):
            content["source"] = self.source
        if held and content["source"] != held["source"] and "source_date" not in facts:
            content["source_date"] = None


def _legal_bases(facts: dict[str, Any], held: list[Content]) -> list[Content]:
    """The statutes named; what is known of one that was named before is kept unless the file says more."""
    known = {basis["citation"]: basis for basis in held}
    stated = {"status": facts.get("basis_status"), "text_version": facts.get("basis_text_version")}
    fresh = {"status": LegalBasis.Status.STATED.value, "text_version": ""}
    return [
        fresh | known.get(citation, {}) | {"citation": citation} | {k: v for k, v in stated.items() if v is not None}
        for citation in facts["legal_basis"]
    ]


def _misfits(content: Content) -> Iterator[tuple[str, str]]:
    """Facts that do not go together, with the reason."""
    if content["tier"] == ServiceItem.Tier.B and not content["sharing"]:
        yield "sharing", _("an item of tier B is shared alike or by circumstance: 市区同办、分情形")
    if content["tier"] != ServiceItem.Tier.B and content["sharing"]:
        yield "sharing", _("only items of tier B are shared")
    if content["circumstances"] and content["sharing"] != ServiceItem.Sharing.BY_CIRCUMSTANCE:
        yield "sharing", _("the item has questions by circumstance; take them out on the staff pages first")
    for limit in LIMITS:
        days, unit = content[f"{limit}_days"], content[f"{limit}_unit"]
        if days is not None and not unit:
            yield f"{limit}_unit", _("a number of days needs a unit: 工作日、自然日")
        if days is None and unit:
            yield f"{limit}_days", _("a unit needs a number of days")
    if not content["task_type"]:
        yield "task_type", _("a new item needs it")
    if not content["placements"]:
        yield "placements", _("the item needs a place")
    for basis in content["legal_bases"]:
        if len(basis["citation"]) > LegalBasis._meta.get_field("citation").max_length:
            yield "legal_basis", _("too long")
