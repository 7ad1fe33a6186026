"""Whether the citizen came, noted by staff with a button on the page of the visit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments import attendance, moments, window
from appointments.models import Booking
from appointments.refusals import Refusal

State = Booking.State


class TooEarlyToNote(Refusal):
    code = "too-early-to-note"
    sentence = _("Nobody can have come yet. Note this from %(when)s on.")


@dataclass(frozen=True)
class Step:
    """One thing to be noted: of a visit in which state, from which moment on, and what is said then."""

    note: Callable[..., Booking]
    state: str
    opens: Callable[[Booking], datetime]
    label: Promise
    said: Promise


def _its_day(booking: Booking) -> datetime:
    return window.midnight(timezone.localdate(booking.starts_at))


def _its_beginning(booking: Booking) -> datetime:
    return booking.starts_at


STEPS = {
    "check-in": Step(
        attendance.check_in, State.CONFIRMED, _its_day, _("The citizen is here"), _("Noted: the citizen is here.")
    ),
    "serve": Step(attendance.serve, State.CHECKED_IN, _its_day, _("The visit is done"), _("Noted: the visit is done.")),
    "walk-in": Step(
        attendance.turn_into_walk_in,
        State.CONFIRMED,
        _its_beginning,
        _("Late: waits as a walk-in"),
        _("Noted: the citizen came late and waits as a walk-in. The visit does not count as missed."),
    ),
}


def _route(name: str) -> str:
    return f"appointments_booking_{name.replace('-', '_')}"


class Attending:
    """The buttons, each by POST; without them every visit would be missed."""

    def buttons(self, request: HttpRequest, booking: Booking, now: datetime) -> list[tuple[str, Promise]]:
        """Address and label of what the user can note of the visit now."""
        if not self.may(request, "change"):
            return []
        fitting = [(name, step) for name, step in STEPS.items() if step.state == booking.state]
        return [
            (reverse(f"admin:{_route(name)}", args=[booking.pk]), step.label)
            for name, step in fitting
            if step.opens(booking) <= now
        ]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.attend_view)
        of_step = [path(f"<int:pk>/{name}/", view, {"name": name}, name=_route(name)) for name in STEPS]
        return [*of_step, *super().get_urls()]

    def attend_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """It is noted and logged; the second time nothing happens."""
        step = STEPS[name]

        def note(booking: Booking, _fields: dict[str, Any]) -> None:
            now = timezone.now()
            if step.opens(booking) > now:
                raise TooEarlyToNote(when=moments.in_words(step.opens(booking)))
            step.note(booking=booking, now=now)

        return self.decide(request, pk, note, said=str(step.said))
