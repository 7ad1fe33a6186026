"""Earlier places: who waits, who is offered what, and what they answer."""

from datetime import timedelta

import pytest

from appointments import attendance, bookings, counts, expiry, moves, waitlist
from appointments.models import Booking, BookingRules, Reminder, Slot, WaitlistEntry
from appointments.refusals import HallBookedThatDay, TooLateToChange
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_item_at,
    make_line,
    make_number,
    make_party,
    make_slot,
)

pytestmark = pytest.mark.django_db

DAY, HALF_HOUR, MINUTE = timedelta(days=1), timedelta(minutes=30), timedelta(minutes=1)
LATER = NOON + 20 * MINUTE
"""When an offer made at noon ends."""


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def early(line):
    """Tomorrow at nine: full, with one place."""
    return make_slot(line=line, capacity_online=1)


@pytest.fixture
def late(line):
    """The day after, with room."""
    return make_slot(line=line, starts_at=TOMORROW_NINE + DAY)


def drift() -> list:
    return list(counts.drifts())


def wait(slot: Slot, **fields) -> WaitlistEntry:
    """The entry of a visit at the slot that would come at any earlier time."""
    window = {"after": fields.pop("after", NOON), "before": fields.pop("before", None)}
    return waitlist.join(booking=make_booking(slot=slot, **fields), now=NOON, **window)


def give_back(slot: Slot, **fields) -> None:
    """Somebody had a place there and gives it back at noon."""
    bookings.cancel(booking=make_booking(slot=slot, **fields), by="citizen", now=NOON)


def test_whoever_joins_again_changes_the_moments_and_keeps_their_turn(late):
    booking = make_booking(slot=late)
    first = waitlist.join(booking=booking, after=NOON, now=NOON)

    second = waitlist.join(booking=booking, after=TOMORROW_NINE, before=TOMORROW_NINE + HALF_HOUR, now=LATER)

    assert (second.pk, second.made_at, first.before) == (first.pk, NOON, late.starts_at)
    assert (second.after, second.before) == (TOMORROW_NINE, TOMORROW_NINE + HALF_HOUR)


def test_a_visit_of_today_does_not_wait(line):
    booking = make_booking(slot=make_slot(line=line, starts_at=NOON + 3 * HALF_HOUR))

    with pytest.raises(waitlist.TooLateToWait):
        waitlist.join(booking=booking, after=NOON, now=NOON)


def test_a_visit_that_was_given_up_does_not_wait(late):
    booking = make_booking(slot=late)
    bookings.cancel(booking=booking, by="citizen", now=NOON)

    with pytest.raises(TooLateToChange):
        waitlist.join(booking=booking, after=NOON, now=NOON)


def test_two_moments_with_no_earlier_time_between_them_are_refused(late):
    with pytest.raises(waitlist.NothingEarlier):
        wait(late, after=late.starts_at)


def test_a_place_given_back_is_offered_for_twenty_minutes_and_told_once(early, late):
    entry = wait(late)
    give_back(early)

    made = [waitlist.offer(NOON), waitlist.offer(NOON)]

    entry.refresh_from_db()
    early.refresh_from_db()
    assert made == [1, 0]
    assert (entry.offer.state, entry.offer.held_until, entry.offer.starts_at) == ("offered", LATER, early.starts_at)
    assert entry.offer.citizen == entry.booking.citizen
    assert [each.item for each in entry.offer.booking_items.all()] == [
        each.item for each in entry.booking.booking_items.all()
    ]
    assert (early.taken_online, early.withheld_online, drift()) == (1, 0, [])
    [told] = Reminder.objects.filter(kind="earlier")
    assert (told.booking, told.valid_until, told.details["offer"]) == (entry.booking, LATER, entry.offer.pk)


def test_whoever_waits_longest_is_offered_it_first(early, late):
    first, second = wait(late), wait(late)
    give_back(early)

    waitlist.offer(NOON)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.offer is not None, second.offer) == (True, None)


def test_as_many_are_offered_a_place_as_were_given_back(line, late):
    two = make_slot(line=line, capacity_online=2)
    entries = [wait(late) for _ in range(3)]
    give_back(two)
    give_back(two)

    made = waitlist.offer(NOON)

    assert (made, WaitlistEntry.objects.filter(pk__in=[e.pk for e in entries[:2]], offer__isnull=False).count()) == (
        2,
        2,
    )
    assert drift() == []


@pytest.mark.parametrize(
    "window",
    [
        {"after": TOMORROW_NINE + MINUTE},
        {"before": TOMORROW_NINE},
    ],
    ids=["after it", "before it"],
)
def test_a_place_outside_the_two_moments_is_not_offered(early, late, window):
    wait(late, **window)
    give_back(early)

    assert waitlist.offer(NOON) == 0


def test_a_place_of_another_line_is_not_offered(late):
    wait(late)
    give_back(make_slot(capacity_online=1))

    assert waitlist.offer(NOON) == 0


def test_a_later_place_is_not_offered(line, early):
    wait(early)
    give_back(make_slot(line=line, starts_at=TOMORROW_NINE + DAY, capacity_online=1))

    assert waitlist.offer(NOON) == 0


def test_a_place_that_begins_before_the_offer_would_end_is_not_offered(early, late):
    wait(late)
    give_back(early)

    assert waitlist.offer(early.starts_at - 20 * MINUTE) == 0
    assert waitlist.offer(early.starts_at - 21 * MINUTE) == 1


def test_a_long_visit_is_offered_places_in_all_slots_in_a_row(line, late):
    first, second = make_slot(line=line), make_slot(line=line, starts_at=TOMORROW_NINE + HALF_HOUR)
    make_slot(line=line, starts_at=late.ends_at)
    entry = wait(late, items=[make_item_at(line) for _ in range(3)])
    give_back(first)

    assert waitlist.offer(NOON) == 0
    give_back(second)
    assert waitlist.offer(NOON) == 1

    entry.refresh_from_db()
    assert sorted(entry.offer.booking_slots.values_list("slot", flat=True)) == [first.pk, second.pk]
    assert drift() == []


def test_a_place_that_could_not_be_accepted_goes_to_the_next_who_waits(line, early, late):
    number = make_number()
    wait(late, party=make_party(number=number))
    other_visit = make_slot(line=line, starts_at=TOMORROW_NINE + 2 * HALF_HOUR)
    make_booking(slot=other_visit, party=make_party(number=number))
    second = wait(late)
    give_back(early)

    assert waitlist.offer(NOON) == 1

    second.refresh_from_db()
    assert second.offer is not None


def test_an_accepted_offer_moves_the_visit_and_gives_back_its_old_place(early, late):
    entry = wait(late)
    key = entry.booking.key
    give_back(early)
    waitlist.offer(NOON)

    moved = waitlist.accept(entry=entry, now=LATER - MINUTE)
    again = waitlist.accept(entry=entry, now=LATER + MINUTE)

    early.refresh_from_db()
    late.refresh_from_db()
    entry.refresh_from_db()
    assert (moved.key, moved.state, moved.starts_at, moved.reference[:7]) == (
        key,
        "confirmed",
        TOMORROW_NINE,
        "SZ-1125",
    )
    assert (again.pk, again.starts_at) == (moved.pk, TOMORROW_NINE)
    assert (entry.ending, entry.offer.state) == ("moved", "expired")
    assert (early.taken_online, late.taken_online, late.withheld_online) == (1, 0, 1)
    assert drift() == []
    assert list(Reminder.objects.filter(kind="changed").values_list("booking", flat=True)) == [moved.pk]


def test_the_old_place_is_offered_to_others_who_wait(line, early, late):
    last = make_slot(line=line, starts_at=TOMORROW_NINE + 2 * DAY)
    first, second = wait(late), wait(last)
    give_back(early)
    waitlist.offer(NOON)
    waitlist.accept(entry=first, now=NOON)

    assert waitlist.offer(NOON) == 1

    second.refresh_from_db()
    assert second.offer.starts_at == late.starts_at


def test_a_visit_given_by_staff_that_moves_up_is_one_online(line, early):
    late = make_slot(line=line, starts_at=TOMORROW_NINE + DAY, capacity_staff=1)
    entry = wait(late, pool="staff")
    give_back(early)
    waitlist.offer(NOON)

    moved = waitlist.accept(entry=entry, now=NOON)

    late.refresh_from_db()
    assert (moved.pool, late.taken_staff, drift()) == ("online", 0, [])


def test_an_offer_that_is_over_is_not_accepted(early, late):
    entry = wait(late)
    give_back(early)
    waitlist.offer(NOON)

    with pytest.raises(waitlist.OfferOver):
        waitlist.accept(entry=entry, now=LATER)

    entry.booking.refresh_from_db()
    assert (entry.booking.starts_at, drift()) == (late.starts_at, [])


def test_nothing_is_accepted_where_nothing_is_offered(late):
    with pytest.raises(waitlist.OfferOver):
        waitlist.accept(entry=wait(late), now=NOON)


def test_an_offer_against_the_limits_is_not_accepted_and_stays(line, early, late):
    number = make_number()
    entry = wait(late, party=make_party(number=number))
    give_back(early)
    waitlist.offer(NOON)
    make_booking(slot=make_slot(line=line, starts_at=TOMORROW_NINE + HALF_HOUR), party=make_party(number=number))

    with pytest.raises(HallBookedThatDay):
        waitlist.accept(entry=entry, now=NOON)

    entry.refresh_from_db()
    assert (entry.offer.state, entry.ended_at, drift()) == ("offered", None, [])


def test_a_declined_place_goes_to_the_next_and_is_not_offered_again(early, late):
    first, second = wait(late), wait(late)
    give_back(early)
    waitlist.offer(NOON)

    waitlist.decline(entry=first, now=NOON)
    waitlist.decline(entry=first, now=NOON)
    assert waitlist.offer(NOON) == 1
    waitlist.decline(entry=second, now=NOON)
    second.refresh_from_db()

    early.refresh_from_db()
    assert waitlist.offer(NOON) == 0
    assert (second.offer.state, second.ended_at) == ("expired", None)
    assert (early.taken_online, early.withheld_online, drift()) == (0, 1, [])


def test_a_lapsed_offer_goes_to_the_next(early, late):
    first, second = wait(late), wait(late)
    give_back(early)
    waitlist.offer(NOON)

    expiry.sweep_lapsed(now=LATER)

    assert waitlist.offer(LATER) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.offer.state, second.offer.state, drift()) == ("expired", "offered", [])


def test_whoever_declined_is_offered_another_place(line, early, late):
    entry = wait(late)
    other = make_slot(line=line, starts_at=TOMORROW_NINE + HALF_HOUR, capacity_online=1)
    give_back(early)
    waitlist.offer(NOON)
    waitlist.decline(entry=entry, now=NOON)
    give_back(other)

    assert waitlist.offer(NOON) == 1

    entry.refresh_from_db()
    assert entry.offer.starts_at == other.starts_at


def test_whoever_considers_an_offer_gets_no_second_one(line, early, late):
    wait(late)
    give_back(early)
    give_back(make_slot(line=line, starts_at=TOMORROW_NINE + HALF_HOUR, capacity_online=1))

    assert waitlist.offer(NOON) == 1


def test_whoever_leaves_gives_back_what_was_offered(early, late):
    entry = wait(late)
    give_back(early)
    waitlist.offer(NOON)

    waitlist.leave(booking=entry.booking, now=NOON)
    waitlist.leave(booking=entry.booking, now=LATER)

    early.refresh_from_db()
    entry.refresh_from_db()
    assert (entry.ending, entry.ended_at) == ("left", NOON)
    assert (early.taken_online, early.withheld_online, drift()) == (0, 1, [])


def cancel(entry):
    bookings.cancel(booking=entry.booking, by="citizen", now=NOON)


def check_in(entry):
    attendance.check_in(booking=entry.booking, now=NOON)


def move(entry):
    line = entry.booking.line
    slot = make_slot(line=line, starts_at=TOMORROW_NINE + 2 * DAY)
    moves.move(booking=entry.booking, line=line, starts_at=slot.starts_at, now=NOON)


@pytest.mark.parametrize("change", [cancel, check_in, move])
def test_an_entry_ends_with_its_visit_and_its_offer_with_it(early, late, change):
    entry = wait(late)
    give_back(early)
    waitlist.offer(NOON)

    change(entry)
    waitlist.offer(NOON)
    waitlist.offer(NOON)

    entry.refresh_from_db()
    early.refresh_from_db()
    assert (entry.ending, entry.offer.state) == ("over", "expired")
    assert (early.taken_online, early.withheld_online, drift()) == (0, 1, [])


def test_an_entry_ends_when_no_time_is_left_for_it(late):
    entry = wait(late, before=NOON + MINUTE)

    waitlist.offer(NOON + MINUTE)

    entry.refresh_from_db()
    assert entry.ending == "over"


def test_a_place_nobody_waits_for_is_on_sale_again_at_its_minute(early):
    give_back(early)
    [returned] = early.returned_places.all()

    assert waitlist.put_on_sale(returned.returns_at - MINUTE) == 0
    assert [waitlist.put_on_sale(returned.returns_at) for _ in range(2)] == [1, 0]

    early.refresh_from_db()
    assert (early.taken_online, early.withheld_online, drift()) == (0, 0, [])


def test_a_place_that_is_offered_is_not_put_on_sale(early, late):
    entry = wait(late)
    give_back(early)
    waitlist.offer(NOON)

    assert waitlist.put_on_sale(NOON + DAY) == 0

    waitlist.decline(entry=entry, now=NOON)
    assert waitlist.put_on_sale(NOON + DAY) == 1


def test_how_long_an_offer_lasts_is_for_staff_to_say(early, late):
    BookingRules.objects.create(line=early.line, offer_minutes=45, decided_by="test")
    entry = wait(late)
    give_back(early)

    waitlist.offer(NOON)

    entry.refresh_from_db()
    assert entry.offer.held_until == NOON + 45 * MINUTE


def test_one_visit_that_fails_keeps_no_other_from_its_offer(early, late, monkeypatch, caplog):
    broken, fine = wait(late), wait(late)
    give_back(early)
    offer_one = waitlist.offer_one

    def fail_for_one(*, entry, **kwargs):
        if entry == broken:
            raise RuntimeError("broken")
        return offer_one(entry=entry, **kwargs)

    monkeypatch.setattr(waitlist, "offer_one", fail_for_one)

    assert waitlist.offer(NOON) == 1
    fine.refresh_from_db()
    assert fine.offer.state == Booking.State.OFFERED
    assert "failed and will be tried again" in caplog.text


TEN_AT_NIGHT, SEVEN = NOON + timedelta(hours=10), NOON + timedelta(hours=19)


def test_nobody_is_offered_a_place_at_night(early, late):
    wait(late)
    give_back(early)
    moments = [TEN_AT_NIGHT, SEVEN - MINUTE, TEN_AT_NIGHT - MINUTE]

    assert [waitlist.offer(moment) for moment in moments] == [0, 0, 1]


@pytest.mark.parametrize(
    ("moment", "from_when"),
    [
        (TEN_AT_NIGHT - MINUTE, TEN_AT_NIGHT - MINUTE),
        (TEN_AT_NIGHT, SEVEN),
        (NOON + timedelta(hours=12), SEVEN),
        (SEVEN - MINUTE, SEVEN),
        (SEVEN, SEVEN),
    ],
    ids=["21:59", "22:00", "00:00", "06:59", "07:00"],
)
def test_a_place_given_back_at_night_is_not_sold_before_those_who_wait_hear_of_it(early, late, moment, from_when):
    wait(late)
    booking = make_booking(slot=early)
    bookings.cancel(booking=booking, by="citizen", now=moment)

    [returned] = early.returned_places.all()
    assert 10 * MINUTE <= returned.returns_at - from_when <= 60 * MINUTE
    assert waitlist.put_on_sale(from_when) == 0
    assert waitlist.offer(from_when) == 1
