"""Moments and stretches of time as people say them: with the weekday, by the 24-hour clock."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEKDAYS = (
    gettext_lazy("Mon, %(day)s"),
    gettext_lazy("Tue, %(day)s"),
    gettext_lazy("Wed, %(day)s"),
    gettext_lazy("Thu, %(day)s"),
    gettext_lazy("Fri, %(day)s"),
    gettext_lazy("Sat, %(day)s"),
    gettext_lazy("Sun, %(day)s"),
)


def day(day: date) -> str:
    """11月24日（周二）."""
    return str(WEEKDAYS[day.weekday()]) % {"day": date_format(day, _("j F"))}


def in_words(moment: datetime) -> str:
    """11月24日（周二）09:30."""
    return _("%(day)s %(time)s") % {"day": day(timezone.localdate(moment)), "time": clock(moment)}


def span(start: datetime, end: datetime) -> str:
    """11月24日（周二）09:30—10:00; the day of the end too where it is another one."""
    same_day = timezone.localdate(start) == timezone.localdate(end)
    return f"{in_words(start)}—{clock(end) if same_day else in_words(end)}"


def clock(moment: datetime) -> str:
    """09:30."""
    return date_format(timezone.localtime(moment), "H:i")
