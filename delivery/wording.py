"""The sentences of text messages.

They are Chinese for everybody and are not translated: a carrier delivers them only as they were approved. None names an
item, because whoever sees the screen of a phone learns of it, and none has a link, which carriers refuse.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from appointments.models import Booking, Reminder

SIGNATURE = "【深圳政务服务】"

ONE_MESSAGE = 70
"""Characters of one text message, the signature among them; of longer ones each part has 67 (Aliyun)."""
THREE_PARTS = 3 * 67


def sign_in_code(code: str) -> str:
    """The message with a code."""
    return f"{SIGNATURE}验证码{code}，5分钟内有效，用于登录。工作人员不会索要，请勿转告他人。"


def notification(reminder: Reminder) -> str:
    """What the reminder says, of its booking as it is now."""
    return SENTENCES[reminder.kind](reminder.booking, reminder.details)


def _confirmed(booking: Booking, details: Mapping[str, Any]) -> str:
    when, hall, label = moment(booking.starts_at), booking.line.hall.short_name, booking.reference
    return _first_that_fits(
        f"您已预约{when}在{hall}办理，预约号{label}，请提前15分钟到场取号。",
        f"您已预约{when}在{hall}办理，预约号{label}。",
        f"已约{when}，{hall}，预约号{label}。",
    )


def _changed(booking: Booking, details: Mapping[str, Any]) -> str:
    when, hall, label = moment(booking.starts_at), booking.line.hall.short_name, booking.reference
    return _first_that_fits(
        f"您的预约已改到{when}在{hall}办理，预约号{label}，请提前15分钟到场取号。",
        f"您的预约已改到{when}，{hall}，预约号{label}。",
        f"已改到{when}，{hall}，预约号{label}。",
        f"改到{when}，{hall}，预约号{label}。",
    )


def _cancelled(booking: Booking, details: Mapping[str, Any]) -> str:
    when, hall, label = moment(booking.starts_at), booking.line.hall.short_name, booking.reference
    return _first_that_fits(
        f"您已取消{when}在{hall}的预约，预约号{label}。如需办理，可重新预约或直接到大厅取号。",
        f"您已取消{when}在{hall}的预约，预约号{label}。",
        f"已取消{when}{hall}的预约{label}。",
    )


def _displaced(booking: Booking, details: Mapping[str, Any]) -> str:
    """With the reason as far as it fits, and up to three new times."""
    when, hall = moment(booking.starts_at), booking.line.hall.short_name
    times = "；".join(_offered(time, hall) for time in details.get("times", []))
    offer = f"可改到：{times}。请登录网站，在“我的预约”里选。" if times else "请登录网站另选时间，或直接到大厅取号。"
    text = f"，您{when}在{hall}的预约（{booking.reference}）取消了，不算爽约。{offer}"
    room = THREE_PARTS - len(SIGNATURE) - len(text) - len("因")
    reason = details.get("reason", "") or "大厅临时调整"
    return f"{SIGNATURE}因{_cut(reason, room)}{text}"


def _earlier(booking: Booking, details: Mapping[str, Any]) -> str:
    starts_at, until = (datetime.fromisoformat(details[name]) for name in ("starts_at", "until"))
    when, end = moment(starts_at), f"{timezone.localtime(until):%H:%M}"
    return _first_that_fits(
        f"有一个更早的时间：{when}。请在{end}前登录网站，在“我的预约”里答复；不答复则原预约不变。",
        f"有更早的时间{when}，请在{end}前到网站“我的预约”答复。",
    )


SENTENCES = {
    Reminder.Kind.CONFIRMED: _confirmed,
    Reminder.Kind.CHANGED: _changed,
    Reminder.Kind.CANCELLED: _cancelled,
    Reminder.Kind.DISPLACED: _displaced,
    Reminder.Kind.EARLIER: _earlier,
}


def moment(at: datetime) -> str:
    """11月24日09:30."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _first_that_fits(*sentences: str) -> str:
    """The fullest sentence that is one message, and the shortest where none is."""
    messages = [SIGNATURE + sentence for sentence in sentences]
    return next((message for message in messages if len(message) <= ONE_MESSAGE), messages[-1])


def _offered(time: Mapping[str, str], hall: str) -> str:
    """One new time; the hall is named where it is another one."""
    other = "" if time["hall"] == hall else f"在{time['hall']}"
    return f"{moment(datetime.fromisoformat(time['starts_at']))}{other}"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
