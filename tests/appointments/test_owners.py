"""Whoever books is the only one who finds their booking: every address with its key, for everybody else.

An address with a key that is not in the table below fails `test_every_address_with_a_key_has_its_rule`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appointments import attendance, bookings, displacements, waitlist
from appointments.models import Booking, Citizen, Displacement, Slot
from tests.appointments.journey import myself
from tests.citizens import signed_in_citizen
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_citizen, make_hold, make_party, make_slot

pytestmark = pytest.mark.django_db

FRIDAY_NINE = TOMORROW_NINE + timedelta(days=2)
FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def friday() -> Slot:
    """A place on Friday at nine; half an hour later there are others."""
    slot = make_slot(starts_at=FRIDAY_NINE)
    make_slot(line=slot.line, starts_at=FRIDAY_NINE + timedelta(minutes=30))
    return slot


def held(citizen: Citizen) -> Booking:
    """A place that is kept; it is said who comes."""
    return bookings.name(booking=make_hold(slot=friday(), citizen=citizen), party=make_party(), now=NOON)


def confirmed(citizen: Citizen) -> Booking:
    return make_booking(slot=friday(), citizen=citizen)


def offered(citizen: Citizen) -> Booking:
    """A visit to which an earlier place is offered."""
    booking = confirmed(citizen)
    waitlist.join(booking=booking, after=NOON, now=NOON)
    early = make_booking(slot=make_slot(line=booking.line, capacity_online=1))
    bookings.cancel(booking=early, by="citizen", now=NOON)
    assert waitlist.offer(NOON) == 1
    return booking


def displaced(citizen: Citizen) -> Booking:
    """A visit the hall had to cancel; there are new times."""
    booking = confirmed(citizen)
    displacements.displace([booking], reason="台风", now=NOON)
    return booking


def missed(citizen: Citizen) -> Booking:
    return attendance.miss(booking=confirmed(citizen), now=NOON)


def nothing(_booking: Booking) -> dict[str, str]:
    return {}


def new_time(booking: Booking) -> dict[str, str]:
    displacement = Displacement.objects.get(booking=booking)
    return {"time": str(displacements.options(displacement=displacement, now=NOON)[0].pk)}


@dataclass(frozen=True)
class Page:
    """An address: the booking it is for, what the owner is answered, and what they send where something may be sent."""

    booking: Callable[[Citizen], Booking]
    owner: int = 200
    sent: Callable[[Booking], dict[str, str]] | None = None
    args: tuple[date, ...] = ()


PAGES = {
    "who": Page(held, sent=lambda _booking: myself()),
    "check": Page(held, sent=nothing),
    "extend": Page(held, owner=405, sent=nothing),
    "booking": Page(confirmed),
    "print": Page(confirmed),
    "square": Page(confirmed),
    "calendar": Page(confirmed),
    "change": Page(confirmed),
    "change_time": Page(confirmed, sent=lambda _booking: {"time": f"{FRIDAY}T09:30"}, args=(FRIDAY,)),
    "cancel": Page(confirmed, sent=nothing),
    "earlier": Page(confirmed, sent=lambda _booking: {"first": "2026-11-25", "last": FRIDAY.isoformat()}),
    "offer": Page(offered, sent=nothing),
    "new_time": Page(displaced, sent=new_time),
    "objection": Page(missed, sent=lambda _booking: {"text": "我来过"}),
}
READ = [name for name, page in PAGES.items() if page.owner == 200]
WRITTEN = [name for name, page in PAGES.items() if page.sent]


@pytest.fixture
def owner() -> Client:
    return signed_in_citizen()


@pytest.fixture
def page(name: str) -> Page:
    return PAGES[name]


@pytest.fixture
def booking(owner, page) -> Booking:
    """The owner's booking, as the address is for."""
    return page.booking(owner.citizen)


@pytest.fixture
def address(name, page, booking) -> str:
    return reverse(f"appointments:{name}", args=[booking.key, *page.args])


@pytest.fixture
def stranger() -> Client:
    """Another citizen, signed in, with a booking of their own."""
    client = signed_in_citizen()
    make_booking(citizen=client.citizen)
    return client


def rows() -> dict[str, list]:
    """Every row of booking and of what is told about it."""
    models = [*apps.get_app_config("appointments").get_models(), *apps.get_app_config("delivery").get_models()]
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in models}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[URLPattern]:
    """Every address in the namespace of booking."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, each.namespace or namespace)
        elif namespace == "appointments":
            yield each


def is_stored(answer) -> bool:
    """Whether a cache may keep it."""
    return "no-store" not in answer.headers.get("Cache-Control", "")


def test_every_address_with_a_key_has_its_rule():
    keyed = [each.name for each in patterns(get_resolver()) if "key" in each.pattern.converters]

    assert sorted(keyed) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_its_owner_finds_it(owner, page, address):
    answer = owner.get(address)

    assert answer.status_code == page.owner
    assert page.owner == 405 or not is_stored(answer)


@pytest.mark.parametrize("name", READ)
def test_another_citizen_finds_nothing(stranger, booking, address):
    answer = stranger.get(address)

    assert (answer.status_code, is_stored(answer)) == (404, False)
    assert booking.reference not in answer.content.decode()


@pytest.mark.parametrize("name", READ)
def test_whoever_is_not_signed_in_is_asked_to(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={quote(address, safe='')}")
    assert not is_stored(answer)


@pytest.mark.parametrize("name", WRITTEN)
def test_its_owner_changes_something_there(owner, page, booking, address):
    before = rows()

    answer = owner.post(address, page.sent(booking))

    assert (answer.status_code, is_stored(answer)) == (302, False)
    assert rows() != before


@pytest.mark.parametrize("name", WRITTEN)
def test_another_citizen_changes_nothing(stranger, page, booking, address):
    before = rows()

    answer = stranger.post(address, page.sent(booking))

    assert (answer.status_code, is_stored(answer), rows()) == (404, False, before)


@pytest.mark.parametrize("name", WRITTEN)
def test_nobody_changes_anything_without_being_signed_in(client, page, booking, address):
    before = rows()

    answer = client.post(address, page.sent(booking))

    assert (answer.status_code, answer.url.split("?")[0], rows()) == (302, "/sign-in/", before)
    assert not is_stored(answer)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in WRITTEN])
def test_where_nothing_is_sent_nothing_is_taken(owner, address):
    before = rows()

    assert owner.post(address).status_code == 405
    assert rows() == before


@pytest.mark.parametrize("name", READ)
def test_a_citizen_whose_phone_has_passed_on_finds_nothing(owner, booking, address):
    Citizen.objects.filter(pk=owner.citizen.pk).update(epoch=1)

    assert owner.get(address).url.startswith("/sign-in/")
    assert signed_in_citizen(make_citizen()).get(address).status_code == 404
