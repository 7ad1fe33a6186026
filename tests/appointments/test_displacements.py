"""What citizens answer whose visit the hall had to cancel."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from appointments import bookings, displacements
from appointments.models import Booking, Displacement, Reminder, ReturnedPlace, Slot
from appointments.refusals import NotHandledThere, SlotClosed, SlotFull, TooLateToChange, TwoPlacesAtOnce
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_item_at, make_line, make_slot
from tests.threads import at_once

DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)


def displaced(**fields):
    """A visit of tomorrow that the hall cancelled, and a slot of each of the three days after."""
    line = make_line()
    slots = [make_slot(line=line, starts_at=TOMORROW_NINE + DAY * day, **fields) for day in (1, 2, 5)]
    booking = make_booking(slot=make_slot(line=line))
    return displacements.displace_one(booking=booking, reason="台风", now=NOON), slots


def choose(displacement, slot, now=NOON):
    return displacements.choose(displacement=displacement, slot=slot, now=now)


@pytest.mark.django_db
def test_a_chosen_time_is_a_confirmed_booking_for_the_same_people_and_items():
    displacement, [slot, *_others] = displaced()
    old = displacement.booking

    new = choose(displacement, slot)

    displacement.refresh_from_db()
    slot.refresh_from_db()
    same = ["citizen", "applicant", "applicant_name", "agent", "agent_name", "relation", "pool", "channel", "client"]
    assert [getattr(new, field) for field in same] == [getattr(old, field) for field in same]
    assert [each.item for each in new.booking_items.all()] == [each.item for each in old.booking_items.all()]
    assert (new.state, new.starts_at, slot.taken_online) == ("confirmed", slot.starts_at, 1)
    assert (displacement.new_booking, displacement.chosen_at) == (new, NOON)
    assert Reminder.objects.filter(booking=new, kind="confirmed").count() == 1


@pytest.mark.django_db
def test_chosen_twice_it_is_the_same_booking_whatever_the_time():
    displacement, [first, second, _third] = displaced()

    new = choose(displacement, first)

    assert choose(displacement, second) == new
    second.refresh_from_db()
    assert second.taken_online == 0


@pytest.mark.django_db
def test_the_limits_are_not_asked_because_the_hall_caused_it():
    displacement, [slot, *_others] = displaced()
    old = displacement.booking
    beside = make_slot(line=slot.line, starts_at=slot.starts_at + timedelta(hours=3))
    items = [each.item for each in old.booking_items.all()]
    Booking.objects.filter(pk=make_booking(slot=beside, items=items).pk).update(applicant=old.applicant)

    assert choose(displacement, slot).state == "confirmed"


@pytest.mark.django_db
def test_a_time_that_has_gone_is_refused_and_three_others_are_shown():
    displacement, [gone, second, third] = displaced(capacity_online=1)
    fresh = make_slot(line=gone.line, starts_at=gone.starts_at + HALF_HOUR)
    make_booking(slot=gone)

    with pytest.raises(SlotFull):
        choose(displacement, gone)

    displacement.refresh_from_db()
    assert displacement.chosen_at is None
    assert displacements.options(displacement=displacement, now=NOON) == [fresh, second, third]


@pytest.mark.django_db
def test_a_place_that_waits_to_go_on_sale_again_can_be_chosen():
    displacement, [slot, *_others] = displaced(capacity_online=1)
    bookings.cancel(booking=make_booking(slot=slot), by="citizen", now=NOON)
    assert slot in displacements.options(displacement=displacement, now=NOON)

    choose(displacement, slot)

    slot.refresh_from_db()
    assert (slot.taken_online, slot.withheld_online) == (1, 0)
    assert ReturnedPlace.objects.pending().count() == 0


@pytest.mark.django_db
def test_a_long_visit_is_offered_as_many_slots_in_a_row():
    line = make_line()
    items = [make_item_at(line) for _each in range(3)]
    first = make_slot(line=line)
    make_slot(line=line, starts_at=first.ends_at)
    alone = make_slot(line=line, starts_at=TOMORROW_NINE + DAY)
    begin = make_slot(line=line, starts_at=TOMORROW_NINE + 2 * DAY)
    end = make_slot(line=line, starts_at=begin.ends_at)
    displacement = displacements.displace_one(booking=make_booking(slot=first, items=items), reason="台风", now=NOON)

    new = choose(displacement, begin)

    assert displacement.options == [begin.pk], "one slot alone is too short"
    assert list(new.booking_slots.values_list("slot", flat=True)) == [begin.pk, end.pk]
    with pytest.raises(SlotClosed):
        choose(displacements.displace_one(booking=new, reason="台风", now=NOON), alone)


@pytest.mark.django_db
@pytest.mark.parametrize("late", [timedelta(0), 30 * DAY])
def test_a_time_that_others_can_book_now_can_be_chosen_for_thirty_days(late):
    displacement, [slot, *_others] = displaced()
    other = make_slot(line=slot.line, starts_at=TOMORROW_NINE + late + 2 * HALF_HOUR)

    assert choose(displacement, other, NOON + late).starts_at == other.starts_at


@pytest.mark.django_db
def test_after_thirty_days_no_other_time_is_shown_or_taken():
    displacement, [slot, *_others] = displaced()
    other = make_slot(line=slot.line, starts_at=TOMORROW_NINE + 31 * DAY)
    later = NOON + 30 * DAY + timedelta(seconds=1)

    assert displacements.options(displacement=displacement, now=later) == []
    with pytest.raises(SlotClosed):
        choose(displacement, other, later)


@pytest.mark.django_db
def test_a_time_that_is_not_on_sale_yet_is_refused():
    displacement, [slot, *_others] = displaced()

    with pytest.raises(SlotClosed):
        choose(displacement, make_slot(line=slot.line, starts_at=TOMORROW_NINE + 20 * DAY))


@pytest.mark.django_db
def test_another_time_that_has_just_gone_is_told_as_gone():
    displacement, [slot, *_others] = displaced()
    gone = make_slot(line=slot.line, starts_at=TOMORROW_NINE + 2 * HALF_HOUR, capacity_online=0)

    with pytest.raises(SlotFull):
        choose(displacement, gone)


@pytest.mark.django_db
def test_a_line_that_does_not_take_the_items_is_refused():
    displacement, _slots = displaced()

    with pytest.raises(NotHandledThere):
        choose(displacement, make_slot(starts_at=TOMORROW_NINE + DAY))


@pytest.mark.django_db
def test_a_time_at_which_the_citizen_comes_elsewhere_is_refused():
    displacement, [slot, *_others] = displaced()
    elsewhere = make_booking(slot=make_slot(starts_at=slot.starts_at))
    Booking.objects.filter(pk=elsewhere.pk).update(applicant=displacement.booking.applicant)

    with pytest.raises(TwoPlacesAtOnce):
        choose(displacement, slot)


@pytest.mark.django_db
def test_whoever_needs_no_time_may_think_again():
    displacement, [slot, *_others] = displaced()

    declined = displacements.decline(displacement=displacement, now=NOON)
    again = displacements.decline(displacement=displacement, now=NOON + HALF_HOUR)
    new = choose(displacement, slot, NOON + DAY / 2)

    displacement.refresh_from_db()
    assert (declined.declined_at, again.declined_at, displacement.declined_at) == (NOON, NOON, None)
    assert displacement.new_booking == new


@pytest.mark.django_db
def test_declining_leaves_a_time_that_was_chosen():
    displacement, [slot, *_others] = displaced()
    new = choose(displacement, slot)

    displacements.decline(displacement=displacement, now=NOON)

    displacement.refresh_from_db()
    assert (displacement.declined_at, displacement.new_booking.state, new.state) == (None, "confirmed", "confirmed")


@pytest.mark.django_db
def test_a_visit_the_citizen_gave_up_is_not_displaced():
    booking = make_booking()
    bookings.cancel(booking=booking, by="citizen", now=NOON)

    assert displacements.displace_one(booking=booking, reason="台风", now=NOON) is None
    assert Displacement.objects.count() == 0


@pytest.mark.django_db
def test_a_visit_that_was_served_is_not_displaced():
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state="served", served_at=NOON)

    with pytest.raises(TooLateToChange):
        displacements.displace_one(booking=booking, reason="台风", now=NOON)
    assert displacements.displace([booking], reason="台风", now=NOON) == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_booking():
    displacement, [first, second, _third] = displaced()

    made = at_once([partial(choose, displacement, slot) for slot in (first, second)])

    taken = sorted(Slot.objects.filter(pk__in=[first.pk, second.pk]).values_list("taken_online", flat=True))
    assert made[0] == made[1]
    assert taken == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_click_runs_into_the_unique_key(monkeypatch):
    displacement, [first, second, _third] = displaced()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())

    made = at_once([partial(choose, displacement, slot) for slot in (first, second)])

    taken = sorted(Slot.objects.filter(pk__in=[first.pk, second.pk]).values_list("taken_online", flat=True))
    assert {type(each) for each in made} == {Booking, IntegrityError}
    assert taken == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_of_two_citizens_who_choose_the_last_place_one_is_told_it_has_gone():
    line = make_line()
    last = make_slot(line=line, starts_at=TOMORROW_NINE + DAY, capacity_online=1)
    slot, item = make_slot(line=line), make_item_at(line)
    both = displacements.displace(
        [make_booking(slot=slot, items=[item]) for _each in range(2)], reason="台风", now=NOON
    )

    made = at_once([partial(choose, each, last) for each in both])

    last.refresh_from_db()
    assert {type(each) for each in made} == {Booking, SlotFull}
    assert (last.taken_online, Displacement.objects.unanswered().count()) == (1, 1)
