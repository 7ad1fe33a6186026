"""Which day and which time. Anybody may look; to keep a place one signs in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments import availability, bookings, moments, offering, references, wording
from appointments.asking import Request, Visit
from appointments.availability import Day, Time
from appointments.forms import DayForm, TimeForm, new_key
from appointments.models import Booking, Line
from appointments.offering import Offering
from appointments.refusals import Refusal, SlotFull
from appointments.remembering import remembered
from catalog.views.private import private

from .asked import Asked
from .owned import to_sign_in

NOON = 12  # O'clock.


@dataclass(frozen=True)
class Step:
    """What was settled before the step: the items, and the line that takes them."""

    asked: Asked
    offered: Offering

    @property
    def line(self) -> Line:
        """Where the visit will be."""
        return self.offered.line

    @property
    def facts(self) -> list[wording.Fact]:
        """What was settled, with the way to change it."""
        names = [item.name for item in self.asked.wanted.items]
        return [
            wording.Fact(_("For"), wording.items(names)),
            wording.Fact(_("Hall and counter"), wording.place(self.line), self.asked.address("choose_hall")),
        ]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way back."""
        first = self.asked.wanted.items[0]
        return [(_("Service guide"), first.get_absolute_url()), (_("Choose a hall"), self.asked.address("choose_hall"))]

    def days(self, now: datetime, **span: date) -> list[Day]:
        """The days that are on sale, also those that are full."""
        return availability.days(self.offered, now, with_full=True, **span)


@dataclass(frozen=True)
class DayChoice:
    """One day as it reads; without an address where nothing is left."""

    text: str
    left: str
    address: str


@dataclass(frozen=True)
class TimeChoice:
    """One time as it reads, and where it can be taken."""

    value: str
    text: str
    left: str
    address: str = ""


@remembered
def _line(code: str) -> Line | None:
    return Line.objects.bookable().filter(code=code).select_related("hall", "counter_group").first()


def at_line(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the step. Where the items are not handled at the line, one chooses the hall again."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **kwargs) -> HttpResponse:
        line, asked = _line(code), Asked.of(request.GET)
        if line is None:
            raise Http404
        if not asked.wanted.can_all_be_booked:
            return redirect(asked.address("choose_hall"))
        try:
            offered = offering.at(line, asked.wanted.items, timezone.localdate())
        except Refusal:
            return redirect(asked.address("choose_hall", refused=line.code))
        return view(request, Step(asked, offered), **kwargs)

    return wrapped


@require_safe
@at_line
def choose_day(request: HttpRequest, step: Step) -> HttpResponse:
    """The days of the line, each with how much is left. A day that is typed leads to its times."""
    days = step.days(timezone.now())
    form = DayForm(request.GET if "day" in request.GET else None, days=days)
    if form.is_valid():
        return redirect(step.asked.address("choose_time", step.line.code, form.cleaned_data["day"]))
    context = {
        "form": form,
        "days": [_day(step, day) for day in days],
        "facts": step.facts,
        "crumbs": step.crumbs,
        "asked": step.asked,
        "hall": step.line.hall,
        "other_halls": step.asked.address("choose_hall"),
    }
    return render(request, "appointments/choose_day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@at_line
def choose_time(request: HttpRequest, step: Step, day: date) -> HttpResponse:
    """The times of the day. The one that is sent is kept for the citizen for some minutes, or others near it are shown.

    Whoever has not signed in does so first, and comes back with the time still chosen.
    """
    now = timezone.now()
    form = TimeForm(request.POST or None, day=day)
    near: Sequence[Time] = ()
    if form.is_valid():
        starts_at = form.cleaned_data["time"]
        if request.citizen is None:
            time = {"time": moments.clock(starts_at)}
            return redirect(to_sign_in(step.asked.address("choose_time", step.line.code, day, **time)))
        try:
            return _held(_hold(request, step, starts_at, form.cleaned_data["key"], now))
        except Refusal as refusal:
            form.add_error("time", refusal)
            near = availability.nearest(step.offered, starts_at, now) if refusal.code == SlotFull.code else ()
    return render(request, "appointments/choose_time.html", _times(request, step, day, form, near, now))


def _hold(request: HttpRequest, step: Step, starts_at: datetime, key: str, now: datetime) -> Booking:
    """The place is kept. A form sent twice keeps one place; one that is sent again after its place was given back
    keeps a new one.
    """
    visit = Visit(step.line, starts_at, step.asked.wanted.items)
    named_in = _named(request, step.asked)
    booking = bookings.hold(
        visit=visit, citizen=request.citizen, request=_request(request, visit, key), now=now, named_in=named_in
    )
    if booking.state in Booking.LIVE:
        return booking
    again = _request(request, visit, new_key())
    return bookings.hold(visit=visit, citizen=request.citizen, request=again, now=now, named_in=named_in)


def _request(request: HttpRequest, visit: Visit, key: str) -> Request:
    """The visit is part of the key: another time chosen on the same page is another request."""
    items = ",".join(item.code for item in visit.items)
    caller = f"citizen:{request.citizen.pk}"
    return Request(references.request_key(caller, f"{key}:{visit.line.pk}:{visit.starts_at.isoformat()}:{items}"))


def _named(request: HttpRequest, asked: Asked) -> Booking | None:
    """The citizen's own booking that says who comes."""
    if not asked.again:
        return None
    named = Booking.objects.filter(citizen=request.citizen, key=asked.again, applicant__isnull=False)
    return named.select_related("applicant", "agent").first()


def _held(booking: Booking) -> HttpResponse:
    return redirect("appointments:check" if booking.applicant_id else "appointments:who", booking.key)


def _day(step: Step, day: Day) -> DayChoice:
    text = moments.day(day.day)
    if not day.times:
        return DayChoice(text, _("Fully booked"), "")
    address = step.asked.address("choose_time", step.line.code, day.day)
    return DayChoice(text, wording.left(day.places, step.offered.slots), address)


def _times(
    request: HttpRequest, step: Step, day: date, form: TimeForm, near: Sequence[Time], now: datetime
) -> dict[str, object]:
    """What the template shows."""
    times = next((each.times for each in step.days(now, first=day, last=day)), ())
    days = step.asked.address("choose_day", step.line.code)
    return {
        "form": form,
        "key": form["key"].value() or new_key(),
        "chosen": form["time"].value() or request.GET.get("time", ""),
        "halves": _halves([(each, _time(each)) for each in times]),
        "near": [_near(step, each) for each in near],
        "day": moments.day(day),
        "days": days,
        "facts": [*step.facts, wording.Fact(_("Day"), moments.day(day), days)],
        "crumbs": [*step.crumbs, (_("Choose a day"), days)],
    }


def _halves(times: Sequence[tuple[Time, TimeChoice]]) -> list[tuple[str, list[TimeChoice]]]:
    """The times before noon and after it."""
    halves: dict[bool, list[TimeChoice]] = {True: [], False: []}
    for time, choice in times:
        halves[timezone.localtime(time.starts_at).hour < NOON].append(choice)
    return [(title, group) for title, group in ((_("Morning"), halves[True]), (_("Afternoon"), halves[False])) if group]


def _time(time: Time) -> TimeChoice:
    return TimeChoice(moments.clock(time.starts_at), wording.stretch(time), wording.left(time.places))


def _near(step: Step, time: Time) -> TimeChoice:
    day = timezone.localdate(time.starts_at)
    return TimeChoice(
        moments.clock(time.starts_at),
        moments.span(time.starts_at, time.ends_at),
        wording.left(time.places),
        step.asked.address("choose_time", step.line.code, day),
    )
