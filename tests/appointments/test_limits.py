"""How much one person and one phone may book."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from appointments import attendance, bookings, citizens, moves
from appointments.asking import Named, Party
from appointments.identity import read
from appointments.models import BookingRules, Slot
from appointments.refusals import (
    BookingPaused,
    HallBookedThatDay,
    ItemBookedAlready,
    NotForThisDocument,
    TooManyOpen,
    TooManyPeople,
    TooManyPhones,
    TwoPlacesAtOnce,
)
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_citizen,
    make_item_at,
    make_number,
    make_party,
    make_slot,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def named(number):
    return Named("测试人", read("id_card", number))


def slots_elsewhere(count):
    """Slots of as many halls, an hour apart."""
    return [make_slot(starts_at=TOMORROW_NINE + timedelta(hours=number)) for number in range(count)]


def test_a_person_has_three_visits_ahead_at_most():
    number, slots = make_number(), slots_elsewhere(4)
    citizen = make_citizen()
    for slot in slots[:3]:
        make_booking(slot=slot, citizen=citizen, party=make_party(number=number))

    with pytest.raises(TooManyOpen):
        make_booking(slot=slots[3], citizen=citizen, party=make_party(number=number))


def test_a_visit_that_was_cancelled_no_longer_counts():
    number, slots = make_number(), slots_elsewhere(4)
    citizen = make_citizen()
    made = [make_booking(slot=slot, citizen=citizen, party=make_party(number=number)) for slot in slots[:3]]

    bookings.cancel(booking=made[0], by="citizen", now=NOON)

    assert make_booking(slot=slots[3], citizen=citizen, party=make_party(number=number)).state == "confirmed"


def test_a_visit_counts_for_whoever_comes_in_somebodys_place():
    agent, slot, citizen = make_number(), make_slot(), make_citizen()
    make_booking(slot=slot, citizen=citizen, party=make_party(agent=named(agent), relation="family"))
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=1))

    with pytest.raises(HallBookedThatDay):
        make_booking(slot=other, citizen=citizen, party=make_party(number=agent))


def test_a_visit_moves_though_staff_booked_for_more_people_with_its_phone():
    citizen, slots = make_citizen(), slots_elsewhere(4)
    booking = make_booking(slot=slots[0], citizen=citizen)
    for slot in slots[1:]:
        Slot.objects.filter(pk=slot.pk).update(capacity_staff=1)
        make_booking(slot=slot, citizen=citizen, pool="staff")
    later = make_slot(line=booking.line, starts_at=TOMORROW_NINE + DAY)

    moved = moves.move(booking=booking, line=booking.line, starts_at=later.starts_at, now=NOON)

    assert moved.starts_at == later.starts_at


def test_a_phone_books_for_three_people_in_30_days():
    citizen, slots = make_citizen(), slots_elsewhere(4)
    for slot in slots[:3]:
        make_booking(slot=slot, citizen=citizen)

    with pytest.raises(TooManyPeople):
        make_booking(slot=slots[3], citizen=citizen)


def test_a_person_is_booked_for_by_two_phones_in_30_days():
    number, slots = make_number(), slots_elsewhere(3)
    for slot in slots[:2]:
        make_booking(slot=slot, party=make_party(number=number))

    with pytest.raises(TooManyPhones):
        make_booking(slot=slots[2], party=make_party(number=number))


def missed_visits(number, citizen, count):
    """Visits nobody came to, a week apart; the last one two days ago."""
    made = []
    for weeks in reversed(range(count)):
        starts_at = TOMORROW_NINE - 3 * DAY - weeks * timedelta(days=7)
        slot = make_slot(starts_at=starts_at)
        booking = make_booking(
            slot=slot, citizen=citizen, party=make_party(number=number), now=starts_at - timedelta(hours=3)
        )
        made.append(attendance.miss(booking=booking, now=starts_at + timedelta(hours=1)))
    return made


def test_three_missed_visits_pause_booking_and_say_until_when():
    number, citizen = make_number(), make_citizen()
    made = missed_visits(number, citizen, 3)

    with pytest.raises(BookingPaused) as refusal:
        make_booking(slot=make_slot(), citizen=citizen, party=make_party(number=number))

    until = made[-1].missed_at + timedelta(days=30)
    assert f"{until.astimezone().month}月{until.astimezone().day}日" in refusal.value.text


def test_a_visit_is_moved_during_a_pause():
    number, citizen, slot = make_number(), make_citizen(), make_slot()
    long_ago = TOMORROW_NINE - 5 * DAY
    booking = make_booking(slot=slot, citizen=citizen, party=make_party(number=number), now=NOON - 5 * DAY)
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=1))
    BookingRules.objects.create(line=slot.line, strikes=1, decided_by="test")
    missed = make_slot(starts_at=long_ago)
    made = make_booking(slot=missed, citizen=citizen, party=make_party(number=number), now=NOON - 5 * DAY)
    attendance.miss(booking=made, now=long_ago + timedelta(hours=1))

    moved = moves.move(booking=booking, line=slot.line, starts_at=other.starts_at, now=NOON)

    assert moved.starts_at == other.starts_at


def test_two_missed_visits_do_not():
    number, citizen = make_number(), make_citizen()
    missed_visits(number, citizen, 2)

    assert make_booking(slot=make_slot(), citizen=citizen, party=make_party(number=number)).state == "confirmed"


def test_a_waived_visit_does_not_count(django_user_model):
    number, citizen = make_number(), make_citizen()
    made = missed_visits(number, citizen, 3)
    clerk = django_user_model.objects.create_user("clerk")

    attendance.waive(booking=made[1], by=clerk, reason="大厅停电", now=NOON)

    assert make_booking(slot=make_slot(), citizen=citizen, party=make_party(number=number)).state == "confirmed"


def test_the_pause_ends_by_itself():
    number, citizen = make_number(), make_citizen()
    missed_visits(number, citizen, 3)
    later = NOON + timedelta(days=30)
    slot = make_slot(starts_at=later + timedelta(hours=21))

    assert make_booking(slot=slot, citizen=citizen, party=make_party(number=number), now=later).state == "confirmed"


def test_staff_book_for_somebody_whose_booking_is_paused():
    number = make_number()
    missed_visits(number, make_citizen(), 3)
    slot = make_slot(capacity_staff=1)

    booking = make_booking(slot=slot, party=make_party(number=number), pool="staff")

    slot.refresh_from_db()
    assert (booking.state, slot.taken_staff, slot.taken_online) == ("confirmed", 1, 0)


def test_staff_decide_the_limits_of_a_hall():
    number, slot = make_number(), make_slot()
    BookingRules.objects.create(hall=slot.line.hall, per_hall_and_day=2, decided_by="test")
    citizen = make_citizen()
    make_booking(slot=slot, citizen=citizen, party=make_party(number=number))
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=1))

    assert make_booking(slot=other, citizen=citizen, party=make_party(number=number)).state == "confirmed"


def test_a_party_of_two_is_locked_in_one_order():
    first, second = make_number(), make_number()
    here, there = make_slot(), make_slot(starts_at=TOMORROW_NINE + DAY)

    make_booking(slot=here, party=Party(named(first), named(second), "family"))
    booking = make_booking(slot=there, party=Party(named(second), named(first), "family"))

    assert booking.applicant.last_four == second[-4:]


def test_whoever_types_a_strangers_number_learns_nothing_of_their_visits():
    number, slot = make_number(), make_slot()
    item = make_item_at(slot.line)
    make_booking(slot=slot, items=[item], party=make_party(number=number))
    other = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=1))

    with pytest.raises(NotForThisDocument) as refusal:
        make_booking(slot=other, items=[item], party=make_party(number=number))

    assert "11月" not in refusal.value.text


def test_staff_are_told_what_is_booked_already():
    number, slot = make_number(), make_slot(capacity_staff=1)
    item = make_item_at(slot.line)
    make_booking(slot=slot, items=[item], party=make_party(number=number))

    with pytest.raises(ItemBookedAlready):
        make_booking(slot=slot, items=[item], party=make_party(number=number), pool="staff")


def test_nobody_is_at_two_halls_at_overlapping_times():
    number, citizen = make_number(), make_citizen()
    make_booking(slot=make_slot(), citizen=citizen, party=make_party(number=number))
    overlapping = make_slot(starts_at=TOMORROW_NINE + timedelta(minutes=15))
    after = make_slot(starts_at=TOMORROW_NINE + timedelta(minutes=30))

    with pytest.raises(TwoPlacesAtOnce):
        make_booking(slot=overlapping, citizen=citizen, party=make_party(number=number))
    assert make_booking(slot=after, citizen=citizen, party=make_party(number=number)).state == "confirmed"


@pytest.mark.parametrize("rule", ["open_per_item", "per_hall_and_day", "people_per_phone", "return_from_minutes"])
def test_no_rule_forbids_everything(rule):
    with pytest.raises(IntegrityError):
        BookingRules.objects.create(decided_by="test", **{rule: 0})


def test_that_others_book_with_a_phone_does_not_show_who_holds_it():
    quiet = make_citizen(seen_at=NOON - 200 * DAY)

    citizens.of_phone(quiet.phone, NOON)

    quiet.refresh_from_db()
    assert quiet.seen_at == NOON - 200 * DAY
