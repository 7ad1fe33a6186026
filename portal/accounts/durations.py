"""How long to wait, in words."""

from datetime import timedelta
from math import ceil

from django.utils.translation import ngettext

MINUTE, HOUR = 60, 60 * 60  # Seconds.
LONG = 2 * HOUR


def in_words(wait: timedelta) -> str:
    """Rounded up: to minutes from two minutes on, to hours from two hours on."""
    seconds = max(1, ceil(wait.total_seconds()))
    if seconds < 2 * MINUTE:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < LONG:
        minutes = ceil(seconds / MINUTE)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = ceil(seconds / HOUR)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
