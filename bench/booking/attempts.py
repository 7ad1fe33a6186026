"""What clients try. Runs in the driver's process, so nothing here knows Django."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from bench.booking import wire
from bench.booking.client import Attempt
from bench.booking.wire import Answer

CSRF_LENGTH = 32
"""A cookie of that length is taken as the secret itself, and so is the token of a form."""


def in_turn(requests: Sequence[bytes], wanted: int = 201) -> Attempt:
    """One request after the other, each answered with that status."""
    for request in requests:
        answer = yield request
        if answer.status != wanted:
            return False
    return True


@dataclass(frozen=True)
class Journey:
    """What a citizen has in their browser and in mind: where they go, what they type, and the cookies they carry."""

    choose_hall: str
    choose_day: str
    choose_time: str
    time: str
    name: str
    document: str
    cookies: dict[str, str]


def journey(mind: Journey) -> Attempt:
    """Every page from the choice of the hall to the page of the booking: each shown, and each form sent."""
    csrf = "c" * CSRF_LENGTH
    cookies = "; ".join(f"{name}={value}" for name, value in {**mind.cookies, "csrf": csrf}.items())
    headers = {"Cookie": cookies, "Accept": "text/html", "Accept-Language": "zh-CN"}
    token = {"csrfmiddlewaretoken": csrf}

    def shown(path: str) -> Attempt:
        answer = yield wire.get(path, headers)
        return answer.status == 200

    def sent(path: str, fields: Mapping[str, str]) -> Generator[bytes, Answer, str]:
        answer = yield wire.post_form(path, {**token, **fields}, headers)
        return answer.header("location") if answer.status == 302 else ""

    for path in (mind.choose_hall, mind.choose_day, mind.choose_time):
        if not (yield from shown(path)):
            return False
    path = mind.choose_time
    applicant = {"who": "self", "name": mind.name, "kind": "id_card", "number": mind.document}
    for fields in ({"time": mind.time}, applicant, {}):
        path = yield from sent(path, fields)
        if not path or not (yield from shown(path)):
            return False
    return True
