"""What staff change now and then and every request asks: remembered in this process for a few seconds.

Nothing is decided from what is remembered that the database does not decide again: a place is taken at its slot. A
change of rules, hours or placements reaches every process within `REMEMBER_SECONDS`.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import ParamSpec, TypeVar

from django.conf import settings

MOST = 2000
"""Answers to one question that are kept at a time."""

P, R = ParamSpec("P"), TypeVar("R")

_forget: list[Callable[[], None]] = []


def remembered(ask: Callable[P, R], most: int = MOST) -> Callable[P, R]:
    """The question asked at most once in a few seconds for the same arguments, which must be hashable and positional.

    What it answers is shared, and must not be changed. Answers that take much room are kept `most` at a time.
    """
    answers: dict[Hashable, tuple[float, R]] = {}
    _forget.append(answers.clear)

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not settings.REMEMBER_SECONDS:
            return ask(*args, **kwargs)
        now = monotonic()
        held = answers.get(args)
        if held and held[0] > now:
            return held[1]
        answer = ask(*args, **kwargs)
        if len(answers) >= most:
            answers.clear()
        answers[args] = now + settings.REMEMBER_SECONDS, answer
        return answer

    return asked


def lasting(ask: Callable[P, R]) -> Callable[P, R]:
    """As `remembered`, for what never changes once it is there; what is not there (None) is asked again each time."""
    answers: dict[Hashable, R] = {}
    _forget.append(answers.clear)

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        if args in answers:
            return answers[args]
        answer = ask(*args, **kwargs)
        if answer is not None and settings.REMEMBER_SECONDS:
            if len(answers) >= MOST:
                answers.clear()
            answers[args] = answer
        return answer

    return asked


def forget() -> None:
    """Everything is asked anew in this process."""
    for clear in _forget:
        clear()
