"""Citizens that do not exist, as many as a run needs, none of them twice."""

from datetime import date, timedelta
from typing import NamedTuple

MOST = 5_000_000
"""So many of them have phones and documents of their own."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIGURES = "10X98765432"  # GB 11643, mod 11-2.
FIRST_BIRTHDAY = date(1991, 1, 1)  # Cards name the district; this one is from 1990.
A_DAY = 1000  # Numbers given out for one birthday.


class Citizen(NamedTuple):
    """What one of them types into a form."""

    name: str
    phone: str
    document: str


def citizen(number: int) -> Citizen:
    """The one of that number, from 0 to below MOST. The check digit of the identity card fits."""
    birthday = FIRST_BIRTHDAY + timedelta(days=number // A_DAY)
    front = f"440305{birthday:%Y%m%d}{number % A_DAY:03}"
    total = sum(int(figure) * weight for figure, weight in zip(front, WEIGHTS, strict=True))
    return Citizen("测试人", f"1380{number:07}", front + FIGURES[total % 11])
