"""What a citizen says against a missed visit, and what follows from the answer."""

from functools import partial
from time import sleep

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from appointments import attendance, objections
from appointments.models import Objection
from appointments.refusals import BookingPaused
from tests.appointments.missing import missed_visits
from tests.citizens import signed_in_citizen
from tests.factories import NOON, make_booking, make_citizen, make_number, make_party, make_slot, make_user
from tests.threads import at_once


@pytest.fixture
def missed(db):
    """A visit nobody came to."""
    [booking] = missed_visits(make_number(), make_citizen(), 1)
    return booking


def page_of(booking):
    return f"/bookings/{booking.key}/objection/"


def test_one_objection_is_kept_of_a_missed_visit(missed):
    first = objections.lodge(booking=missed, text="我去了，机器坏了", now=NOON)
    again = objections.lodge(booking=missed, text="再说一次", now=NOON)

    assert (first, again.text) == (again, "我去了，机器坏了")


@pytest.mark.parametrize(
    "number", ["440305199001010012", "138 0013 8000", "１３８００１３８０００", "44030519900101001X"]
)
def test_long_numbers_in_an_objection_are_not_kept(missed, number):
    assert objections.lodge(booking=missed, text=f"我是{number}，9:30到了", now=NOON).text == "我是***，9:30到了"


@pytest.mark.django_db
def test_a_visit_that_was_not_missed_leaves_nothing_to_object_to():
    with pytest.raises(objections.NothingToObjectTo):
        objections.lodge(booking=make_booking(), text="？", now=NOON)


def test_a_visit_that_was_waived_leaves_nothing_to_object_to(missed):
    attendance.waive(booking=missed, by=make_user(), reason="停电", now=NOON)

    with pytest.raises(objections.NothingToObjectTo):
        objections.lodge(booking=missed, text="？", now=NOON)


@pytest.mark.django_db
def test_waived_booking_is_possible_again_at_once():
    number, citizen = make_number(), make_citizen()
    [*_others, last] = missed_visits(number, citizen, 3)
    book = partial(make_booking, slot=make_slot(), citizen=citizen, party=make_party(number=number))
    with pytest.raises(BookingPaused):
        book()
    objection, manager = objections.lodge(booking=last, text="大厅停电", now=NOON), make_user()

    objections.decide(objection=objection, by=manager, waive=True, answer="核实停电", now=NOON)

    last.refresh_from_db()
    assert (last.waived_by, last.waive_reason) == (manager, "核实停电")
    assert book().state == "confirmed"


def test_an_objection_is_decided_once(missed):
    objection, first, second = objections.lodge(booking=missed, text="？", now=NOON), make_user(), make_user()

    objections.decide(objection=objection, by=first, waive=False, answer="有签到记录", now=NOON)
    again = objections.decide(objection=objection, by=second, waive=True, answer="同意", now=NOON)

    missed.refresh_from_db()
    assert (again.decided_by, again.answer, missed.waived_at) == (first, "有签到记录", None)


@pytest.mark.django_db(transaction=True)
def test_two_managers_decide_at_once_and_one_answer_holds():
    [booking] = missed_visits(make_number(), make_citizen(), 1)
    objection, managers = objections.lodge(booking=booking, text="？", now=NOON), [make_user(), make_user()]

    def answer(manager, waive):
        return objections.decide(objection=objection, by=manager, waive=waive, answer=manager.username, now=NOON)

    decided = at_once([partial(answer, managers[0], True), partial(answer, managers[1], False)])

    booking.refresh_from_db()
    assert decided[0].answer == decided[1].answer
    assert (booking.waived_at is not None) == (decided[0].answer == managers[0].username)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_managers_think_they_decided(monkeypatch):
    [booking] = missed_visits(make_number(), make_citizen(), 1)
    objection, managers = objections.lodge(booking=booking, text="？", now=NOON), [make_user(), make_user()]
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
    save = Objection.save

    def slowly(*args, **kwargs):
        sleep(0.3)
        save(*args, **kwargs)

    monkeypatch.setattr(Objection, "save", slowly)
    both = [
        partial(objections.decide, objection=objection, by=by, waive=False, answer=by.username, now=NOON)
        for by in managers
    ]

    decided = at_once(both)

    assert {each.answer for each in decided} == {manager.username for manager in managers}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_lodge_one_objection():
    [booking] = missed_visits(make_number(), make_citizen(), 1)

    lodged = at_once([partial(objections.lodge, booking=booking, text=text, now=NOON) for text in ("甲", "乙")])

    assert lodged[0] == lodged[1]
    with pytest.raises(IntegrityError):
        Objection.objects.create(booking=booking, text="丙", made_at=NOON)


def test_the_page_says_why_and_until_when_and_takes_the_objection(missed):
    browser = signed_in_citizen(missed.citizen)

    asked = browser.get(page_of(missed))
    sent = browser.post(page_of(missed), {"text": "我去了"})
    after = browser.get(page_of(missed)).content.decode()

    assert asked.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "计入" in asked.content.decode()
    assert (sent.status_code, sent.url) == (302, page_of(missed))
    assert ("我去了" in after, "<textarea" in after) == (True, False)


def test_an_empty_or_long_objection_is_told_and_kept(missed):
    browser = signed_in_citizen(missed.citizen)

    empty = browser.post(page_of(missed), {"text": " "}).content.decode()
    long = browser.post(page_of(missed), {"text": "长" * 501}).content.decode()

    assert "请简单说明发生了什么" in empty
    assert "长" * 501 in long
    assert Objection.objects.count() == 0


@pytest.mark.django_db
def test_a_visit_that_was_not_missed_has_no_such_page():
    booking = make_booking()

    assert signed_in_citizen(booking.citizen).get(page_of(booking)).status_code == 404


def test_nobody_else_finds_the_page(missed):
    assert signed_in_citizen().get(page_of(missed)).status_code == 404


def test_whoever_has_not_signed_in_is_asked_to(missed, client):
    answer = client.get(page_of(missed))

    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={page_of(missed).replace('/', '%2F')}")
