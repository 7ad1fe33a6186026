"""How much one person and one phone may book. Counted for whoever applies and for whoever comes in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from catalog.models import ServiceItem

from . import penalties
from .models import Booking, BookingItem, Citizen, Line, Person
from .moments import in_words
from .refusals import (
    BookingPaused,
    HallBookedThatDay,
    ItemBookedAlready,
    NotForThisDocument,
    Refusal,
    TooManyOpen,
    TooManyPeople,
    TooManyPhones,
    TwoPlacesAtOnce,
)
from .rules import Rules, of_city
from .window import LONGEST

PHONE_SPAN = timedelta(days=30)
LOOK_BACK = LONGEST
"""So long before a visit it may have been booked; added to the time in which a missed one counts."""


# Written out, because it is asked for every booking: putting it together took longer than answering it.
HISTORY = """
    SELECT booking.id, booking.state, booking.starts_at, booking.ends_at, booking.made_at, booking.missed_at,
           booking.waived_at, booking.citizen_id, booking.applicant_id, booking.agent_id, line.hall_id AS hall
    FROM appointments_booking AS booking JOIN appointments_line AS line ON line.id = booking.line_id
    WHERE (booking.applicant_id IN (%s, %s) OR booking.agent_id IN (%s, %s) OR booking.citizen_id = %s)
      AND booking.made_at >= %s AND booking.confirmed_at IS NOT NULL
"""


@dataclass(frozen=True)
class Wish:
    """One booking somebody wants: `leaving` is the booking it takes the place of."""

    line: Line
    starts_at: datetime
    ends_at: datetime
    items: Sequence[ServiceItem]
    citizen: Citizen | None
    applicant: Person
    agent: Person | None
    leaving: Booking | None = None

    @property
    def people(self) -> list[int]:
        """Everybody it is counted for."""
        return [person.pk for person in (self.applicant, self.agent) if person]


def check(wish: Wish, rules: Rules, now: datetime, *, by_staff: bool = False) -> None:
    """Raises a Refusal where the wish is one too many: two queries, and the people must be locked.

    Staff may book for somebody whose booking is paused, and on behalf of any number of people. A visit may be moved
    during a pause.
    """
    known = [past for past in _history(wish, now) if not wish.leaving or past.pk != wish.leaving.pk]
    if not by_staff and not wish.leaving:  # Whoever moves a visit books nothing new, and for nobody new.
        _check_pause(wish, known, of_city(), now)
        _check_phones(wish, known, rules, now)
    for person in wish.people:
        theirs = [past for past in known if person in (past.applicant_id, past.agent_id)]
        try:
            _check_open(wish, [past for past in theirs if past.state in Booking.OPEN], rules)
        except Refusal as refusal:
            raise _as_told(refusal, wish, theirs, by_staff=by_staff) from refusal


def _as_told(refusal: Refusal, wish: Wish, theirs: Sequence[Booking], *, by_staff: bool = False) -> Refusal:
    """What a phone hears of a person for whom it booked nothing of it: nothing. It may have typed anybody's number."""
    is_own = wish.citizen is not None and any(past.citizen_id == wish.citizen.pk for past in theirs)
    is_own = is_own or wish.leaving is not None  # Whoever has a visit of theirs knows them.
    return refusal if by_staff or is_own else NotForThisDocument()


def _history(wish: Wish, now: datetime) -> list[Booking]:
    """Confirmed bookings of these people and this phone, with their `hall`: as far back as anything counts."""
    city = of_city()
    since = now - LOOK_BACK - timedelta(days=city.strike_days + city.pause_days)
    made_since = connection.ops.adapt_datetimefield_value(since)
    people = [*wish.people, wish.people[0]][:2]
    return list(Booking.objects.raw(HISTORY, [*people, *people, wish.citizen and wish.citizen.pk, made_since]))


def _check_pause(wish: Wish, known: Sequence[Booking], city: Rules, now: datetime) -> None:
    for person in wish.people:
        missed = [
            past
            for past in known
            if person in (past.applicant_id, past.agent_id) and past.missed_at and not past.waived_at
        ]
        if found := penalties.pause([past.missed_at for past in missed], city, now):
            raise _as_told(BookingPaused(until=in_words(found.until), count=len(found.missed)), wish, missed)


def _check_phones(wish: Wish, known: Sequence[Booking], rules: Rules, now: datetime) -> None:
    recent = [past for past in known if past.made_at > now - PHONE_SPAN]
    if wish.citizen is None:
        return
    people = {past.applicant_id for past in recent if past.citizen_id == wish.citizen.pk}
    if wish.applicant.pk not in people and len(people) >= rules.people_per_phone:
        raise TooManyPeople(limit=rules.people_per_phone)
    phones = {past.citizen_id for past in recent if past.applicant_id == wish.applicant.pk and past.citizen_id}
    if wish.citizen.pk not in phones and len(phones) >= rules.phones_per_person:
        raise TooManyPhones(limit=rules.phones_per_person)


def _check_open(wish: Wish, still_open: Sequence[Booking], rules: Rules) -> None:
    if not still_open:
        return
    _check_items(wish, still_open, rules)
    day = timezone.localdate(wish.starts_at)
    same = [p for p in still_open if p.hall == wish.line.hall_id and timezone.localdate(p.starts_at) == day]
    if len(same) >= rules.per_hall_and_day:
        raise HallBookedThatDay(hall=wish.line.hall.short_name, when=in_words(same[0].starts_at))
    if any(past.starts_at < wish.ends_at and past.ends_at > wish.starts_at for past in still_open):
        raise TwoPlacesAtOnce
    if len(still_open) >= rules.open_in_all:
        raise TooManyOpen(limit=rules.open_in_all)


def _check_items(wish: Wish, still_open: Sequence[Booking], rules: Rules) -> None:
    starts = {past.pk: past.starts_at for past in still_open}
    booked = BookingItem.objects.filter(booking__in=starts, item__in=[item.pk for item in wish.items])
    held: dict[int, list[int]] = {}
    for booking, item in booked.values_list("booking", "item"):
        held.setdefault(item, []).append(booking)
    for item in wish.items:
        if len(bookings := held.get(item.pk, [])) >= rules.open_per_item:
            raise ItemBookedAlready(item=item.name, when=in_words(starts[bookings[0]]))
