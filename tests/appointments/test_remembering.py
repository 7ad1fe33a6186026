"""What is remembered in a process for a few seconds."""

import pytest

from appointments import remembering, rules
from appointments.models import BookingRules
from tests.factories import make_line


@pytest.fixture
def remembers(settings):
    settings.REMEMBER_SECONDS = 3
    remembering.forget()
    yield
    remembering.forget()


@pytest.mark.django_db
def test_a_question_is_asked_once_in_a_few_seconds(remembers, django_assert_num_queries, monkeypatch):
    line = make_line()

    with django_assert_num_queries(1):
        first, second = rules.of(line), rules.of(line)

    assert second is first
    monkeypatch.setattr(remembering, "monotonic", lambda: float("inf"))
    with django_assert_num_queries(1):
        rules.of(line)


@pytest.mark.django_db
def test_each_line_has_an_answer_of_its_own(remembers):
    line = make_line()
    BookingRules.objects.create(line=line, window_workdays=3, decided_by="test")

    assert [rules.of(each).window_workdays for each in (line, make_line(), line)] == [3, 7, 3]


@pytest.mark.django_db
def test_what_was_forgotten_is_asked_anew(remembers, django_assert_num_queries):
    line = make_line()
    rules.of(line)

    remembering.forget()

    with django_assert_num_queries(1):
        rules.of(line)


def test_not_more_is_kept_than_fits(remembers):
    asked = []
    question = remembering.remembered(lambda number: asked.append(number) or number, most=2)

    assert [question(number) for number in (1, 2, 3, 3, 1)] == [1, 2, 3, 3, 1]
    assert asked == [1, 2, 3, 1]


def test_what_never_changes_is_asked_once_and_what_is_not_there_each_time(remembers):
    asked = []
    question = remembering.lasting(lambda number: asked.append(number) or (number or None))

    assert [question(number) for number in (1, 1, 0, 0)] == [1, 1, None, None]
    assert asked == [1, 0, 0]
