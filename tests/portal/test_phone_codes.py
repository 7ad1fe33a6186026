"""Codes sent to phones: how they are kept, when they are right, and how often they are sent."""

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from delivery import gateways
from delivery.gateways import console
from portal.accounts import phone_codes
from portal.accounts.callers import Caller
from portal.accounts.models import PhoneCode, Tally
from portal.accounts.quotas import Quota
from tests.factories import NOON
from tests.portal.codes import HERE, PHONE, another, enter, newest_code, sent_code
from tests.threads import at_once

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
race = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path


def wait_at(now) -> timedelta:
    """How long the next one has to wait."""
    with pytest.raises(phone_codes.TooManyCodes) as refusal:
        sent_code(now=now)
    return refusal.value.wait


def test_the_right_code_is_used_once_and_is_right_again_for_a_minute():
    row, code = sent_code()

    assert enter(row, code).used_at == NOON
    assert enter(row, code, NOON + MINUTE - SECOND).used_at == NOON
    with pytest.raises(phone_codes.CodeUsed):
        enter(row, code, NOON + MINUTE)


def test_another_code_or_another_browser_repeats_nothing(monkeypatch):
    monkeypatch.setattr(phone_codes, "WRONG_PER_DEVICE", Quota("wrong-device", 1, 3600))
    row, code = sent_code()
    enter(row, code)

    with pytest.raises(phone_codes.CodeOver):
        enter(row, code, key="x" * 22)
    with pytest.raises(phone_codes.CodeUsed):
        enter(row, another(code))
    with pytest.raises(phone_codes.TooManyWrongCodes):
        enter(row, another(code))


def test_neither_the_code_nor_the_phone_stands_in_the_row():
    row, code = sent_code()

    held = " ".join(map(str, PhoneCode.objects.filter(pk=row.pk).values_list()[0]))
    assert (len(code), code in held.replace(str(NOON), ""), PHONE in held) == (6, False, False)
    assert (len(row.code_hash), len(row.phone_hash)) == (64, 64)


def test_a_code_lasts_five_minutes():
    row, code = sent_code()

    with pytest.raises(phone_codes.CodeOver):
        enter(row, code, NOON + 5 * MINUTE)
    assert enter(row, code, NOON + 5 * MINUTE - SECOND)


@pytest.mark.parametrize("fields", [{"key": "x" * 22}, {"phone": "13800009999"}])
def test_a_code_is_for_one_browser_and_one_phone(fields):
    row, code = sent_code()

    with pytest.raises(phone_codes.CodeOver):
        enter(row, code, **fields)


def test_five_wrong_tries_kill_it():
    row, code = sent_code()

    for _each in range(4):
        with pytest.raises(phone_codes.WrongCode):
            enter(row, another(code))
    with pytest.raises(phone_codes.CodeOver):
        enter(row, another(code))

    row.refresh_from_db()
    assert (row.tries, row.killed_at) == (5, NOON)
    with pytest.raises(phone_codes.CodeOver):
        enter(row, code)


def test_the_fifth_try_may_be_the_right_one():
    row, code = sent_code()
    PhoneCode.objects.update(tries=4)

    assert enter(row, code)


def test_a_new_code_kills_the_old_one():
    old, old_code = sent_code()
    new, new_code = sent_code(now=NOON + MINUTE)

    with pytest.raises(phone_codes.CodeOver):
        enter(old, old_code, NOON + MINUTE)
    assert enter(new, new_code, NOON + MINUTE)


def test_the_same_digits_are_kept_differently_for_every_code():
    assert phone_codes._code_hash("one", "012345") != phone_codes._code_hash("other", "012345")


def test_one_phone_gets_a_code_a_minute():
    sent_code()

    assert wait_at(NOON + 10 * SECOND) == 50 * SECOND
    assert sent_code(now=NOON + MINUTE)


def test_also_when_the_first_was_used():
    row, code = sent_code()
    enter(row, code)

    assert wait_at(NOON + 59 * SECOND) == SECOND


def test_one_phone_gets_four_codes_an_hour_and_eight_a_day():
    for number in range(4):
        sent_code(now=NOON + number * MINUTE)
    assert wait_at(NOON + 10 * MINUTE) == 50 * MINUTE

    for number in range(4):
        sent_code(now=NOON + 2 * HOUR + number * MINUTE)
    assert wait_at(NOON + 4 * HOUR) == 20 * HOUR
    assert sent_code(now=NOON + 24 * HOUR)


@pytest.mark.parametrize("quota", ["PER_DEVICE", "PER_ADDRESS"])
def test_one_browser_and_one_address_get_a_number_of_codes(quota, monkeypatch):
    limit = 3
    monkeypatch.setattr(phone_codes, quota, replace(getattr(phone_codes, quota), limit=limit))
    for number in range(limit):
        sent_code(f"139{number:08}", caller=caller_of(quota, number))

    with pytest.raises(phone_codes.TooManyCodes) as refusal:
        sent_code("13700000000", caller=caller_of(quota, limit))

    assert refusal.value.wait == HOUR
    assert sent_code("13700000000", caller=Caller("else", "elsewhere"))
    assert sent_code("13700000001", NOON + HOUR, caller_of(quota, limit))


def test_an_address_that_thousands_share_is_stopped_long_after_a_browser_and_with_an_alarm():
    pairs = [
        (phone_codes.PER_ADDRESS, phone_codes.PER_DEVICE),
        (phone_codes.WRONG_PER_ADDRESS, phone_codes.WRONG_PER_DEVICE),
    ]

    assert all(address.limit >= 30 * device.limit and address.alarm for address, device in pairs)


def caller_of(quota: str, number: int) -> Caller:
    """One browser at many addresses, or many browsers at one."""
    return Caller("one", f"address{number}") if quota == "PER_DEVICE" else Caller(f"device{number}", "one")


def test_everybody_together_gets_a_budget_and_its_end_is_logged_once(monkeypatch, caplog):
    monkeypatch.setattr(phone_codes, "BUDGET", Quota("codes-all", 2, 60, alarm="The budget is spent"))
    for number in range(2):
        sent_code(f"139{number:08}", caller=Caller(f"d{number}", f"a{number}"))

    for number in range(2, 5):
        with pytest.raises(phone_codes.TooManyCodes):
            sent_code(f"139{number:08}", caller=Caller(f"d{number}", f"a{number}"))

    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "The budget is spent: more than 2 in 60 seconds"
    ]


@pytest.mark.parametrize("quota", ["WRONG_PER_DEVICE", "WRONG_PER_ADDRESS"])
def test_whoever_enters_many_wrong_codes_waits_even_with_the_right_one(quota, monkeypatch):
    monkeypatch.setattr(phone_codes, quota, Quota(quota, 2, 3600))
    row, code = sent_code()
    for _each in range(2):
        with pytest.raises(phone_codes.WrongCode):
            enter(row, another(code))

    with pytest.raises(phone_codes.TooManyWrongCodes) as refusal:
        enter(row, code)

    assert refusal.value.wait == HOUR
    assert enter(row, code, caller=Caller("else", "elsewhere"))


def test_many_wrong_codes_over_many_phones_raise_an_alarm(monkeypatch, caplog):
    monkeypatch.setattr(phone_codes, "WRONG_ALL", Quota("wrong-all", 1, 3600, alarm="Many wrong codes"))
    for number in range(3):
        phone = f"139{number:08}"
        row, code = sent_code(phone, caller=Caller(f"d{number}", f"a{number}"))
        with pytest.raises(phone_codes.WrongCode):
            enter(row, another(code), phone=phone, caller=Caller(f"d{number}", f"a{number}"))

    assert [record.message for record in caplog.records] == ["Many wrong codes: more than 1 in 3600 seconds"]


def not_sent(now=NOON, meanwhile=lambda: None) -> None:
    """A code the gateway does not take."""

    def send(**message):
        meanwhile()
        raise gateways.NotSent("busy")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(console, "send", send)
        with pytest.raises(phone_codes.CodeNotSent):
            phone_codes.send(phone=PHONE, caller=HERE, now=now)


def test_what_was_not_sent_counts_for_no_phone():
    for number in range(6):
        not_sent(NOON + number * SECOND)

    assert PhoneCode.objects.count() == 0
    assert sent_code(now=NOON + 6 * SECOND)


def test_where_another_code_was_not_sent_the_earlier_one_is_worth_what_it_was():
    row, code = sent_code()
    not_sent(NOON + MINUTE)

    assert enter(row, code, NOON + 2 * MINUTE)


def test_a_code_that_was_killed_before_stays_so():
    sent_code()
    sent_code(now=NOON + MINUTE)
    not_sent(NOON + 2 * MINUTE)

    assert list(PhoneCode.objects.order_by("made_at").values_list("killed_at", flat=True)) == [NOON + MINUTE, None]


def test_a_code_that_was_sent_while_the_gateway_hesitated_stays():
    sent_code()
    not_sent(NOON + MINUTE, meanwhile=lambda: phone_codes._replace(phone_codes.hash_of(PHONE), "0", NOON + 2 * MINUTE))

    rows = PhoneCode.objects.order_by("made_at").values_list("made_at", "killed_at")
    assert list(rows) == [(NOON, NOON + MINUTE), (NOON + 2 * MINUTE, None)]


def test_codes_are_forgotten_after_a_day():
    sent_code()

    assert phone_codes.forget(NOON + 24 * HOUR - SECOND) == 0
    assert phone_codes.forget(NOON + 24 * HOUR) == 1
    assert phone_codes.forget(NOON + 24 * HOUR) == 0


@race
def test_clicked_many_times_at_once_the_right_code_is_used_once_and_right_for_all(monkeypatch):
    row, code = sent_code()
    used, use = [], phone_codes._use

    def noted(row, now):
        used.append(use(row, now))
        return used[-1]

    monkeypatch.setattr(phone_codes, "_use", noted)

    answers = at_once([partial(enter, row, code) for _each in range(4)])

    assert [type(answer) for answer in answers] == [PhoneCode] * 4
    assert used.count(True) == 1


@race
def test_without_the_condition_in_the_statement_it_is_used_twice(monkeypatch):
    row, code = sent_code()
    used = []

    def look_then_write(row, now):
        is_usable = PhoneCode.objects.usable(now).filter(pk=row.pk).exists()
        both.wait(timeout=10)
        PhoneCode.objects.filter(pk=row.pk).update(used_at=now)
        used.append(is_usable)
        return is_usable

    both = Barrier(2)
    monkeypatch.setattr(phone_codes, "_use", look_then_write)

    at_once([partial(enter, row, code) for _each in range(2)])

    assert used == [True, True]


@race
def test_however_many_guess_at_once_five_are_compared(compared):
    row, code = sent_code()

    at_once([partial(enter, row, another(code)) for _each in range(8)])

    row.refresh_from_db()
    assert (len(compared), row.tries, row.killed_at) == (5, 5, NOON)


@race
def test_without_the_condition_in_the_statement_more_are_compared(compared, monkeypatch):
    row, code = sent_code()
    PhoneCode.objects.update(tries=4)

    def look_then_write(row, now):
        may_try = PhoneCode.objects.usable(now).filter(pk=row.pk, tries__lt=5).exists()
        both.wait(timeout=10)
        PhoneCode.objects.filter(pk=row.pk).update(tries=5)
        return may_try

    both = Barrier(3)
    monkeypatch.setattr(phone_codes, "_count_try", look_then_write)

    at_once([partial(enter, row, another(code)) for _each in range(3)])

    assert len(compared) == 3


@race
def test_asked_for_many_times_at_once_one_code_is_sent():
    answers = at_once([partial(phone_codes.send, phone=PHONE, caller=HERE, now=NOON) for _each in range(4)])

    assert sorted(type(answer).__name__ for answer in answers) == ["PhoneCode", *["TooManyCodes"] * 3]
    assert len(console.latest(9)) == 1


@race
def test_without_the_constraint_several_are_sent(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_open_code_per_phone")
    both = Barrier(2)
    replaced = phone_codes._replace

    def meet(*args):
        both.wait(timeout=10)
        return replaced(*args)

    monkeypatch.setattr(phone_codes, "_replace", meet)

    at_once([partial(phone_codes.send, phone=PHONE, caller=HERE, now=NOON) for _each in range(2)])

    assert len(console.latest(9)) == 2


@pytest.fixture
def compared(monkeypatch):
    """The codes that were compared with the right one."""
    seen, code_hash = [], phone_codes._code_hash

    def noted(key, code):
        seen.append(code)
        return code_hash(key, code)

    sent = phone_codes._replace

    def start(*args):
        row = sent(*args)
        seen.clear()
        return row

    monkeypatch.setattr(phone_codes, "_code_hash", noted)
    monkeypatch.setattr(phone_codes, "_replace", start)
    return seen


@pytest.mark.parametrize(
    "fields",
    [
        {"tries": 6},
        {"used_at": NOON, "killed_at": NOON},
        {"document_asked_at": NOON},
        {"document_settled_at": NOON},
        {"document_tries": 1},
        {"code_hash": "short"},
    ],
)
def test_the_database_refuses_what_cannot_be(fields):
    sent_code()

    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneCode.objects.update(**fields)


def test_counts_tell_of_nobody(settings):
    settings.REDIS_URL = ""
    sent_code(caller=Caller("a-browser", "192.0.2.1"))

    kept = " ".join(Tally.objects.values_list("key", flat=True))
    assert [secret for secret in ("a-browser", "192.0.2.1", PHONE, newest_code()) if secret in kept] == []
