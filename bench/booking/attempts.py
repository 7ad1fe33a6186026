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


class Browser:
    """What keeps cookies, and sends forms with the token that Django wants."""

    def __init__(self, cookies: Mapping[str, str], csrf_cookie: str) -> None:
        csrf = "c" * CSRF_LENGTH
        pairs = {**cookies, csrf_cookie: csrf}.items()
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in pairs),
            "Accept": "text/html",
            "Accept-Language": "zh-CN",
        }
        self.token = {"csrfmiddlewaretoken": csrf}

    def shows(self, path: str) -> Generator[bytes, Answer, bool]:
        """Whether the page is shown."""
        answer = yield wire.get(path, self.headers)
        return answer.status == 200

    def sends(self, path: str, fields: Mapping[str, object]) -> Generator[bytes, Answer, str]:
        """Where the form that is sent leads; "" where it is refused."""
        answer = yield wire.post_form(path, {**self.token, **fields}, self.headers)
        return answer.header("location") if answer.status == 302 else ""


def forms(
    first: str, fields: Sequence[Mapping[str, object]], cookies: Mapping[str, str], csrf_cookie: str = "csrftoken"
) -> Attempt:
    """The forms are sent one after the other, each to where the one before led."""
    browser, path = Browser(cookies, csrf_cookie), first
    for each in fields:
        path = yield from browser.sends(path, each)
        if not path:
            return False
    return True


@dataclass(frozen=True)
class Journey:
    """What a citizen has in mind and in their browser: where they go, what they type, and who they are."""

    choose_hall: str
    choose_day: str
    choose_time: str
    time: str
    name: str
    document: str
    cookies: Mapping[str, str]


def journey(mind: Journey) -> Attempt:
    """Every page from the choice of the hall to the page of the booking: each shown, and each form sent."""
    browser, path = Browser(mind.cookies, "csrf"), mind.choose_time
    for before in (mind.choose_hall, mind.choose_day, mind.choose_time):
        if not (yield from browser.shows(before)):
            return False
    applicant = {"who": "self", "name": mind.name, "kind": "id_card", "number": mind.document}
    for fields in ({"time": mind.time}, applicant, {}):
        path = yield from browser.sends(path, fields)
        if not path or not (yield from browser.shows(path)):
            return False
    return True
