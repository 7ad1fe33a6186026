"""One-time codes sent to phones: six random digits, five minutes, one use, five tries, one browser.

Whether anybody has an account with the phone is not looked at here, so that nothing here tells. The limits stay below
those of the carriers' gateways. There is no proof of work against programs, which would need JavaScript: there are
limits for the phone, the browser, the address and everybody together, and alarms for what is spread over many.

Thousands of phones share one address of a carrier (CGNAT), so an address is not stopped before many times what a
browser may do, and that is an alarm for people to look at. Browsers without our cookie count as one at their address.
"""

import hmac
import logging
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from appointments.refusals import Refusal
from delivery import gateways, wording

from . import quotas
from .callers import Caller
from .durations import in_words
from .models import PhoneCode
from .models.phone_code import MOST_TRIES
from .quotas import EVERYBODY, Quota

logger = logging.getLogger(__name__)

DIGITS = 6
GAP = timedelta(seconds=60)
PER_PHONE = ((4, timedelta(hours=1)), (8, timedelta(days=1)))
"""Codes for one phone. The gateways refuse the second in a minute, the sixth in an hour, the eleventh in a day."""

KEPT = timedelta(days=1)
AGAIN = timedelta(minutes=1)
"""For so long what was answered rightly may be sent again, and has the same outcome: people click twice."""

MINUTE, HOUR = 60, 60 * 60  # Seconds.
PER_DEVICE = Quota("codes-device", 10, HOUR)
PER_ADDRESS = Quota("codes-address", 600, HOUR, alarm="Sign-in codes: many asked for from one address")
BUDGET = Quota("codes-all", 1200, MINUTE, alarm="Sign-in codes: the budget is spent")
WRONG_PER_DEVICE = Quota("wrong-device", 20, HOUR)
WRONG_PER_ADDRESS = Quota("wrong-address", 600, HOUR, alarm="Sign-in codes: many wrong ones from one address")
WRONG_ALL = Quota("wrong-all", 300, HOUR, alarm="Sign-in codes: many wrong ones, perhaps tried over many phones")


class TooManyCodes(Refusal):
    code = "too-many-codes"
    sentence = _(
        "Too many codes were asked for. Please wait %(wait)s and ask again. You may also come without booking."
    )

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(wait=in_words(wait))


class TooManyWrongCodes(TooManyCodes):
    code = "too-many-wrong-codes"
    sentence = _("Too many wrong codes were entered from here. Please wait %(wait)s and try again.")


class CodeNotSent(Refusal):
    code = "code-not-sent"
    sentence = _("The message could not be sent. Please wait a minute and ask for a code again.")


class WrongCode(Refusal):
    code = "wrong-code"
    sentence = _("The code is not right. Please compare it with the message and enter it again.")


class CodeOver(Refusal):
    code = "code-over"
    sentence = _("This code is no longer valid. Please ask for a new one.")


class CodeUsed(CodeOver):
    code = "code-used"


def send(*, phone: str, caller: Caller, now: datetime) -> PhoneCode:
    """A new code is on its way to the phone, and an earlier one is worth nothing.

    Raises TooManyCodes, or CodeNotSent where the gateway fails. What was not sent does not count for the phone, and the
    earlier code is worth what it was; it counts for the browser and the others, so that nobody hammers the gateway.
    """
    phone_hash = hash_of(phone)
    _wait_for_phone(phone_hash, now)
    for quota, subject in ((PER_DEVICE, caller.device), (PER_ADDRESS, caller.address), (BUDGET, EVERYBODY)):
        if wait := quotas.spend(quota, subject, now):
            raise TooManyCodes(wait)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = _replace(phone_hash, code, now)
    try:
        gateways.sms().send(phone=phone, text=wording.sign_in_code(code), key=row.key)
    except gateways.NotSent as error:
        logger.error("A sign-in code was not sent: %s", error)
        _take_back(row, now)
        raise CodeNotSent from error
    return row


def enter(*, key: str, phone: str, code: str, caller: Caller, now: datetime) -> PhoneCode:
    """The code is used up, and whoever entered it has the phone at hand. Within a minute it is right again.

    Raises WrongCode, CodeUsed, CodeOver or TooManyWrongCodes.
    """
    for quota, subject in ((WRONG_PER_DEVICE, caller.device), (WRONG_PER_ADDRESS, caller.address)):
        if wait := quotas.exhausted(quota, subject, now):
            raise TooManyWrongCodes(wait)
    row = PhoneCode.objects.of_phone(hash_of(phone)).filter(key=key, purpose=PhoneCode.Purpose.SIGN_IN).first()
    if row is None:
        raise CodeOver
    if row.used_at or not _count_try(row, now):
        return _enter_again(row, code, caller, now)
    if not _is_right(row, code):
        _note_wrong(caller, now)
        raise CodeOver if _kill(row, now) else WrongCode
    if not _use(row, now):
        return _enter_again(row, code, caller, now)
    row.used_at = now
    return row


def forget(now: datetime) -> int:
    """Codes that no limit counts any more are gone. Returns how many; a repeat finds none."""
    return PhoneCode.objects.filter(made_at__lte=now - KEPT).delete()[0]


def wait_for_another(made_at: datetime, now: datetime) -> timedelta:
    """How long until another code may be sent to a phone; nothing where that is over."""
    return max(made_at + GAP - now, timedelta())


def hash_of(phone: str) -> str:
    """The phone as it stands in the rows."""
    return salted_hmac("portal.accounts.phone_codes.phone", phone, algorithm="sha256").hexdigest()


def _code_hash(key: str, code: str) -> str:
    text = f"{PhoneCode.Purpose.SIGN_IN}:{key}:{code}"
    return salted_hmac("portal.accounts.phone_codes.code", text, algorithm="sha256").hexdigest()


def _wait_for_phone(phone_hash: str, now: datetime) -> None:
    """Counted exactly, over the time just past, as the gateways do. Nobody gets round it by asking twice at once:
    there is one open code for a phone, and `_replace` kills none that is younger than the gap.
    """
    sent = PhoneCode.objects.of_phone(phone_hash).order_by("-made_at").values_list("made_at", flat=True)
    latest = list(sent[: max(limit for limit, _span in PER_PHONE)])
    if latest and (wait := wait_for_another(latest[0], now)):
        raise TooManyCodes(wait)
    for limit, span in PER_PHONE:
        if len(latest) >= limit and (oldest := latest[limit - 1]) > now - span:
            raise TooManyCodes(oldest + span - now)


def _replace(phone_hash: str, code: str, now: datetime) -> PhoneCode:
    key = secrets.token_urlsafe(16)
    try:
        with transaction.atomic():
            older = PhoneCode.objects.open().of_phone(phone_hash).filter(made_at__lte=now - GAP)
            older.update(killed_at=now)
            return PhoneCode.objects.create(
                key=key, phone_hash=phone_hash, code_hash=_code_hash(key, code), made_at=now
            )
    except IntegrityError as error:  # Somebody else asked at the same moment, and theirs is on its way.
        raise TooManyCodes(GAP) from error


def _take_back(row: PhoneCode, now: datetime) -> None:
    """The code was never made: it is gone, and the one it killed is open, unless another was sent in the meantime."""
    with transaction.atomic():
        was_open = PhoneCode.objects.open().filter(pk=row.pk).delete()[0]
        PhoneCode.objects.filter(pk=row.pk).delete()
        if was_open:
            killed_for_it = PhoneCode.objects.filter(phone_hash=row.phone_hash, killed_at=now, tries__lt=MOST_TRIES)
            killed_for_it.update(killed_at=None)


def _enter_again(row: PhoneCode, code: str, caller: Caller, now: datetime) -> PhoneCode:
    """The code that was used a moment ago, perhaps by another click of the same browser.

    Raises CodeOver where it was not used, CodeUsed where that is long ago or this is another code.
    """
    row.refresh_from_db(fields=["used_at"])
    if row.used_at is None:
        raise CodeOver
    if row.used_at <= now - AGAIN:
        raise CodeUsed
    if not _is_right(row, code):
        _note_wrong(caller, now)
        raise CodeUsed
    return row


def _is_right(row: PhoneCode, code: str) -> bool:
    return hmac.compare_digest(row.code_hash, _code_hash(row.key, code))


def _count_try(row: PhoneCode, now: datetime) -> bool:
    """Counted before it is compared, in one statement: however many try at once, five are compared."""
    usable = PhoneCode.objects.usable(now).filter(pk=row.pk, tries__lt=MOST_TRIES)
    return bool(usable.update(tries=F("tries") + 1))


def _use(row: PhoneCode, now: datetime) -> bool:
    """Of those who enter the right code at the same moment one gets in."""
    return bool(PhoneCode.objects.usable(now).filter(pk=row.pk).update(used_at=now))


def _kill(row: PhoneCode, now: datetime) -> bool:
    """A code that was tried five times is dead; whether this one is."""
    tried_out = PhoneCode.objects.open().filter(pk=row.pk, tries=MOST_TRIES)
    return bool(tried_out.update(killed_at=now))


def _note_wrong(caller: Caller, now: datetime) -> None:
    quotas.spend(WRONG_PER_DEVICE, caller.device, now)
    quotas.spend(WRONG_PER_ADDRESS, caller.address, now)
    quotas.spend(WRONG_ALL, EVERYBODY, now)
