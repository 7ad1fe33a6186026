"""What stands in the address of every step to a booking, so that each can be opened, kept and gone back to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse

from appointments import wanted
from appointments.models import Booking
from appointments.wanted import Wanted
from catalog.converters import CodeConverter, TokenConverter
from catalog.models import ServiceItem

MOST = 12
"""Items that are read from an address; as many as can be chosen on the page of several at once."""

CODE = re.compile(CodeConverter.regex)
KEY = re.compile(TokenConverter.regex)
ANSWER = re.compile(r"[ac][0-9]{1,2}")
LONGEST_ANSWER = 30


@dataclass(frozen=True)
class Asked:
    """The items, the answers that decide where one of them is handled, and the booking that says who comes."""

    codes: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    again: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """What the address says; whatever cannot be right is left out."""
        codes = dict.fromkeys(code for code in query.getlist("item") if CODE.fullmatch(code))
        answers = [(name, text) for name, text in query.items() if ANSWER.fullmatch(name)]
        again = query.get("again", "")
        return cls(
            tuple(codes)[:MOST],
            tuple((name, text[:LONGEST_ANSWER]) for name, text in answers),
            again if KEY.fullmatch(again) else "",
        )

    @classmethod
    def like(cls, booking: Booking, items: Iterable[ServiceItem]) -> Self:
        """For the same items, and for whoever the booking says."""
        return cls(tuple(item.code for item in items), again=booking.key)

    @cached_property
    def wanted(self) -> Wanted:
        """The items themselves."""
        return wanted.of_codes(self.codes)

    def address(self, name: str, *args: Any, **more: str) -> str:
        """The address of a step for the same."""
        again = {"again": self.again} if self.again else {}
        query = {"item": self.codes, **dict(self.answers), **again, **more}
        return reverse(f"appointments:{name}", args=args, query=query)
