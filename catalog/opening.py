"""Whether a hall opens today, as far as its published hours and the calendar say. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.utils.translation import gettext as _

from . import office_days
from .contacts import SERVICE_LINE
from .models import Hall
from .models.calendar_day import SATURDAY
from .office_days import AHEAD, OfficeDays

WEEKLY = re.compile(
    r"(?P<days>周一[至到]周五|星期一[至到]星期五|工作日)[：:，,\s]*(?P<times>[\d:：\-—–~至、，,；\s]+?)\s*(?:[（(](?P<note>.+)[）)])?"
)
WORKDAYS = "工作日"
HOLIDAYS_OFF = "节假日除外"


class Opening(Enum):
    """What is known of a hall for one day."""

    OPEN = "open"
    CLOSED = "closed"
    UNSAID = "unsaid"  # Hours are published, and do not settle this day.
    UNKNOWN = "unknown"  # No hours are published.


@dataclass(frozen=True)
class Today:
    """What is known of a hall today, as a state and as a sentence, and how far its hours can be trusted."""

    state: Opening
    text: str
    confidence: str


def today(hall: Hall, days: OfficeDays) -> Today:
    """Whether this hall opens on the day the calendar is read for."""
    words = {"day": days.today_text, "line": SERVICE_LINE}
    weekly = WEEKLY.fullmatch(hall.hours)
    if not hall.hours:
        state, text = Opening.UNKNOWN, _unknown(days) % words
    elif weekly is None or _is_unsaid(weekly, days):
        state, text = Opening.UNSAID, _unsaid(days) % words
    elif days.is_workday:
        state, text = Opening.OPEN, _("Open today (%(day)s): %(times)s") % (words | {"times": weekly["times"]})
    else:
        state, text = Opening.CLOSED, _closed(days)
    return Today(state, text, hall.hours_confidence)


def _is_unsaid(weekly: re.Match[str], days: OfficeDays) -> bool:
    """“Monday to Friday” settles neither a Saturday that is worked nor, by itself, a public holiday."""
    if weekly["days"] == WORKDAYS:
        return False
    is_weekday = days.today.weekday() < SATURDAY
    if days.is_workday:
        return not is_weekday
    return is_weekday and HOLIDAYS_OFF not in (weekly["note"] or "")


def _unknown(days: OfficeDays) -> str:
    if days.is_workday:
        return _("Today (%(day)s) is a workday, but its hours are not published. Call %(line)s before you go.")
    return _("Today (%(day)s) is not a workday, and its hours are not published. Call %(line)s before you go.")


def _unsaid(days: OfficeDays) -> str:
    if days.is_workday and days.festival:
        return _("Today (%(day)s) is a make-up workday; the published hours do not cover it. Call %(line)s first.")
    if days.is_workday:
        return _("Today (%(day)s) is a workday. See its hours below.")
    if days.festival:
        return _("Today (%(day)s) is a public holiday; the published hours do not cover it. Call %(line)s first.")
    return _("Today (%(day)s) is not a workday. See its hours below.")


def _closed(days: OfficeDays) -> str:
    following = next_workday(days)
    if following is None:
        return _("Not open today (%(day)s).") % {"day": days.today_text}
    return _("Not open today (%(day)s). The next workday is %(next)s.") % {
        "day": days.today_text,
        "next": office_days.in_words(following),
    }


def next_workday(days: OfficeDays) -> date | None:
    """The first workday after today; None where the calendar does not show one."""
    ahead = (days.today + timedelta(days=number) for number in range(1, AHEAD.days + 1))
    return next((day for day in ahead if _is_workday(day, days)), None)


def _is_workday(day: date, days: OfficeDays) -> bool:
    for span in days.coming:
        if span.first <= day <= span.last:
            return not span.is_holiday
    return day.weekday() < SATURDAY
