"""Who somebody is, without keeping the number of their document: keyed hashes, check digits, masks."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from . import rotation
from .models import Person
from .models.citizen import DocumentKind

LAST = 4

WRONG = {
    DocumentKind.ID_CARD: _("The number of an identity card has 18 characters. Please compare it with the card."),
    DocumentKind.RESIDENCE_PERMIT: _("The number of a residence permit has 18 digits and begins with 81, 82 or 83."),
    DocumentKind.HK_MACAO_PERMIT: _("The number of this permit is H or M and 8 digits."),
    DocumentKind.TAIWAN_PERMIT: _("The number of this permit has 8 digits."),
    DocumentKind.FOREIGN_ID: _("The number of this card is 3 letters and 12 digits, or 18 digits that begin with 9."),
    DocumentKind.PASSPORT: _("The number of a passport has 5 to 17 letters and digits."),
}
WRONG_CHECK_DIGIT = _("The last character does not fit the number. Please compare all 18 characters with the card.")

PATTERNS = {
    DocumentKind.ID_CARD: re.compile(r"[0-9]{17}[0-9X]"),
    DocumentKind.RESIDENCE_PERMIT: re.compile(r"8[123][0-9]{15}[0-9X]"),
    DocumentKind.HK_MACAO_PERMIT: re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}"),
    DocumentKind.FOREIGN_ID: re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{17}"),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
}


@dataclass(frozen=True)
class Document:
    """A document that was read and checked, as hashes under every key in use, the present one first.

    The number itself is not in it, so it cannot be logged or saved.
    """

    kind: DocumentKind
    hashes: tuple[tuple[str, str], ...]
    last_four: str


def plain(text: str) -> str:
    """What was typed in half-width capitals, without spaces and hyphens."""
    return re.sub(r"[\s\-‐-―·.]", "", unicodedata.normalize("NFKC", text)).upper()


def read(kind: str, number: str) -> Document:
    """The document. Raises ValidationError with a sentence that never repeats the number."""
    kind = DocumentKind(kind)
    found = PATTERNS[kind].fullmatch(plain(number))
    if not found:
        raise ValidationError(WRONG[kind], code="document-number")
    number = found[1] if found.lastindex else found[0]
    if check := CHECKS.get(kind):
        check(number)
    return Document(
        kind, tuple((key_id, _hash(key, kind, number)) for key_id, key in settings.IDENTITY_KEYS), number[-LAST:]
    )


def person(document: Document, now: datetime) -> Person:
    """The row of whoever holds the document, locked until the transaction ends.

    A row made under an older key is moved to the present one, or goes into the row that is there already.
    """
    (key_id, present), *older = document.hashes
    stale = [old for old in older if not rotation.move(*old, key_id, present)]
    row = Person(
        key_id=key_id,
        document_hash=present,
        document_kind=document.kind,
        last_four=document.last_four,
        made_at=now,
        seen_at=now,
    )
    [row] = Person.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["document_hash", "key_id"], update_fields=["seen_at"]
    )
    for old in stale:
        rotation.merge(*old, row)
    return row


def document_of(held: Person) -> Document:
    """The document of a person that is held, for who comes again and need not show its number."""
    return Document(DocumentKind(held.document_kind), ((held.key_id, held.document_hash),), held.last_four)


def is_same(one: Document, other: Document) -> bool:
    """Whether both are the same document."""
    return not set(one.hashes).isdisjoint(other.hashes)


def masked_name(name: str) -> str:
    """The family name and a star: 张*. Two characters of the family names that have two: 欧阳*."""
    name = name.strip()
    keep = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > len("张三") else 1
    return f"{name[:keep]}*" if name else ""


def masked_phone(phone: str | None) -> str:
    """138****1234."""
    return f"{phone[:3]}****{phone[-LAST:]}" if phone else ""


DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "申屠",
        "公孙",
        "慕容",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "令狐",
    ]
)


def _hash(key: bytes, kind: DocumentKind, number: str) -> str:
    return hmac.new(key, f"{kind}:{number}".encode(), hashlib.sha256).hexdigest()


def _check_card(number: str) -> None:
    """The check digit and the birthday.

    Not the place: numbers were given long after some people were born, also those of districts younger than they are.
    """
    _check_last(number)
    try:
        ric.get_birth_date(number)
    except InvalidComponent:
        raise ValidationError(WRONG[DocumentKind.ID_CARD], code="document-number") from None


def _check_last(number: str) -> None:
    """The check digit (GB 11643, mod 11-2)."""
    if ric.calc_check_digit(number) != number[-1]:
        raise ValidationError(WRONG_CHECK_DIGIT, code="document-check-digit")


CHECKS: dict[DocumentKind, Callable[[str], None]] = {
    DocumentKind.ID_CARD: _check_card,
    DocumentKind.RESIDENCE_PERMIT: _check_last,
}
