"""Whether public offices work today, and which days differ from the ordinary week soon."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import CalendarDay
from .models.calendar_day import SATURDAY

WEEKDAYS = (
    gettext_lazy("Mon %(day)s"),
    gettext_lazy("Tue %(day)s"),
    gettext_lazy("Wed %(day)s"),
    gettext_lazy("Thu %(day)s"),
    gettext_lazy("Fri %(day)s"),
    gettext_lazy("Sat %(day)s"),
    gettext_lazy("Sun %(day)s"),
)
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Span:
    """Days in a row that differ from the ordinary week for one reason."""

    first: date
    last: date
    kind: str
    festival: str
    provisional: bool

    @property
    def is_holiday(self) -> bool:
        """False for make-up workdays."""
        return self.kind == CalendarDay.Kind.HOLIDAY

    @property
    def text(self) -> str:
        """The day or days in words, with weekdays."""
        if self.first == self.last:
            return in_words(self.first)
        return _("%(first)s to %(last)s") % {"first": in_words(self.first), "last": in_words(self.last)}


@dataclass(frozen=True)
class OfficeDays:
    """Today, and the spans of the next 60 days."""

    today: date
    is_workday: bool
    festival: str
    coming: list[Span]

    @property
    def today_text(self) -> str:
        """Today's date in words."""
        return in_words(self.today)


def in_words(day: date) -> str:
    """A day of this year or the next as people say it, always with its weekday."""
    return str(WEEKDAYS[day.weekday()]) % {"day": date_format(day, _("j F"))}


def look_ahead(today: date) -> OfficeDays:
    """What the calendar says of today and the 60 days after it, in one query."""
    listed = list(CalendarDay.objects.filter(day__range=(today, today + AHEAD)).order_by("day"))
    exception = listed.pop(0) if listed and listed[0].day == today else None
    is_workday = exception.kind == CalendarDay.Kind.WORKDAY if exception else today.weekday() < SATURDAY
    return OfficeDays(
        today=today, is_workday=is_workday, festival=exception.festival if exception else "", coming=_spans(listed)
    )


def _spans(days: list[CalendarDay]) -> list[Span]:
    spans: list[Span] = []
    for day in days:
        provisional = day.status == CalendarDay.Status.PROVISIONAL
        span = Span(day.day, day.day, day.kind, day.festival, provisional)
        if spans and _continues(spans[-1], span):
            span = Span(spans.pop().first, day.day, day.kind, day.festival, provisional)
        spans.append(span)
    return spans


def _continues(before: Span, after: Span) -> bool:
    same = (before.kind, before.festival, before.provisional) == (after.kind, after.festival, after.provisional)
    return same and after.first - before.last == timedelta(days=1)
