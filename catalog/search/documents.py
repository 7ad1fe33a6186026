"""The searchable documents, read from the catalogue; and the stamp that tells when to read them again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from catalog.models import Department, Placement, SearchState, SentenceVector, ServiceItem, Synonym

from . import meaning
from .analysis import Doc
from .synonyms import SynonymRule

READ = (
    *("code", "name", "aliases", "description", "department_id", "catalog_code", "task_code", "handle_code"),
    *("spelling", "tier", "task_type", "audience", "is_fee", "online_depth"),
)
VECTOR = ("text_hash", "vector")
FEE = {None: "unknown", False: "no", True: "yes"}

MADE_WHILE_LOADING = 16
"""Vectors that may be missing and are made on the spot: an item that was just edited is found by meaning at once. With
more of them missing search goes by words alone until `catalog.sentence_vectors` has made them."""

Stamp = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that one index is built from."""

    docs: Sequence[Doc]
    synonyms: Sequence[SynonymRule] = ()


def stamp() -> Stamp:
    """The generation of the catalogue, and the day: a placement may begin or end at midnight."""
    generation = SearchState.objects.filter(pk=SearchState.ONLY).values_list("generation", flat=True).first()
    return generation or 0, timezone.localdate()


def load(aliases: Mapping[str, Sequence[str]] | None = None) -> Corpus:
    """Every item in force today, in the order of the codes, and the synonyms. Six queries.

    `aliases` are those of some items, by code, as they might be.
    """
    docs = [replace(doc, aliases=tuple((aliases or {}).get(doc.code, doc.aliases))) for doc in documents()]
    return Corpus(with_vectors(docs), synonyms())


def synonyms() -> list[SynonymRule]:
    """What terms may stand for, in the order of the terms."""
    rows = Synonym.objects.order_by("term").values_list("term", "expansions", "weight")
    return [SynonymRule(term, tuple(expansions), float(weight)) for term, expansions, weight in rows]


def with_vectors(docs: Sequence[Doc]) -> list[Doc]:
    """The documents with their sentence vectors: all of them, or none where more are missing than can be made now."""
    model = meaning.model()
    if model is None:
        return list(docs)
    passages = {meaning.text_hash(text): text for text in map(meaning.passage, docs)}
    held = {key: bytes(vector) for key, vector in SentenceVector.objects.filter(model=model.name).values_list(*VECTOR)}
    missing = [key for key in passages if key not in held]
    if len(missing) > MADE_WHILE_LOADING:
        return list(docs)
    held |= zip(missing, model.passages([passages[key] for key in missing]), strict=True)
    return [replace(doc, vector=held[meaning.text_hash(meaning.passage(doc))]) for doc in docs]


def documents() -> list[Doc]:
    """One document for every item in force today, in the order of the codes, without vectors. Four queries."""
    departments = {department.pk: department for department in Department.objects.select_related("successor")}
    themes = _themes()
    placements = _placements(timezone.localdate())
    return [
        Doc(
            code=item.code,
            name=item.name,
            aliases=tuple(item.aliases),
            description=item.description,
            department=_department_names(departments[item.department_id]),
            codes=tuple(filter(None, (item.catalog_code, item.task_code, item.handle_code))),
            spelling=item.spelling,
            facets=_own_facets(item)
            | {"department": (departments[item.department_id].code,), "theme": themes.get(item.pk, ())}
            | placements.get(item.pk, {}),
        )
        for item in ServiceItem.objects.in_force().only(*READ).order_by("code")
    ]


def _own_facets(item: ServiceItem) -> dict[str, tuple[str, ...]]:
    audience = item.audience
    return {
        "tier": (item.tier,),
        "type": (item.task_type,),
        "audience": ("person", "company") if audience == ServiceItem.Audience.BOTH else (audience,),
        "fee": (FEE[item.is_fee],),
        "online": () if item.online_depth is None else (str(item.online_depth),),
    }


def _themes() -> dict[int, tuple[str, ...]]:
    """Item → slugs of its themes."""
    found: dict[int, list[str]] = defaultdict(list)
    pairs = ServiceItem.themes.through.objects.order_by("theme__position").values_list("serviceitem_id", "theme__slug")
    for item, slug in pairs:
        found[item].append(slug)
    return {item: tuple(slugs) for item, slugs in found.items()}


def _placements(day: date) -> dict[int, dict[str, tuple[str, ...]]]:
    """Item → the kinds of places and the halls that take it that day; a class of halls counts under its own name."""
    places: dict[int, dict[str, None]] = defaultdict(dict)
    halls: dict[int, dict[str, None]] = defaultdict(dict)
    rows = Placement.objects.in_force(day).order_by("position", "pk")
    for item, kind, hall, hall_class in rows.values_list("item_id", "kind", "hall__code", "hall_class"):
        places[item][kind] = None
        if hall or hall_class == Placement.HallClass.DISTRICT_OR_STREET:
            halls[item][hall or hall_class] = None
    return {item: {"place": tuple(kinds), "hall": tuple(halls.get(item, ()))} for item, kinds in places.items()}


def _department_names(department: Department) -> tuple[str, ...]:
    """Short, full, and what its successors are called."""
    successor = (department.successor.short_name, department.successor.full_name) if department.successor else ()
    named = department.successor_names.split("；")
    return tuple(dict.fromkeys(filter(None, (department.short_name, department.full_name, *named, *successor))))
