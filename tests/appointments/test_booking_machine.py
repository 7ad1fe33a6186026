"""Anything citizens, staff and the clock may do, in any order: a slot always counts its live bookings."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from appointments import attendance, bookings, counts, expiry, moves, places, waitlist
from appointments.asking import Visit
from appointments.models import Booking, BookingRules, Slot, WaitlistEntry
from appointments.refusals import Refusal
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_citizen,
    make_item_at,
    make_line,
    make_party,
    make_request,
    make_slot,
)

pytestmark = pytest.mark.django_db

SLOTS, CITIZENS = 4, 3
which_slot, which_citizen = st.integers(0, SLOTS - 1), st.integers(0, CITIZENS - 1)


class BookingMachine(RuleBasedStateMachine):
    """One line with a few places, a few citizens, and a clock that only goes forward."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.line, self.now = make_line(), NOON
        first = TOMORROW_NINE
        self.slots = [
            make_slot(
                line=self.line,
                starts_at=first + number * timedelta(minutes=30),
                capacity_online=1 + number % 2,
                capacity_staff=1,
            )
            for number in range(SLOTS)
        ]
        BookingRules.objects.create(
            hall=self.line.hall,
            open_per_item=9,
            per_hall_and_day=9,
            open_in_all=9,
            people_per_phone=99,
            phones_per_person=99,
            strikes=99,
            decided_by="test",
        )
        self.items = [make_item_at(self.line) for _ in range(3)]
        self.citizens = [make_citizen() for _ in range(CITIZENS)]
        self.parties = [make_party() for _ in range(CITIZENS)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def visit(self, slot: int, items: int) -> Visit:
        return Visit(self.line, self.slots[slot].starts_at, self.items[:items])

    def attempt(self, verb, **asked):
        """What the verb returns; a refusal is an answer like any other."""
        try:
            return verb(**asked, now=self.now)
        except Refusal:
            return None

    @rule(target=made, slot=which_slot, citizen=which_citizen, items=st.sampled_from([1, 3]))
    def hold(self, slot, citizen, items):
        held = self.attempt(
            bookings.hold, visit=self.visit(slot, items), citizen=self.citizens[citizen], request=make_request()
        )
        return held and held.pk

    @rule(
        target=made,
        slot=which_slot,
        citizen=which_citizen,
        items=st.sampled_from([1, 3]),
        pool=st.sampled_from(["online", "staff"]),
    )
    def book(self, slot, citizen, items, pool):
        booked = self.attempt(
            bookings.book,
            visit=self.visit(slot, items),
            citizen=self.citizens[citizen],
            party=self.parties[citizen],
            request=make_request(),
            pool=pool,
        )
        return booked and booked.pk

    @rule(pk=made, citizen=which_citizen)
    def confirm(self, pk, citizen):
        if pk is None:
            return
        self.attempt(bookings.name, booking=self.booking(pk), party=self.parties[citizen])
        self.attempt(bookings.confirm, booking=self.booking(pk))

    @rule(pk=made, slot=which_slot)
    def move(self, pk, slot):
        if pk is not None:
            self.attempt(moves.move, booking=self.booking(pk), line=self.line, starts_at=self.slots[slot].starts_at)

    @rule(pk=made, by=st.sampled_from(["citizen", "hall"]))
    def cancel(self, pk, by):
        if pk is not None:
            self.attempt(bookings.cancel, booking=self.booking(pk), by=by)

    @rule(pk=made, verb=st.sampled_from([attendance.check_in, attendance.miss, attendance.turn_into_walk_in]))
    def attend(self, pk, verb):
        if pk is not None:
            self.attempt(verb, booking=self.booking(pk))

    @rule(pk=made)
    def wait_for_an_earlier_place(self, pk):
        if pk is not None:
            self.attempt(waitlist.join, booking=self.booking(pk), after=self.now)

    @rule(accepts=st.booleans())
    def answer_an_offer(self, accepts):
        entry = WaitlistEntry.objects.filter(offer__state="offered").first()
        if entry:
            self.attempt(waitlist.accept if accepts else waitlist.decline, entry=entry)

    @rule()
    def sweep(self):
        expiry.expire_lapsed(now=self.now)
        waitlist.offer(now=self.now)
        waitlist.put_on_sale(now=self.now)

    @rule(minutes=st.sampled_from([1, 5, 20, 60]))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def every_slot_counts_its_live_bookings(self):
        assert list(counts.drifts()) == []

    @invariant()
    def nobody_holds_two_places(self):
        held = list(Booking.objects.filter(state="held").values_list("citizen", flat=True))
        assert len(held) == len(set(held))

    @invariant()
    def no_slot_is_oversold(self):
        for slot in Slot.objects.filter(line=self.line):
            assert slot.free("online") >= 0
            assert slot.free("staff") >= 0

    def booking(self, pk: int) -> Booking:
        return Booking.objects.select_related("line__hall").get(pk=pk)


SETTINGS = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def test_a_slot_always_counts_its_live_bookings():
    run_state_machine_as_test(BookingMachine, settings=SETTINGS)


def test_a_place_that_is_not_given_back_is_found(monkeypatch):
    monkeypatch.setattr(places, "release", lambda slots, pool: None)

    with pytest.raises(AssertionError, match="taken_"):
        run_state_machine_as_test(
            BookingMachine, settings=settings(SETTINGS, phases=[Phase.generate], report_multiple_bugs=False)
        )
