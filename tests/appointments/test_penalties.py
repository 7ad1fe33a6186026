"""Pauses, worked out from missed visits."""

from datetime import timedelta

import pytest

from appointments.penalties import pause
from appointments.rules import Rules
from tests.factories import NOON


def missed(*days_ago):
    return [NOON - timedelta(days=days) for days in days_ago]


@pytest.mark.parametrize(
    ("days_ago", "until"),
    [
        ([], None),
        ([1, 2], None),
        ([1, 2, 3], 29),
        ([1, 50, 91], 29),
        ([1, 50, 92], None),
        ([31, 32, 33], None),
        ([30, 31, 32], None),
        ([29, 31, 32], 1),
        ([5, 40, 60, 80], 25),
    ],
)
def test_three_misses_in_90_days_pause_booking_for_30(days_ago, until):
    found = pause(missed(*days_ago), Rules(), NOON)

    assert (found and found.until) == (until and NOON + timedelta(days=until))


def test_a_pause_names_the_visits_it_comes_from():
    times = missed(80, 60, 40, 5)

    assert pause(reversed(times), Rules(), NOON).missed == tuple(times[1:])


def test_one_strike_is_enough_where_staff_say_so():
    assert pause(missed(1), Rules(strikes=1), NOON).until == NOON + timedelta(days=29)
