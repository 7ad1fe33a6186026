"""How a citizen stands: which missed visits count, whether online booking is paused, until when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import identity, moments, penalties, rules
from .models import Booking, Citizen, Person
from .rules import Rules


@dataclass(frozen=True)
class Missed:
    """One missed visit of the citizen that counts, until when it does, and what became of an objection to it."""

    booking: Booking
    until: datetime
    objected_at: datetime | None
    answer: str

    @property
    def text(self) -> str:
        """When and where it was."""
        visit = self.booking
        return _("%(when)s, %(hall)s") % {
            "when": moments.span(visit.starts_at, visit.ends_at),
            "hall": visit.line.hall.short_name,
        }

    @property
    def until_text(self) -> str:
        """Until when it counts."""
        return _("It counts until %(until)s.") % {"until": moments.in_words(self.until)}

    @property
    def objection_text(self) -> str:
        """What became of the objection; "" where there is none."""
        if self.answer:
            return _("The hall has answered: %(answer)s") % {"answer": self.answer}
        return _("You objected. The hall has not decided yet.") if self.objected_at else ""

    @property
    def may_object(self) -> bool:
        """Whether the citizen can still object to it."""
        return self.objected_at is None


@dataclass(frozen=True)
class Paused:
    """Somebody for whom the citizen cannot book online now."""

    name: str
    last_four: str
    until: datetime
    count: int

    @property
    def text(self) -> str:
        """Who it is, until when, and why, in one sentence."""
        return ngettext(
            "Online booking for %(name)s (document ending in %(last_four)s) is paused until %(until)s, "
            "because %(count)s visit was missed.",
            "Online booking for %(name)s (document ending in %(last_four)s) is paused until %(until)s, "
            "because %(count)s visits were missed.",
            self.count,
        ) % {
            "name": self.name,
            "last_four": self.last_four,
            "until": moments.in_words(self.until),
            "count": self.count,
        }


@dataclass(frozen=True)
class Standing:
    """The missed visits that count, latest first, and the pauses they led to. Neither means that all is well."""

    missed: Sequence[Missed]
    paused: Sequence[Paused]
    rules: Rules

    @property
    def rule(self) -> str:
        """The rule in words."""
        return _(
            "%(strikes)s missed visits within %(days)s days pause online booking for %(pause)s days. "
            "You may always come without a booking, and you may object to a visit that is counted wrongly."
        ) % {"strikes": self.rules.strikes, "days": self.rules.strike_days, "pause": self.rules.pause_days}


def of(citizen: Citizen, now: datetime) -> Standing:
    """How the citizen stands now: three queries, one more for a pause that holds.

    Only visits booked with this phone are listed: whoever types the number of a stranger's document learns nothing of
    that person's visits.
    """
    kept = rules.of_city()
    visits = list(_missed(citizen, now - timedelta(days=kept.strike_days + kept.pause_days)))
    people = {person.pk: (person, name) for visit in visits for person, name in _who(visit)}
    paused = _paused(people, kept, now)
    return Standing(
        missed=[_one(visit, until) for visit in visits if (until := _counts_until(visit, paused, kept)) > now],
        paused=[
            Paused(identity.masked_name(people[pk][1]), people[pk][0].last_four, pause.until, len(pause.missed))
            for pk, pause in paused.items()
        ],
        rules=kept,
    )


def until(booking: Booking, now: datetime) -> datetime | None:
    """Until when that missed visit counts; None where it counts no more."""
    kept = rules.of_city()
    paused = _paused({person.pk: (person, name) for person, name in _who(booking)}, kept, now)
    found = _counts_until(booking, paused, kept) if booking.missed_at and not booking.waived_at else now
    return found if found > now else None


def _missed(citizen: Citizen, since: datetime):
    """The missed visits booked with this phone that may still count, latest first."""
    counted = Booking.objects.filter(citizen=citizen, missed_at__gt=since, waived_at__isnull=True)
    return counted.select_related("line__hall", "applicant", "agent", "objection").order_by("-missed_at")


def _who(visit: Booking) -> list[tuple[Person, str]]:
    """Whose visit it was: it counts for whoever applied and for whoever was to come in their place."""
    both = [(visit.applicant, visit.applicant_name), (visit.agent, visit.agent_name)]
    return [(person, name) for person, name in both if person]


def _paused(people: dict[int, tuple[Person, str]], kept: Rules, now: datetime) -> dict[int, penalties.Pause]:
    """The pauses that hold now, by person, whatever phone the visits were booked with."""
    rows = penalties.counted(people).values_list("applicant", "agent", "missed_at") if people else []
    missed: dict[int, list[datetime]] = {}
    for applicant, agent, missed_at in rows:
        for person in {applicant, agent} & people.keys():
            missed.setdefault(person, []).append(missed_at)
    found = {person: penalties.pause(times, kept, now) for person, times in missed.items()}
    return {person: pause for person, pause in found.items() if pause}


def _counts_until(visit: Booking, paused: dict[int, penalties.Pause], kept: Rules) -> datetime:
    """As long as it can add up to a pause, and as long as a pause it led to holds."""
    pauses = [paused[person.pk] for person, _name in _who(visit) if person.pk in paused]
    led_to = [pause.until for pause in pauses if visit.missed_at in pause.missed]
    return max([visit.missed_at + timedelta(days=kept.strike_days), *led_to])


def _one(visit: Booking, counts_until: datetime) -> Missed:
    objection = getattr(visit, "objection", None)
    return Missed(
        booking=visit,
        until=counts_until,
        objected_at=objection.made_at if objection else None,
        answer=objection.answer if objection else "",
    )
