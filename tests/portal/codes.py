"""Signing in by phone, for tests: callers, codes and the messages they came in."""

import re
from datetime import datetime

from delivery.gateways import console
from portal.accounts import phone_codes
from portal.accounts.callers import Caller
from portal.accounts.models import PhoneCode
from tests.factories import NOON

PHONE = "13800001234"
HERE = Caller("device", "192.0.2.1")


def sent_code(phone: str = PHONE, now: datetime = NOON, caller: Caller = HERE) -> tuple[PhoneCode, str]:
    """A code that was sent to the phone: its row, and the six digits of the message."""
    row = phone_codes.send(phone=phone, caller=caller, now=now)
    return row, newest_code()


def newest_code() -> str:
    """The six digits of the last message."""
    return re.search(r"验证码(\d{6})", console.latest(1)[0]["text"])[1]


def another(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1000000:06}"


def enter(row: PhoneCode, code: str, now: datetime = NOON, **fields) -> PhoneCode:
    """The code entered by the browser that asked for it."""
    return phone_codes.enter(**{"key": row.key, "phone": PHONE, "code": code, "caller": HERE, "now": now} | fields)
