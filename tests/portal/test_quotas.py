"""Counting how often something happens, over all processes, in both places."""

import os
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.cache import cache

from portal.accounts import quotas
from portal.accounts.models import Tally
from portal.accounts.quotas import Quota
from tests.factories import NOON
from tests.threads import at_once

HOURLY = Quota("hourly", 2, 3600)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture(params=["database", "redis"])
def place(request, settings):
    """Where it is counted."""
    if request.param == "redis":
        if "REDIS_URL" not in os.environ:
            pytest.skip(os.environ.get("MISSING_REDIS_URL", "Set REDIS_URL, or run `python3 manage.py test`."))
        settings.REDIS_URL = os.environ["REDIS_URL"]
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
        }
        cache.clear()
    else:
        settings.REDIS_URL = ""
    return request.param


@pytest.fixture
def database(settings):
    """It is counted in the database."""
    settings.REDIS_URL = ""


@pytest.mark.django_db
def test_within_the_quota_nothing_is_waited_for_and_then_until_the_next_stretch(place):
    assert [quotas.spend(HOURLY, "a", NOON + minutes * 60 * SECOND) for minutes in (0, 10, 20)] == [
        None,
        None,
        timedelta(minutes=40),
    ]
    assert quotas.spend(HOURLY, "a", NOON + HOUR) is None


@pytest.mark.django_db
def test_each_subject_and_each_quota_has_its_own(place):
    for _each in range(2):
        quotas.spend(HOURLY, "a", NOON)

    assert quotas.spend(HOURLY, "b", NOON) is None
    assert quotas.spend(Quota("other", 2, 3600), "a", NOON) is None


@pytest.mark.django_db
def test_to_look_counts_nothing(place):
    quotas.spend(HOURLY, "a", NOON)

    assert [quotas.exhausted(HOURLY, "a", NOON) for _each in range(3)] == [None, None, None]
    quotas.spend(HOURLY, "a", NOON)
    assert quotas.exhausted(HOURLY, "a", NOON) == HOUR
    assert quotas.exhausted(HOURLY, "b", NOON) is None


@pytest.mark.django_db(transaction=True)
def test_spent_at_once_no_more_than_the_quota_passes(place):
    answers = at_once([partial(quotas.spend, HOURLY, "a", NOON) for _each in range(8)])

    assert answers.count(None) == 2
    assert answers.count(HOUR) == 6


@pytest.mark.django_db(transaction=True)
def test_counted_by_looking_first_more_would_pass(database, monkeypatch):
    """The control: a number that is read and written back in two steps."""
    both = Barrier(4)

    def look_then_write(key, ends_at):
        Tally.objects.bulk_create([Tally(key=key, ends_at=ends_at)], ignore_conflicts=True)
        number = Tally.objects.get(key=key).number + 1
        both.wait(timeout=10)
        Tally.objects.filter(key=key).update(number=number)
        return number

    monkeypatch.setattr(quotas, "_add_one_in_database", look_then_write)

    assert at_once([partial(quotas.spend, HOURLY, "a", NOON) for _each in range(4)]) == [None] * 4


@pytest.mark.django_db
def test_stretches_that_are_over_are_forgotten(database):
    quotas.spend(HOURLY, "a", NOON)

    assert quotas.forget(NOON + HOUR - SECOND) == 0
    assert quotas.forget(NOON + HOUR) == 1
    assert quotas.forget(NOON + HOUR) == 0
