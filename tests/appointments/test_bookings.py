"""Bookings held, confirmed, moved and given up."""

from datetime import timedelta

import pytest

from appointments import bookings, expiry, moves
from appointments.asking import Visit
from appointments.models import Booking, Reminder, ReturnedPlace
from appointments.refusals import (
    AlreadyExtended,
    HallBookedThatDay,
    HoldOver,
    ItemBookedAlready,
    KeyReused,
    NotHandledThere,
    NotNamed,
    SlotClosed,
    SlotFull,
    SlotNotOnSale,
    SlotPast,
)
from tests.factories import (
    NOON,
    make_booking,
    make_citizen,
    make_hold,
    make_item,
    make_item_at,
    make_line,
    make_number,
    make_party,
    make_request,
    make_slot,
)

pytestmark = pytest.mark.django_db


def test_a_hold_takes_a_place_for_five_minutes():
    slot = make_slot()

    booking = make_hold(slot=slot)

    slot.refresh_from_db()
    assert (booking.state, booking.held_until, slot.taken_online) == ("held", NOON + timedelta(minutes=5), 1)


def test_the_same_request_holds_one_place():
    slot, citizen, request = make_slot(), make_citizen(), make_request("k")
    item = make_item_at(slot.line)

    first = make_hold(slot=slot, citizen=citizen, request=request, items=[item])
    second = make_hold(slot=slot, citizen=citizen, request=request, items=[item])

    slot.refresh_from_db()
    assert (second.pk, slot.taken_online) == (first.pk, 1)


def test_a_key_of_another_request_is_refused():
    slot = make_slot()
    make_hold(slot=slot, request=make_request("k", fingerprint="a"))

    with pytest.raises(KeyReused):
        make_hold(slot=slot, request=make_request("k", fingerprint="b"))


def test_a_full_slot_is_refused():
    slot = make_slot(capacity_online=1)
    make_hold(slot=slot)

    with pytest.raises(SlotFull):
        make_hold(slot=slot)

    slot.refresh_from_db()
    assert (slot.taken_online, Booking.objects.count()) == (1, 1)


def test_a_place_held_too_long_is_taken_over():
    slot = make_slot(capacity_online=1)
    lapsed = make_hold(slot=slot)

    booking = make_hold(slot=slot, now=NOON + timedelta(minutes=5))

    slot.refresh_from_db()
    lapsed.refresh_from_db()
    assert (lapsed.state, booking.state, slot.taken_online) == ("expired", "held", 1)


def test_whoever_holds_another_place_gives_back_the_first():
    citizen, first, second = make_citizen(), make_slot(), make_slot()
    make_hold(slot=first, citizen=citizen)

    make_hold(slot=second, citizen=citizen)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.taken_online, second.taken_online) == (0, 1)


def test_a_hold_is_named_confirmed_and_told():
    booking = make_hold()
    bookings.name(booking=booking, party=make_party(), now=NOON)
    booking.refresh_from_db()

    confirmed = bookings.confirm(booking=booking, now=NOON)
    again = bookings.confirm(booking=booking, now=NOON + timedelta(hours=1))

    assert (confirmed.state, again.confirmed_at) == ("confirmed", NOON)
    assert list(Reminder.objects.values_list("kind", "booking")) == [("confirmed", booking.pk)]


def test_a_hold_without_a_name_is_not_confirmed():
    with pytest.raises(NotNamed):
        bookings.confirm(booking=make_hold(), now=NOON)


def test_a_hold_that_is_over_is_not_confirmed():
    booking = make_hold()
    bookings.name(booking=booking, party=make_party(), now=NOON)

    with pytest.raises(HoldOver):
        bookings.confirm(booking=booking, now=NOON + timedelta(minutes=5))


def test_a_visit_that_has_begun_is_not_confirmed():
    slot = make_slot(starts_at=NOON + timedelta(minutes=2))
    booking = bookings.name(booking=make_hold(slot=slot), party=make_party(), now=NOON)

    with pytest.raises(SlotPast):
        bookings.confirm(booking=booking, now=NOON + timedelta(minutes=2))


def test_a_hold_is_extended_once():
    booking = make_hold()
    later = NOON + timedelta(minutes=4)

    assert bookings.extend(booking=booking, now=later).held_until == later + timedelta(minutes=5)
    with pytest.raises(AlreadyExtended):
        bookings.extend(booking=booking, now=later)


def test_one_person_books_an_item_once():
    slot = make_slot()
    item, number, citizen = make_item_at(slot.line), make_number(), make_citizen()
    make_booking(slot=slot, items=[item], citizen=citizen, party=make_party(number=number))
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(days=1))

    with pytest.raises(ItemBookedAlready):
        make_booking(slot=other, items=[item], citizen=citizen, party=make_party(number=number))


def test_one_person_books_one_visit_a_day_at_a_hall():
    slot = make_slot()
    number, citizen = make_number(), make_citizen()
    make_booking(slot=slot, citizen=citizen, party=make_party(number=number))
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=1))

    with pytest.raises(HallBookedThatDay):
        make_booking(slot=other, citizen=citizen, party=make_party(number=number))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"starts_at": NOON - timedelta(hours=1)}, SlotPast),
        ({"state": "closed"}, SlotClosed),
        ({"starts_at": NOON + timedelta(days=30)}, SlotNotOnSale),
    ],
)
def test_a_slot_that_cannot_be_booked_says_why(fields, refusal):
    with pytest.raises(refusal):
        make_hold(slot=make_slot(**fields))


def test_an_item_handled_elsewhere_is_refused():
    with pytest.raises(NotHandledThere):
        make_hold(items=[make_item(name="别处的事")])


def test_three_items_take_two_slots_in_a_row():
    line = make_line()
    first = make_slot(line=line)
    second = make_slot(line=line, starts_at=first.ends_at)

    booking = make_booking(slot=first, items=[make_item_at(line) for _ in range(3)])

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.taken_online, second.taken_online, booking.ends_at) == (1, 1, second.ends_at)


def test_a_cancelled_place_is_withheld_before_it_is_on_sale_again():
    slot = make_slot()
    booking = make_booking(slot=slot)

    bookings.cancel(booking=booking, by="citizen", now=NOON)
    bookings.cancel(booking=booking, by="citizen", now=NOON)

    slot.refresh_from_db()
    [returned] = ReturnedPlace.objects.all()
    wait = returned.returns_at - NOON
    assert (slot.taken_online, slot.withheld_online) == (0, 1)
    assert timedelta(minutes=10) <= wait <= timedelta(minutes=60)


def test_a_move_takes_the_new_place_before_it_gives_back_the_old():
    old = make_slot()
    booking = make_booking(slot=old)
    new = make_slot(line=old.line, starts_at=old.starts_at + timedelta(days=1))

    moved = moves.move(booking=booking, line=old.line, starts_at=new.starts_at, now=NOON)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.taken_online, old.withheld_online, new.taken_online) == (0, 1, 1)
    assert (moved.key, moved.starts_at, moved.reference[:7]) == (booking.key, new.starts_at, "SZ-1126")


def test_a_move_to_a_full_slot_leaves_everything_as_it_was():
    old = make_slot()
    booking = make_booking(slot=old)
    new = make_slot(line=old.line, starts_at=old.starts_at + timedelta(days=1), capacity_online=0)

    with pytest.raises(SlotFull):
        moves.move(booking=booking, line=old.line, starts_at=new.starts_at, now=NOON)

    old.refresh_from_db()
    booking.refresh_from_db()
    assert (old.taken_online, booking.starts_at) == (1, old.starts_at)


def test_a_long_visit_moves_by_one_slot_over_its_own_place():
    line = make_line()
    first = make_slot(line=line, capacity_online=1)
    second = make_slot(line=line, starts_at=first.ends_at, capacity_online=1)
    third = make_slot(line=line, starts_at=second.ends_at, capacity_online=1)
    booking = make_booking(slot=first, items=[make_item_at(line) for _ in range(3)])

    moves.move(booking=booking, line=line, starts_at=second.starts_at, now=NOON)

    counted = [(s.taken_online, s.withheld_online) for s in line.slots.order_by("starts_at")]
    assert counted == [(0, 1), (1, 0), (1, 0)]
    assert list(booking.booking_slots.order_by("slot").values_list("slot", flat=True)) == [second.pk, third.pk]


def test_lapsed_holds_are_swept_once():
    slot = make_slot()
    make_hold(slot=slot)
    later = NOON + timedelta(minutes=5)

    assert [expiry.expire_lapsed(now=later), expiry.expire_lapsed(now=later)] == [1, 0]
    slot.refresh_from_db()
    assert slot.taken_online == 0


def test_a_refused_visit_names_no_slot_of_another_line():
    slot, elsewhere = make_slot(), make_line()

    with pytest.raises(SlotClosed):
        bookings.hold(
            visit=Visit(elsewhere, slot.starts_at, [make_item_at(elsewhere)]),
            citizen=make_citizen(),
            request=make_request(),
            now=NOON,
        )
