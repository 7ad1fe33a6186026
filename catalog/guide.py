"""One item as the finished page of a service guide: what to show, in the order and the words it is shown in.

Blocks without data are left out. Only the eight facts people always look for (where, when, what to bring, how long,
what it costs, who may apply, whom to call, on what law) are named as not published when they are missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import directions, office_days, places, routing, sources, wording
from .contacts import SERVICE_LINE
from .contents import LISTS
from .directions import Directions
from .models import CircumstanceAnswer, Fee, LegalBasis, Material, Placement, ServiceItem
from .places import PlaceFact
from .routing import Surroundings

Choice = Mapping[int, CircumstanceAnswer | None]

NECESSITIES = {
    Material.Necessity.REQUIRED: (gettext_lazy("Always needed"), ""),
    Material.Necessity.CONDITIONAL: (
        gettext_lazy("Needed only in some cases"),
        gettext_lazy("Bring it if the note fits your case."),
    ),
    Material.Necessity.LATER: (
        gettext_lazy("May follow later"),
        gettext_lazy("You can apply without it and hand it in by the date you are given."),
    ),
}

CERTAINTIES = {
    "high": gettext_lazy("fairly sure"),
    "medium": gettext_lazy("not quite sure"),
    "low": gettext_lazy("unsure"),
}


@dataclass(frozen=True)
class Fact:
    """One fact in finished words."""

    label: str
    value: str


@dataclass(frozen=True)
class MaterialLine:
    """One document to bring, in words."""

    name: str
    copies: str
    medium: str
    origin: str
    note: str


@dataclass(frozen=True)
class MaterialGroup:
    """The documents of one necessity."""

    title: str
    explanation: str
    lines: list[MaterialLine]


@dataclass(frozen=True)
class FeeLine:
    """One line of the fee table."""

    name: str
    amount: str
    basis: str
    as_of: str


@dataclass(frozen=True)
class BasisLine:
    """One statute, and how far its article was checked."""

    citation: str
    status: str
    text_version: str


@dataclass(frozen=True)
class Section:
    """An entry of the list of contents."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Guide:
    """All values of an item's page. Lists are empty where the item has no such block."""

    item: ServiceItem
    tags: list[str]
    facts: list[Fact]
    where: Directions
    materials: list[MaterialGroup]
    fee: str
    fees: list[FeeLine]
    legal_bases: list[BasisLine]
    delivery: list[str]
    contacts: list[PlaceFact]
    basics: list[Fact]
    provenance: list[Fact]
    unpublished: list[str]
    sections: list[Section]

    @property
    def data_day(self) -> date | None:
        """The day the data is of: its source's, else the day the version took effect."""
        return self.item.source_date or self.item.effective_from


def answers_of(item: ServiceItem) -> list[CircumstanceAnswer]:
    """All answers of the item's questions, in the order they are asked; no query for an item that asks nothing."""
    if item.sharing != ServiceItem.Sharing.BY_CIRCUMSTANCE:
        return []
    answers = CircumstanceAnswer.objects.filter(circumstance__item=item).select_related("circumstance")
    return list(answers.order_by("circumstance__position", "position"))


def read(item: ServiceItem, *, day: date, answers: Sequence[CircumstanceAnswer] = (), chosen: Choice) -> Guide:
    """The guide of an item in force, as it stands that day, for somebody who chose these answers."""
    in_force = Placement.objects.in_force(day).select_related("hall__district", "counter_group")
    in_order = Prefetch("placements", in_force.order_by("position", "pk"), to_attr="placements_in_force")
    prefetch_related_objects([item], "themes", *LISTS, in_order)
    placements = item.placements_in_force
    route = routing.route(item, placements, answers, chosen)
    around = Surroundings(places.local_halls(day) if directions.offers_a_choice(route) else (), day)
    fees, bases = item.fees.all(), item.legal_bases.all()
    unpublished = _unpublished(item)
    return Guide(
        item=item,
        tags=[wording.tier(item), item.get_task_type_display()],
        facts=_facts(item, route, fees),
        where=directions.give(item, route, routing.destinations(route, around), around, office_days.look_ahead(day)),
        materials=_materials(item.materials.all()),
        fee=wording.fee(item, fees),
        fees=[_fee(line) for line in fees],
        legal_bases=[_basis(basis) for basis in bases],
        delivery=_delivery(item),
        contacts=_contacts(item),
        basics=_basics(item),
        provenance=_provenance(item),
        unpublished=unpublished,
        sections=_sections(item, unpublished),
    )


def _facts(item: ServiceItem, route: routing.Route, fees: Sequence[Fee]) -> list[Fact]:
    visits = wording.visits(item)
    return [
        _told(_("Place of service"), directions.in_short(item, route)),
        _told(_("How long"), wording.time_limit(item)),
        *([Fact(_("Visits"), visits)] if visits else []),
        _told(_("Fee"), wording.fee(item, fees)),
    ]


def _told(label: str, value: str) -> Fact:
    return Fact(label, value or _("Not yet published"))


def _materials(materials: Sequence[Material]) -> list[MaterialGroup]:
    return [
        MaterialGroup(str(title), str(explanation), lines)
        for necessity, (title, explanation) in NECESSITIES.items()
        if (lines := [_material(material) for material in materials if material.necessity == necessity])
    ]


def _material(material: Material) -> MaterialLine:
    return MaterialLine(
        name=material.name,
        copies=wording.copies(material),
        medium=material.get_medium_display(),
        origin=material.get_origin_display(),
        note=material.note,
    )


def _fee(line: Fee) -> FeeLine:
    return FeeLine(line.name, wording.amount(line), line.basis, line.as_of)


def _basis(basis: LegalBasis) -> BasisLine:
    return BasisLine(basis.citation, basis.get_status_display(), sources.in_words(basis.text_version))


def _delivery(item: ServiceItem) -> list[str]:
    ways = []
    if item.supports_mail_result:
        ways.append(_("The result can be posted to you."))
    if item.supports_locker:
        ways.append(_("The result can be left in a locker at the hall."))
    return ways


def _contacts(item: ServiceItem) -> list[PlaceFact]:
    return [
        _phone(_("Questions"), item.consult_phone),
        _phone(_("Complaints"), item.complaint_phone),
    ]


def _phone(label: str, number: str) -> PlaceFact:
    """The item's own number; without one, the city's service line and a word that the own number is not published."""
    if number:
        return PlaceFact(label, number, dial=places.dial(number))
    return PlaceFact(label, SERVICE_LINE, _("the department's own number is not published yet"), SERVICE_LINE)


def _basics(item: ServiceItem) -> list[Fact]:
    facts = [
        Fact(_("Item code"), item.code),
        Fact(_("Basic code"), item.catalog_code),
        Fact(_("Implementation code"), item.task_code),
        Fact(_("Handling code"), item.handle_code),
        Fact(_("Type"), item.get_task_type_display()),
        Fact(_("Who it is for"), item.get_audience_display()),
        Fact(_("Kind of decision"), item.get_project_type_display()),
        Fact(_("Online"), item.get_online_depth_display() if item.online_depth else ""),
        Fact(_("Promised time"), _with_basis(wording.promised_time(item), item.promise_basis)),
        Fact(_("Statutory time"), _with_basis(wording.statutory_time(item), item.statutory_basis)),
        Fact(_("Why you must come"), item.visits_reason),
    ]
    return [fact for fact in facts if fact.value]


def _with_basis(text: str, basis: str) -> str:
    return _("%(text)s (%(basis)s)") % {"text": text, "basis": basis} if text and basis else text


def _provenance(item: ServiceItem) -> list[Fact]:
    facts = [
        Fact(_("How the name is known"), item.get_evidence_display()),
        Fact(_("Name seen in"), item.evidence_match),
        Fact(_("Source"), sources.in_words(item.source)),
        Fact(_("Source of the guide"), sources.in_words(item.guide_source)),
        Fact(_("Trust in the guide"), str(CERTAINTIES.get(item.guide_certainty, ""))),
    ]
    return [fact for fact in facts if fact.value]


def _unpublished(item: ServiceItem) -> list[str]:
    """Which of the blocks everybody looks for have nothing in them."""
    blocks = {
        _("What to bring"): item.materials.all(),
        _("Who may apply"): item.conditions.all(),
        _("Fee"): item.is_fee is not None,
        _("Time limit"): wording.time_limit(item),
        _("Legal basis"): item.legal_bases.all(),
    }
    return [title for title, held in blocks.items() if not held]


def _sections(item: ServiceItem, unpublished: Sequence[str]) -> list[Section]:
    blocks = [
        ("where", _("Where to go"), True),
        ("materials", _("What to bring"), item.materials.all()),
        ("conditions", _("Who may apply"), item.conditions.all()),
        ("steps", _("How it goes"), item.steps.all()),
        ("fees", _("Fee"), item.is_fee is not None),
        ("result", _("Result"), item.result_name),
        ("unpublished", _("Not yet published"), unpublished),
        ("basis", _("Legal basis"), item.legal_bases.all()),
        ("forms", _("Forms of handling"), item.handling_forms.all()),
        ("questions", _("Frequent questions"), item.questions.all()),
        ("contacts", _("Questions and complaints"), True),
        ("about", _("About this guide"), True),
    ]
    return [Section(anchor, title) for anchor, title, held in blocks if held]
