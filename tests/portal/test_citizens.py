"""Whose phone it is, and what happens when a number has passed on."""

from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db.models import QuerySet

from appointments import identity
from appointments.models import Booking, Citizen
from portal.accounts import citizens, phone_codes
from portal.accounts.models import PhoneCode
from tests.factories import NOON, make_booking, make_citizen, make_number
from tests.portal.codes import PHONE, enter, sent_code
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LONG_AGO = NOON - citizens.QUIET
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path


def used_code(now=NOON) -> PhoneCode:
    """A code that was entered just now."""
    return enter(*sent_code(now=now), now)


def quiet_citizen(**fields) -> Citizen:
    """Whoever had the phone 90 days ago, with a document that ends as it says."""
    person = identity.person(identity.read("id_card", make_number()), LONG_AGO)
    return make_citizen(**{"phone": PHONE, "person": person, "name": "测试人", "seen_at": LONG_AGO} | fields)


def asked() -> PhoneCode:
    """A code after which the document was asked for."""
    code = used_code()
    assert citizens.arrive(code=code, phone=PHONE, now=NOON) is None
    return code


def test_whoever_comes_first_is_a_new_citizen_and_the_same_one_later():
    first = citizens.arrive(code=used_code(), phone=PHONE, now=NOON)
    later = citizens.arrive(code=used_code(NOON + MINUTE), phone=PHONE, now=NOON + MINUTE)

    assert (first.phone, first.made_at, later.pk, later.seen_at) == (PHONE, NOON, first.pk, NOON + MINUTE)


def test_a_phone_that_was_used_lately_is_not_asked_about():
    citizen = quiet_citizen(seen_at=LONG_AGO + MINUTE)

    assert citizens.arrive(code=used_code(), phone=PHONE, now=NOON) == citizen


def test_after_ninety_days_the_last_four_are_asked():
    citizen, code = quiet_citizen(), asked()

    assert citizens.asks(key=code.key, phone=PHONE, now=NOON)
    last = citizen.person.last_four
    assert citizens.prove(key=code.key, phone=PHONE, last_four=last.lower(), now=NOON) == citizen
    assert not citizens.asks(key=code.key, phone=PHONE, now=NOON)
    citizen.refresh_from_db()
    assert (citizen.seen_at, citizen.epoch) == (NOON, 0)


def test_whoever_never_booked_is_not_asked():
    citizen = quiet_citizen(person=None)

    assert citizens.arrive(code=used_code(), phone=PHONE, now=NOON) == citizen


def test_where_nothing_can_be_asked_nothing_is_shown():
    citizen = quiet_citizen()
    make_booking(citizen=citizen, now=NOON)
    Citizen.objects.filter(pk=citizen.pk).update(person=None, seen_at=LONG_AGO)

    new = citizens.arrive(code=used_code(), phone=PHONE, now=NOON)

    assert new.pk != citizen.pk
    assert Booking.objects.of(new).count() == 0


def wrong(code: PhoneCode, now=NOON):
    return citizens.prove(key=code.key, phone=PHONE, last_four="QQQQ", now=now)


def test_three_wrong_answers_begin_anew_and_end_the_sessions_of_the_old_row():
    old, code = quiet_citizen(), asked()
    for _each in range(2):
        with pytest.raises(citizens.WrongDocument):
            wrong(code)

    new = wrong(code)

    old.refresh_from_db()
    assert (old.phone, old.epoch) == (None, 1)
    assert (new.phone, new.person, new.pk != old.pk) == (PHONE, None, True)


def test_wrong_answers_after_another_code_count_as_well():
    quiet_citizen()
    first = asked()
    for _each in range(2):
        with pytest.raises(citizens.WrongDocument):
            wrong(first)
    second = used_code(NOON + MINUTE)
    citizens.arrive(code=second, phone=PHONE, now=NOON + MINUTE)

    assert wrong(second, NOON + MINUTE).person is None


def test_whoever_says_it_is_not_them_begins_anew():
    old, code = quiet_citizen(), asked()

    new = citizens.disown(key=code.key, phone=PHONE, now=NOON)

    old.refresh_from_db()
    assert (old.phone, new.phone, new.pk != old.pk) == (None, PHONE, True)


@pytest.mark.parametrize("answer", [citizens.disown, partial(citizens.prove, last_four="0000")])
def test_an_answer_to_what_was_not_asked_is_no_way_in(answer):
    quiet_citizen()
    unused, _code = sent_code()
    used = used_code(NOON + MINUTE)

    for key in (unused.key, used.key, "x" * 22):
        with pytest.raises(phone_codes.CodeOver):
            answer(key=key, phone=PHONE, now=NOON + MINUTE)


def test_the_answer_comes_within_ten_minutes():
    quiet_citizen()
    code = asked()

    assert not citizens.asks(key=code.key, phone=PHONE, now=NOON + citizens.TO_ANSWER)
    with pytest.raises(phone_codes.CodeOver):
        citizens.disown(key=code.key, phone=PHONE, now=NOON + citizens.TO_ANSWER)


def test_an_answered_question_is_not_answered_otherwise():
    citizen, code = quiet_citizen(), asked()
    citizens.prove(key=code.key, phone=PHONE, last_four=citizen.person.last_four, now=NOON)

    with pytest.raises(phone_codes.CodeOver):
        citizens.disown(key=code.key, phone=PHONE, now=NOON)
    with pytest.raises(phone_codes.CodeOver):
        wrong(code)


def test_the_right_answer_may_be_sent_again_for_a_minute_by_the_same_browser():
    citizen, code = quiet_citizen(), asked()
    prove = partial(citizens.prove, phone=PHONE, last_four=citizen.person.last_four)
    prove(key=code.key, now=NOON)

    assert prove(key=code.key, now=NOON + MINUTE / 2) == citizen
    for key, now in [(code.key, NOON + MINUTE), ("x" * 22, NOON)]:
        with pytest.raises(phone_codes.CodeOver):
            prove(key=key, now=now)


def test_whoever_says_twice_that_it_is_not_them_begins_anew_once():
    quiet_citizen()
    code = asked()

    new = [citizens.disown(key=code.key, phone=PHONE, now=NOON) for _each in range(2)]

    assert new[0] == new[1]
    assert Citizen.objects.exclude(pk=new[0].pk).filter(phone=PHONE).count() == 0
    with pytest.raises(phone_codes.CodeOver):
        citizens.disown(key=code.key, phone=PHONE, now=NOON + MINUTE)


@pytest.mark.django_db(transaction=True)
def test_two_who_arrive_at_once_with_a_new_phone_are_one_citizen():
    code = used_code()

    found = at_once([partial(citizens.arrive, code=code, phone=PHONE, now=NOON) for _each in range(4)])

    assert {citizen.pk for citizen in found} == {Citizen.objects.get(phone=PHONE).pk}


@pytest.mark.django_db(transaction=True)
def test_wrong_answers_at_once_are_all_counted(monkeypatch):
    quiet_citizen()
    code = asked()
    compared, is_last_four = [], citizens._is_last_four
    monkeypatch.setattr(citizens, "_is_last_four", lambda *args: compared.append(args) or is_last_four(*args))

    answers = at_once([partial(wrong, code) for _each in range(4)])

    kinds = sorted(type(answer).__name__ for answer in answers)
    assert (len(compared), kinds) == (3, ["Citizen", "Citizen", "WrongDocument", "WrongDocument"])
    assert Citizen.objects.filter(phone=PHONE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_wrong_answers_at_once_meet(monkeypatch):
    quiet_citizen()
    code = asked()
    both, is_last_four, compared = Barrier(4), citizens._is_last_four, []

    def meet(*args):
        both.wait(timeout=10)
        compared.append(args)
        return is_last_four(*args)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
    monkeypatch.setattr(citizens, "_is_last_four", meet)

    at_once([partial(wrong, code) for _each in range(4)])

    assert len(compared) == 4, "three are the most"


def test_after_a_year_nobody_knows_whose_phone_it_was():
    quiet = quiet_citizen(seen_at=NOON - citizens.KEPT)
    lately = make_citizen(seen_at=NOON - citizens.KEPT + MINUTE)
    busy = make_booking(citizen=make_citizen()).citizen
    Citizen.objects.filter(pk=busy.pk).update(seen_at=NOON - citizens.KEPT)

    assert (citizens.forget(NOON), citizens.forget(NOON)) == (1, 0)

    quiet.refresh_from_db()
    assert (quiet.phone, quiet.person, quiet.name, quiet.epoch) == (None, None, "", 1)
    assert set(Citizen.objects.filter(phone__isnull=False)) == {lately, busy}
