"""From what a request says to what is asked of booking."""

import re
from datetime import UTC, datetime

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as HttpRequest

from appointments import identity, phones, references
from appointments.asking import Named, Party, Request, Visit
from appointments.models import Booking, Line, Slot
from appointments.models.citizen import DocumentKind
from appointments.offering import MOST_ITEMS
from appointments.refusals import TooManyItems
from appointments.remembering import lasting, remembered
from catalog.models import ServiceItem

from .bodies import Body

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x20-\x7e]{1,128}")
SLOT = re.compile(r"[1-9][0-9]{0,17}")
LONGEST_CODE, LONGEST_NAME, LONGEST_NUMBER, LONGEST_PHONE = 40, 60, 40, 30
YEARS = range(2000, 2100)

RELATIONS, DOCUMENTS = Booking.Relation.values, DocumentKind.values

PLACE = ("slot", "hall", "line", "starts_at")


def visit(body: Body) -> Visit | None:
    """The time and the items asked for; None where something about them was noted."""
    found, items = place(body), _items_of(body)
    return Visit(*found, items) if found and items else None


def place(body: Body) -> tuple[Line, datetime] | None:
    """The line and the time, by a slot or by themselves; None where something about them was noted."""
    found = _by_slot(body) if "slot" in body else _by_line(body)
    if not found:
        return None
    line, starts_at = found
    if "hall" in body and body.text("hall", LONGEST_CODE) not in ("", line.hall.code):
        body.note("hall", _("This time is at another hall."))
    if "slot" in body and "line" in body and body.text("line", LONGEST_CODE) not in ("", line.code):
        body.note("line", _("This time is at another line."))
    if "slot" in body and "starts_at" in body and _moment(body) not in (None, starts_at):
        body.note("starts_at", _("This slot begins at another time."))
    return found


def _by_slot(body: Body) -> tuple[Line, datetime] | None:
    text = body.text("slot", LONGEST_CODE)
    found = _slot(int(text)) if SLOT.fullmatch(text) else None
    if text and not found:
        body.note("slot", _("There is no such slot. Please ask for the free times again."))
    return (_line(found[0]), found[1]) if found else None


def _by_line(body: Body) -> tuple[Line, datetime] | None:
    code, starts_at = body.text("line", LONGEST_CODE), _moment(body)
    line = _line(code) if code else None
    if code and not line:
        body.note("line", _("There is no such line. Please ask for the free times again."))
    return (line, starts_at) if line and starts_at else None


def _moment(body: Body) -> datetime | None:
    text = body.text("starts_at", LONGEST_CODE)
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found and found.tzinfo and found.year in YEARS:
        return found.astimezone(UTC)
    if text:
        body.note("starts_at", _("Write a day, a time and an offset, such as 2026-11-25T09:00:00+08:00."))
    return None


def _items_of(body: Body) -> tuple[ServiceItem, ...]:
    codes = body.texts("items", LONGEST_CODE)
    if len(codes) > MOST_ITEMS:
        raise TooManyItems(limit=MOST_ITEMS)
    held = in_force(tuple(codes)) if codes else {}
    for number, code in enumerate(codes):
        if code not in held:
            body.note(f"items.{number}", _("This is not the code of an item in force."))
    return tuple(held[code] for code in codes if code in held)


@remembered
def in_force(codes: tuple[str, ...]) -> dict[str, ServiceItem]:
    """Those of the codes that items in force have, with the items."""
    return {item.code: item for item in ServiceItem.objects.in_force().filter(code__in=codes)}


@lasting
def _slot(pk: int) -> tuple[str, datetime] | None:
    """The code of its line, and when it begins."""
    return Slot.objects.filter(pk=pk).values_list("line__code", "starts_at").first()


@remembered
def _line(code: str) -> Line | None:
    return Line.objects.filter(code=code).select_related("hall", "counter_group").first()


def phone(citizen: Body) -> str:
    """The number of the mobile phone; "" where it was noted."""
    typed = citizen.text("phone", LONGEST_PHONE)
    try:
        return phones.read(typed) if typed else ""
    except DjangoValidationError as error:
        citizen.note("phone", error.messages[0])
        return ""


def party(citizen: Body) -> Party | None:
    """Who comes; None where something about them was noted."""
    citizen.only("name", "phone", "document", "agent")
    applicant = _named(citizen)
    if "agent" not in citizen:
        return Party(applicant) if applicant else None
    told = citizen.part("agent")
    told.only("name", "document", "relation")
    agent, relation = _named(told), told.one_of("relation", RELATIONS)
    if applicant and agent and identity.is_same(applicant.document, agent.document):
        told.note("document.number", _("This is the document of the applicant. Leave the agent out, or name another."))
    return Party(applicant, agent, relation) if applicant and agent and relation else None


def _named(body: Body) -> Named | None:
    name, told = body.text("name", LONGEST_NAME), body.part("document")
    told.only("kind", "number")
    kind, number = told.one_of("kind", DOCUMENTS), told.text("number", LONGEST_NUMBER)
    if not (name and kind and number):
        return None
    try:
        return Named(name, identity.read(kind, number))
    except DjangoValidationError as error:
        told.note("number", error.messages[0])
        return None


def request(http: HttpRequest, address: str, *asked: object) -> Request:
    """The request under its key, which counts for one partner and one address. Raises ValidationError without a key.

    What was asked goes into the fingerprint, documents as their hashes: it must not tell the numbers either.
    """
    key = http.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not KEY.fullmatch(key):
        sentence = _("Send a header “%(name)s” of 1 to 128 ASCII characters, a new one for each new request.")
        raise ValidationError({KEY_HEADER: [sentence % {"name": KEY_HEADER}]})
    return Request(
        key=references.request_key(f"client:{http.auth.pk}:{address}", key),
        fingerprint=references.fingerprint([_told(each) for each in asked]),
        channel=Booking.Channel.PARTNER,
        client=http.auth,
    )


def _told(asked: object) -> object:
    match asked:
        case Visit(line, starts_at, items):
            return [line.code, starts_at.isoformat(), [item.code for item in items]]
        case Party(applicant, agent, relation):
            return [_told(applicant), agent and _told(agent), relation]
        case Named(name, document):
            return [name, document.kind, document.hashes[0][1]]
    return asked
