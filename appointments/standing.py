"""How a citizen stands: which missed visits count, whether online booking is paused, until when, and why."""

from collections.abc import Collection, Sequence
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
    """Somebody for whom the citizen cannot book online now. Of the `count` visits so many were booked `elsewhere`."""

    name: str
    last_four: str
    until: datetime
    count: int
    elsewhere: int

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

    @property
    def objection_text(self) -> str:
        """How to object to what was not booked with this phone, and so is not listed; "" where there is none."""
        if not self.elsewhere:
            return ""
        return ngettext(
            "%(count)s of these visits was not booked with this phone and is not listed here. "
            "To object to it, call 12345 or ask at the hall.",
            "%(count)s of these visits were not booked with this phone and are not listed here. "
            "To object to them, call 12345 or ask at the hall.",
            self.elsewhere,
        ) % {"count": self.elsewhere}


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
    """How the citizen stands now: four queries, one more for pauses that hold.

    Pauses are told of the citizen and of everybody they booked for. Only visits booked with this phone are listed:
    whoever types the number of a stranger's document learns nothing of that person's visits.
    """
    kept = rules.of_city()
    visits = list(_missed(citizen, now - timedelta(days=kept.strike_days + kept.pause_days)))
    names = _names(citizen)
    paused = _paused(names, kept, now)
    people = Person.objects.in_bulk(paused)
    return Standing(
        missed=[_one(visit, until) for visit in visits if (until := _counts_until(visit, paused, kept)) > now],
        paused=[_told(people[pk], names[pk], pause, visits) for pk, pause in paused.items()],
        rules=kept,
    )


def until(booking: Booking, now: datetime) -> datetime | None:
    """Until when that missed visit counts; None where it counts no more."""
    kept = rules.of_city()
    paused = _paused(_who(booking), kept, now)
    found = _counts_until(booking, paused, kept) if booking.missed_at and not booking.waived_at else now
    return found if found > now else None


def _missed(citizen: Citizen, since: datetime):
    """The missed visits booked with this phone that may still count, latest first."""
    counted = Booking.objects.filter(citizen=citizen, missed_at__gt=since, waived_at__isnull=True)
    return counted.select_related("line__hall", "objection").order_by("-missed_at")


def _who(visit: Booking) -> set[int]:
    """Whose visit it was: it counts for whoever applied and for whoever was to come in their place."""
    return {person for person in (visit.applicant_id, visit.agent_id) if person}


def _names(citizen: Citizen) -> dict[int, str]:
    """The citizen and everybody who was to come to a visit booked with this phone, by primary key, as last named."""
    names = {citizen.person_id: citizen.name} if citizen.person_id else {}
    booked = citizen.bookings.filter(confirmed_at__isnull=False).order_by("confirmed_at")
    for applicant, agent, name, agent_name in booked.values_list("applicant", "agent", "applicant_name", "agent_name"):
        names |= {person: called for person, called in ((applicant, name), (agent, agent_name)) if person}
    return names


def _paused(people: Collection[int], kept: Rules, now: datetime) -> dict[int, penalties.Pause]:
    """The pauses that hold now, by person, whatever phone the visits were booked with."""
    rows = penalties.counted(people).values_list("applicant", "agent", "missed_at") if people else []
    missed: dict[int, list[datetime]] = {}
    for applicant, agent, missed_at in rows:
        for person in {applicant, agent}.intersection(people):
            missed.setdefault(person, []).append(missed_at)
    found = {person: penalties.pause(times, kept, now) for person, times in missed.items()}
    return {person: pause for person, pause in found.items() if pause}


def _counts_until(visit: Booking, paused: dict[int, penalties.Pause], kept: Rules) -> datetime:
    """As long as it can add up to a pause, and as long as a pause it led to holds."""
    pauses = [paused[person] for person in _who(visit) if person in paused]
    led_to = [pause.until for pause in pauses if visit.missed_at in pause.missed]
    return max([visit.missed_at + timedelta(days=kept.strike_days), *led_to])


def _told(person: Person, name: str, pause: penalties.Pause, visits: Sequence[Booking]) -> Paused:
    own = [visit for visit in visits if person.pk in _who(visit) and visit.missed_at in pause.missed]
    count = len(pause.missed)
    return Paused(identity.masked_name(name), person.last_four, pause.until, count, max(0, count - len(own)))


def _one(visit: Booking, counts_until: datetime) -> Missed:
    objection = getattr(visit, "objection", None)
    return Missed(
        booking=visit,
        until=counts_until,
        objected_at=objection.made_at if objection else None,
        answer=objection.answer if objection else "",
    )
