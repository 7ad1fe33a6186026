"""Offers made, answered and given up by several at the same moment. Each race is shown once with its guard off."""

from datetime import timedelta
from functools import partial
from threading import Barrier, Event

import pytest
from django.db.models import QuerySet

from appointments import bookings, counts, expiry, waitlist
from appointments.models import Booking, ReturnedPlace, Slot, WaitlistEntry
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_hold, make_item_at, make_line, make_slot
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LATER = NOON + 20 * MINUTE
"""When an offer made at noon ends."""


@pytest.fixture
def without_row_locks(monkeypatch):
    """The guard switched off."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())


def meet(monkeypatch, module, name: str, callers: int = 2) -> None:
    """All callers come out of that function before any goes on."""
    function, everybody = getattr(module, name), Barrier(callers)

    def and_wait(*args, **kwargs):
        found = function(*args, **kwargs)
        everybody.wait(timeout=10)
        return found

    monkeypatch.setattr(module, name, and_wait)


def waiting(line, count: int = 1) -> list[WaitlistEntry]:
    """So many visits of the day after tomorrow that would come at any earlier time."""
    late, item = make_slot(line=line, starts_at=TOMORROW_NINE + DAY), make_item_at(line)
    visits = [make_booking(slot=late, items=[item]) for _each in range(count)]
    return [waitlist.join(booking=booking, after=NOON, now=NOON) for booking in visits]


def given_back(line, **fields) -> Slot:
    """A slot of tomorrow whose one place was given back at noon."""
    slot = make_slot(line=line, capacity_online=1, **fields)
    bookings.cancel(booking=make_booking(slot=slot), by="citizen", now=NOON)
    return slot


def offers() -> int:
    return Booking.objects.filter(state="offered").count()


def test_two_sweeps_at_once_make_one_offer():
    line = make_line()
    waiting(line, 2)
    given_back(line)

    made = at_once([partial(waitlist.offer, NOON) for _each in range(4)])

    assert (sum(made), offers(), list(counts.drifts())) == (1, 1, [])


def offer_both_at_once(entry: WaitlistEntry, slots: list[Slot]) -> None:
    at_once([partial(waitlist.offer_one, entry=entry, slot=slot, now=NOON) for slot in slots])


def two_given_back(line) -> list[Slot]:
    return [given_back(line), given_back(line, starts_at=TOMORROW_NINE + 30 * MINUTE)]


def test_one_visit_is_offered_one_of_two_places():
    line = make_line()
    [entry] = waiting(line)

    offer_both_at_once(entry, two_given_back(line))

    assert (offers(), list(counts.drifts())) == (1, [])


def test_without_the_lock_one_visit_is_offered_both(without_row_locks, monkeypatch):
    line = make_line()
    [entry] = waiting(line)
    slots = two_given_back(line)
    meet(monkeypatch, waitlist, "suited")
    meet(monkeypatch, waitlist.offering, "at")

    offer_both_at_once(entry, slots)

    assert offers() == 2


def offered(line) -> WaitlistEntry:
    """An entry that considers an offer made at noon."""
    [entry] = waiting(line)
    given_back(line)
    waitlist.offer(NOON)
    entry.refresh_from_db()
    return entry


def accept_as_it_lapses(entry: WaitlistEntry) -> list:
    """The citizen accepts a second before the end, and the sweep comes at the end."""
    return at_once(
        [
            partial(waitlist.accept, entry=entry, now=LATER - timedelta(seconds=1)),
            partial(expiry.sweep_lapsed, now=LATER),
        ]
    )


def test_an_offer_that_lapses_as_it_is_accepted_is_one_of_both():
    for _round in range(5):
        entry = offered(make_line())

        answer, lapsed = accept_as_it_lapses(entry)

        entry.refresh_from_db()
        was_accepted = isinstance(answer, Booking)
        assert (entry.ending, lapsed) == (("moved", 0) if was_accepted else ("", 1))
        assert was_accepted or isinstance(answer, waitlist.OfferOver)
        assert list(counts.drifts()) == []


def test_without_its_condition_the_place_is_given_twice(monkeypatch):
    """The offer is taken over as it was read, after the sweep has given its place back."""
    entry, has_lapsed = offered(make_line()), Event()

    def take_over_whatever_it_is(offer, now):
        has_lapsed.wait(timeout=10)
        return bool(Booking.objects.filter(pk=offer.pk).update(state="expired", expired_at=now))

    def lapse():
        expiry.sweep_lapsed(now=LATER)
        has_lapsed.set()

    monkeypatch.setattr(waitlist, "_take_over", take_over_whatever_it_is)

    answer, _lapsed = at_once([partial(waitlist.accept, entry=entry, now=NOON), lapse])

    assert isinstance(answer, Booking)
    assert {drift.figure for drift in counts.drifts()} == {"taken_online"}


def test_an_offer_accepted_twice_at_once_moves_the_visit_once():
    entry = offered(make_line())

    answers = at_once([partial(waitlist.accept, entry=entry, now=NOON) for _each in range(4)])

    assert {(answer.pk, answer.starts_at) for answer in answers} == {(entry.booking_id, TOMORROW_NINE)}
    assert (ReturnedPlace.objects.pending().count(), list(counts.drifts())) == (1, [])


def test_a_visit_cancelled_as_its_offer_is_accepted_leaves_no_place_behind():
    for _round in range(5):
        entry = offered(make_line())

        at_once(
            [
                partial(waitlist.accept, entry=entry, now=NOON),
                partial(bookings.cancel, booking=entry.booking, by="citizen", now=NOON),
            ]
        )
        waitlist.end_over(NOON)

        entry.refresh_from_db()
        assert (entry.booking.state, entry.offer.state) == ("cancelled", "expired")
        assert list(counts.drifts()) == []


def cancel_as_it_expires(monkeypatch, hold: Booking) -> None:
    """The citizen cancels; between the look at the booking and the change of it the sweep comes."""
    of, later, has_expired = bookings.rules.of, NOON + 5 * MINUTE, Event()

    def of_after_the_sweep(line):
        has_expired.wait(timeout=10)
        return of(line)

    def expire():
        expiry.expire(booking=hold, now=later)
        has_expired.set()

    monkeypatch.setattr(bookings.rules, "of", of_after_the_sweep)
    at_once([partial(bookings.cancel, booking=hold, by="citizen", now=later), expire])


def hold_beside_a_visit() -> Booking:
    slot = make_slot()
    make_booking(slot=slot)
    return make_hold(slot=slot)


def taken_of(hold: Booking) -> int:
    return hold.booking_slots.get().slot.taken_online


def test_a_hold_cancelled_as_it_expires_gives_back_one_place(monkeypatch):
    hold = hold_beside_a_visit()

    cancel_as_it_expires(monkeypatch, hold)

    assert (taken_of(hold), list(counts.drifts())) == (1, [])


def test_without_the_lock_it_gives_back_two(without_row_locks, monkeypatch):
    hold = hold_beside_a_visit()

    cancel_as_it_expires(monkeypatch, hold)

    assert taken_of(hold) == 0


def sell_twice_at_once(slot: Slot) -> list:
    [returned] = slot.returned_places.all()
    return at_once([partial(waitlist.put_on_sale, returned.returns_at) for _each in range(4)])


def test_two_sweeps_at_once_put_a_place_on_sale_once():
    slot = given_back(make_line())

    sold = sell_twice_at_once(slot)

    slot.refresh_from_db()
    assert (sum(sold), slot.withheld_online, list(counts.drifts())) == (1, 0, [])


def test_a_place_offered_as_it_goes_on_sale_is_one_of_both():
    for _round in range(5):
        line = make_line()
        waiting(line)
        slot = given_back(line)
        [returned] = slot.returned_places.all()

        offered, sold = at_once(
            [partial(waitlist.offer, returned.returns_at), partial(waitlist.put_on_sale, returned.returns_at)]
        )

        assert (offered + sold, list(counts.drifts())) == (1, [])
