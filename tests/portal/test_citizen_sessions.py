"""Who is signed in, for how long, and at what price."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from appointments.models import Citizen
from portal.accounts import citizen_sessions
from portal.accounts.citizen_sessions import COOKIE, Session
from tests.citizens import sign_in, signed_in_citizen
from tests.factories import make_citizen
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def asked(cookie: str, now: datetime | None = None, view=lambda request: HttpResponse(str(request.citizen))):
    """The request and its response, with that cookie."""
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return request, citizen_sessions.middleware(view)(request)


def session_of(citizen: Citizen, *, signed_in: timedelta = timedelta(), seen: timedelta = timedelta()) -> str:
    """The cookie of a session that began and was last used so long ago."""
    now = timezone.now()
    return str(Session(citizen.pk, citizen.epoch, now - signed_in, now - seen))


def test_a_request_asks_for_its_citizen_once_and_only_when_asked(django_assert_num_queries):
    citizen = make_citizen()
    request, _response = asked(session_of(citizen), view=lambda request: HttpResponse())

    with django_assert_num_queries(1):
        assert (request.citizen, request.citizen) == (citizen, citizen)


def test_a_page_that_does_not_ask_costs_no_query(django_assert_num_queries):
    client = signed_in_citizen()

    with django_assert_num_queries(0):
        client.get("/health/live")


@pytest.mark.parametrize(
    "cookie", ["", "x", "[1,2,3,4]:x", "​", Session.__str__(Session(1, 0, *[datetime.now(UTC)] * 2))[:-1]]
)
def test_nobody_is_signed_in_by_a_cookie_that_was_not_signed_here(cookie, django_assert_num_queries):
    request, _response = asked(cookie)

    with django_assert_num_queries(0):
        assert request.citizen is None


def test_no_cookie_no_citizen(rf):
    request = rf.get("/")

    response = citizen_sessions.middleware(lambda request: HttpResponse())(request)

    assert request.citizen is None
    assert COOKIE not in response.cookies


@pytest.mark.parametrize(
    ("age", "lasts"),
    [
        ({"seen": timedelta(minutes=29)}, True),
        ({"seen": timedelta(minutes=31)}, False),
        ({"signed_in": timedelta(hours=11, minutes=59)}, True),
        ({"signed_in": timedelta(hours=12, minutes=1)}, False),
    ],
)
def test_a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours(age, lasts):
    citizen = make_citizen()

    request, response = asked(session_of(citizen, **age))

    assert request.citizen == (citizen if lasts else None)
    assert (COOKIE in response.cookies and response.cookies[COOKIE].value == "") is not lasts


def test_a_session_in_use_goes_on_and_its_cookie_is_written_once_a_minute():
    citizen = make_citizen()

    _request, later = asked(session_of(citizen, seen=timedelta(seconds=61), signed_in=timedelta(hours=1)))
    _request, soon = asked(session_of(citizen, seen=timedelta(seconds=50)))

    written = Session.read(later.cookies[COOKIE].value)
    assert timezone.now() - written.seen_at < timedelta(seconds=5)
    assert timezone.now() - written.signed_in_at > timedelta(minutes=59)
    assert COOKIE not in soon.cookies


def test_what_shared_caches_keep_carries_no_cookie():
    def view(request):
        return HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    _request, response = asked(session_of(make_citizen(), seen=timedelta(minutes=5)), view=view)

    assert COOKIE not in response.cookies


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites():
    _request, response = asked(session_of(make_citizen(), seen=timedelta(minutes=5)))

    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", "")


def test_raising_the_epoch_ends_every_session():
    citizen = make_citizen()
    cookie = session_of(citizen)
    citizen.epoch += 1
    citizen.save()

    request, response = asked(cookie)

    assert request.citizen is None
    assert response.cookies[COOKIE].value == ""


def test_a_citizen_who_is_gone_is_not_signed_in():
    citizen = make_citizen()
    cookie = session_of(citizen)
    citizen.delete()

    assert asked(cookie)[0].citizen is None


def test_the_sessions_of_staff_and_of_citizens_do_not_touch_each_other():
    client, citizen = signed_in("auditor"), make_citizen()
    sign_in(client, citizen)

    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")

    assert client.get("/admin/").status_code == 302
    assert client.cookies[COOKIE].value != ""
    assert signed_in_citizen(citizen).get("/admin/").status_code == 302
    assert Client().get("/admin/").status_code == 302
