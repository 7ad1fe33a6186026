"""What is asked of booking: a visit, who comes, and the request it came with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from django.db import IntegrityError

from catalog.models import ServiceItem

from . import identity
from .identity import Document
from .models import ApiClient, Booking, Line, Person
from .refusals import KeyReused, Refusal, TwoPlacesAtOnce

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """What is wanted: at which line, from when, and for which items."""

    line: Line
    starts_at: datetime
    items: Sequence[ServiceItem]


@dataclass(frozen=True)
class Named:
    """Somebody as they name themselves, with the document they will bring."""

    name: str
    document: Document


@dataclass(frozen=True)
class Party:
    """Who comes: the applicant, or somebody in their place and how the two are related."""

    applicant: Named
    agent: Named | None = None
    relation: str = ""


@dataclass(frozen=True)
class Request:
    """Who asks, under which key (`references.request_key`), and what its body was."""

    key: str
    fingerprint: str = ""
    channel: str = Booking.Channel.WEB
    client: ApiClient | None = None


def once(change: Callable[P, Booking]) -> Callable[P, Booking]:
    """The request makes one booking. Called again with its key it returns that one, which says that it
    is repeated, or raises KeyReused.

    The key is looked for only where the change was refused: that it is new is what nearly always happens.
    """

    @wraps(change)
    def only_once(*args: P.args, **kwargs: P.kwargs) -> Booking:
        request: Request = kwargs["request"]
        try:
            return change(*args, **kwargs)
        except (Refusal, IntegrityError) as error:
            if earlier := Booking.objects.filter(request_key=request.key).select_related("line__hall").first():
                if earlier.fingerprint != request.fingerprint:
                    raise KeyReused from error
                earlier.is_repeated = True
                return earlier
            if isinstance(error, IntegrityError) and is_about(error, "applicant", "starts_at"):
                raise TwoPlacesAtOnce from error
            raise

    return only_once


def people(party: Party, now: datetime) -> tuple[Person, Person | None]:
    """The rows of those who come, locked in one order for everybody."""
    named = [party.applicant, *([party.agent] if party.agent else [])]
    rows = {
        each.document: identity.person(each.document, now)
        for each in sorted(named, key=lambda each: each.document.hashes[0])
    }
    return rows[party.applicant.document], rows[party.agent.document] if party.agent else None


def is_about(error: IntegrityError, *columns: str) -> bool:
    """Whether it is the uniqueness of these columns: databases name the constraint or the columns."""
    return all(column in str(error) for column in columns)
