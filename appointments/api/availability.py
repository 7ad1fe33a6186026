"""Free times, for everybody."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appointments import availability, offering
from appointments.offering import MOST_ITEMS, Offering
from appointments.window import LONGEST
from catalog.api import parameters
from catalog.api.filters import ISO_DAY
from catalog.api.language import AcceptLanguageMixin
from catalog.models import Hall, ServiceItem

from . import answers, asking, documents
from .throttling import PerCaller
from .tokens import BearerToken

SECONDS_FRESH = 5
"""How long a proxy may answer without asking again. A place shown may be gone in any case: the booking decides."""


@documents.OF_AVAILABILITY
class Availability(AcceptLanguageMixin, APIView):
    """Lines that take the items, and when."""

    http_method_names = ["get", "head"]
    authentication_classes = [BearerToken]
    throttle_classes = [PerCaller]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The address understands every parameter. Raises ParseError, ValidationError."""
        super().initial(request, *args, **kwargs)
        parameters.check(request, single=("hall", "from", "to"), repeatable=("item",))

    def get(self, request: Request) -> Response:
        """The lines that take all the items, each with its first free time; of one hall with all its times."""
        now = timezone.now()
        items, hall = _items(request), request.query_params.get("hall")
        first, last = _days(request, timezone.localdate(now))
        offerings = offering.lines(items, timezone.localdate(now))
        if hall:
            lines = list(_with_days(_in_hall(offerings, hall), now, first, last))
        else:
            lines = list(_with_first(offerings, now, first, last))
        span = {"first_day": first.isoformat(), "last_day": last.isoformat()}
        return Response({"items": [item.code for item in items], **span, "lines": lines})

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        """The response, which proxies may keep for a moment."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=SECONDS_FRESH)
        return response


def _with_days(offerings: Sequence[Offering], now: datetime, first: date, last: date) -> Iterator[dict[str, Any]]:
    for offered in offerings:
        days = availability.days(offered, now, first=first, last=last)
        yield answers.line_of(offered, days[0].times[0] if days else None, days)


def _with_first(offerings: Sequence[Offering], now: datetime, first: date, last: date) -> Iterator[dict[str, Any]]:
    times = availability.first_times(offerings, now, first=first, last=last) if offerings else {}
    for offered in offerings:
        yield answers.line_of(offered, times[offered.line.pk], None)


def _items(request: Request) -> tuple[ServiceItem, ...]:
    asked = request.query_params.getlist("item")
    if not asked:
        raise ValidationError({"item": [_("Say for which item: item=CODE, and again for each further one.")]})
    if len(asked) > MOST_ITEMS:
        raise ValidationError({"item": [_("At most %(limit)d items fit into one visit.") % {"limit": MOST_ITEMS}]})
    codes = tuple(dict.fromkeys(asked))
    held = asking.in_force(codes)
    unknown = [code for code in codes if code not in held]
    if unknown:
        raise ValidationError({"item": [_("“%(value)s” is not held here.") % {"value": code} for code in unknown]})
    return tuple(held[code] for code in codes)


def _in_hall(offerings: Sequence[Offering], code: str) -> list[Offering]:
    found = [each for each in offerings if each.line.hall.code == code]
    if not found and not Hall.objects.filter(code=code).exists():
        raise ValidationError({"hall": [_("“%(value)s” is not held here.") % {"value": code}]})
    return found


def _days(request: Request, today: date) -> tuple[date, date]:
    first = _day(request, "from") or today
    last = _day(request, "to") or first + LONGEST - timedelta(days=1)
    if last < first:
        raise ValidationError({"to": [_("“to” is before “from”.")]})
    if last - first >= LONGEST:
        raise ValidationError({"to": [_("At most %(days)d days can be asked for at once.") % {"days": LONGEST.days}]})
    return first, last


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        day = date.fromisoformat(ISO_DAY.fullmatch(text).group())
    except (AttributeError, ValueError):
        sentence = _("“%(value)s” is not a day. Write it as YYYY-MM-DD.")
        raise ValidationError({name: [sentence % {"value": text[:40]}]}) from None
    if day.year not in asking.YEARS:
        raise ValidationError({name: [_("That day is too far away.")]})
    return day
