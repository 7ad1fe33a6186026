"""Moments and stretches of time as people say them: with the weekday, by the 24-hour clock."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog import office_days


def in_words(moment: datetime) -> str:
    """11月24日（周二）09:30."""
    here = timezone.localtime(moment)
    return _("%(day)s %(time)s") % {"day": office_days.in_words(here.date()), "time": clock(moment)}


def span(start: datetime, end: datetime) -> str:
    """11月24日（周二）09:30—10:00; the day of the end too where it is another one."""
    same_day = timezone.localdate(start) == timezone.localdate(end)
    return f"{in_words(start)}—{clock(end) if same_day else in_words(end)}"


def clock(moment: datetime) -> str:
    """09:30."""
    return date_format(timezone.localtime(moment), "H:i")
