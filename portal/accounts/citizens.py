"""Whose phone it is: the citizen behind a code that was right, and what happens when a number has passed on.

Numbers are given to new people after a while (二次放号). Where one was not used here for 90 days, whoever holds it now
says the last four characters of the document they booked with, before they see anything.
"""

import hmac
from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from appointments import identity
from appointments.models import Booking, Citizen
from appointments.patience import patiently
from appointments.refusals import Refusal

from .models import PhoneCode
from .phone_codes import AGAIN, CodeOver, hash_of

QUIET = timedelta(days=90)
TO_ANSWER = timedelta(minutes=10)
MOST_DOCUMENTS = 3
"""Wrong answers for one phone in a day, whatever the number of codes."""

KEPT = timedelta(days=365)
"""After somebody last signed in or had a visit (PIPL 19: no longer than needed; the operator of the portal decides)."""


class WrongDocument(Refusal):
    code = "wrong-document"
    sentence = _("These are not the last four characters of that document. Please look again, or say it is not yours.")


@patiently
def arrive(*, code: PhoneCode, phone: str, now: datetime) -> Citizen | None:
    """The citizen with that phone, made if there is none. None where the last four of a document are asked first.

    The code must have been used for it just now. Of a phone that was quiet for long and tells no document to ask for,
    nothing is shown: whoever holds it starts anew. With the same code again it is the same one. Raises Busy.
    """
    citizen = _locked(phone, now)
    if not _may_have_passed_on(citizen, now):
        return _seen(citizen, now)
    if citizen.person_id is None:
        return _start_anew(citizen, phone, now)
    PhoneCode.objects.filter(pk=code.pk, document_asked_at=None).update(document_asked_at=now)
    return None


def asks(*, key: str, phone: str, now: datetime) -> bool:
    """Whether the browser with that key still has to say the last four."""
    return _asking(key, phone, now).exists()


def prove(*, key: str, phone: str, last_four: str, now: datetime) -> Citizen:
    """The citizen, if these are the last four of their document; after three wrong ones that day, a new citizen.

    Answered alike again within a minute it is the same one. Raises WrongDocument, Busy, or CodeOver where nothing was
    asked or the time to answer is over.
    """
    citizen = _proved(key, phone, last_four, now)
    if citizen is None:
        raise WrongDocument  # After the count is kept.
    return citizen


@patiently
def disown(*, key: str, phone: str, now: datetime) -> Citizen:
    """A new citizen: whoever holds the phone says that what was booked with it is not theirs.

    Said again within a minute it is the same one. Raises Busy, or CodeOver where nothing was asked or the time to
    answer is over.
    """
    citizen = _locked(phone, now)
    if _began_anew(citizen, key, now):
        return citizen
    code = _open_question(citizen, key, now)
    _settle(code, now)
    return _start_anew(citizen, phone, now)


def forget(now: datetime) -> int:
    """Phones of whom nothing was seen for a year are no longer known, nor who held them. Returns how many."""
    quiet = Citizen.objects.filter(phone__isnull=False, seen_at__lte=now - KEPT)
    busy = Booking.objects.filter(citizen__isnull=False, ends_at__gt=now - KEPT).values("citizen")
    gone = quiet.exclude(pk__in=busy)
    return gone.update(phone=None, person=None, name="", epoch=F("epoch") + 1)


@patiently
def _proved(key: str, phone: str, last_four: str, now: datetime) -> Citizen | None:
    """Whoever the answer lets in; nobody where it is wrong, which is counted."""
    citizen = _locked(phone, now)
    if _began_anew(citizen, key, now):
        return citizen
    is_right = citizen.person_id is not None and _is_last_four(last_four, citizen)
    if is_right and _settled_lately(key, phone, now).exists():
        return citizen
    code = _open_question(citizen, key, now)
    if is_right:
        _settle(code, now)
        return _seen(citizen, now)
    PhoneCode.objects.filter(pk=code.pk).update(document_tries=F("document_tries") + 1)
    tries = PhoneCode.objects.of_phone(hash_of(phone)).aggregate(sum=Sum("document_tries"))["sum"]
    if tries >= MOST_DOCUMENTS:
        _settle(code, now)
        return _start_anew(citizen, phone, now)
    return None


def _locked(phone: str, now: datetime) -> Citizen:
    """The citizen, whom nobody else changes until the transaction ends.

    Whoever waited for the row while its phone was taken away looks again, and finds the one that has the phone now.
    """
    Citizen.objects.bulk_create([Citizen(phone=phone, made_at=now, seen_at=now)], ignore_conflicts=True)
    return Citizen.objects.select_for_update().filter(phone=phone).first() or _locked(phone, now)


def _may_have_passed_on(citizen: Citizen, now: datetime) -> bool:
    is_used = citizen.person_id is not None or citizen.bookings.exists()
    return citizen.seen_at <= now - QUIET and is_used


def _asking(key: str, phone: str, now: datetime) -> QuerySet[PhoneCode]:
    open_questions = PhoneCode.objects.filter(document_asked_at__gt=now - TO_ANSWER, document_settled_at=None)
    return open_questions.of_phone(hash_of(phone)).filter(key=key)


def _open_question(citizen: Citizen, key: str, now: datetime) -> PhoneCode:
    """The code that waits for an answer about the locked citizen. Raises CodeOver where there is none."""
    code = _asking(key, citizen.phone, now).first()
    if code is None or citizen.person_id is None or not _may_have_passed_on(citizen, now):
        raise CodeOver
    return code


def _settled_lately(key: str, phone: str, now: datetime) -> QuerySet[PhoneCode]:
    """The code whose question that browser answered a moment ago: two clicks send an answer twice."""
    return PhoneCode.objects.of_phone(hash_of(phone)).filter(key=key, document_settled_at__gt=now - AGAIN)


def _began_anew(citizen: Citizen, key: str, now: datetime) -> bool:
    """Whether the answer of that browser a moment ago made this citizen, of whom there is nothing to see."""
    return citizen.person_id is None and _settled_lately(key, citizen.phone, now).exists()


def _settle(code: PhoneCode, now: datetime) -> None:
    PhoneCode.objects.filter(pk=code.pk).update(document_settled_at=now)


def _is_last_four(text: str, citizen: Citizen) -> bool:
    return hmac.compare_digest(identity.plain(text).encode(), citizen.person.last_four.encode())


def _seen(citizen: Citizen, now: datetime) -> Citizen:
    citizen.seen_at = now
    citizen.save(update_fields=["seen_at"])
    return citizen


def _start_anew(citizen: Citizen, phone: str, now: datetime) -> Citizen:
    """Nobody reaches the old row by this phone any more, and its sessions have ended."""
    Citizen.objects.filter(pk=citizen.pk).update(phone=None, epoch=F("epoch") + 1)
    return Citizen.objects.create(phone=phone, made_at=now, seen_at=now)
