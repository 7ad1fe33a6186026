"""Objections as staff see and decide them, and partner front ends as the security administrator does."""

import pytest
from django.contrib.admin.models import LogEntry

from appointments import objections
from appointments.models import ApiClient
from tests.appointments.missing import missed_visits
from tests.factories import NOON, make_citizen, make_number
from tests.staff import change_page, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/appointments/objection/"


@pytest.fixture
def manager():
    return signed_in("hall_manager")


@pytest.fixture
def objection():
    """An objection that waits."""
    [booking] = missed_visits(make_number(), make_citizen(), 1)
    return objections.lodge(booking=booking, text="我去了", now=NOON)


def decide(browser, objection, **fields):
    return browser.post(f"{LIST}{objection.pk}/decide/", fields)


def test_those_that_wait_come_first(manager, objection):
    [booking] = missed_visits(make_number(), make_citizen(), 1)
    waiting = objections.lodge(booking=booking, text="我也去了", now=NOON)
    objections.decide(objection=objection, by=manager.user, waive=False, answer="有签到记录", now=NOON)

    page = manager.get(LIST).content.decode()

    assert page.index(waiting.booking.reference) < page.index(objection.booking.reference)


@pytest.mark.parametrize(("outcome", "is_waived"), [("waive", True), ("stand", False)])
def test_an_objection_is_decided_with_an_answer(manager, objection, outcome, is_waived):
    decide(manager, objection, outcome=outcome, answer="已核实")

    objection.refresh_from_db()
    booking = objection.booking
    [entry] = LogEntry.objects.all()
    assert (objection.decided_by, objection.answer) == (manager.user, "已核实")
    assert (booking.waived_at is not None, booking.waive_reason) == (is_waived, "已核实" if is_waived else "")
    assert entry.object_repr == booking.reference


@pytest.mark.parametrize(
    "fields", [{"outcome": "waive", "answer": ""}, {"answer": "？"}, {"outcome": "x", "answer": "？"}]
)
def test_without_a_decision_and_an_answer_it_waits_on(manager, objection, fields):
    decide(manager, objection, **fields)

    objection.refresh_from_db()
    assert objection.decided_at is None


def test_the_page_shows_nobody_whole(manager, objection):
    page = manager.get(change_page(objection)).content.decode()

    assert ("测*" in page, objection.booking.applicant_name in page) == (True, False)


@pytest.mark.parametrize("role", ["auditor", "security"])
def test_other_roles_decide_nothing(objection, role):
    assert decide(signed_in(role), objection, outcome="waive", answer="？").status_code == 403


def test_the_security_administrator_revokes_a_partner_front_end_and_sees_no_token():
    client = ApiClient.objects.create(name="小程序", token_hash="a" * 64, scopes=["bookings:write"], made_at=NOON)
    security = signed_in("security")

    page = security.get(change_page(client)).content.decode()
    answers = [security.post(f"/admin/appointments/apiclient/{client.pk}/revoke/").status_code for _each in range(2)]

    client.refresh_from_db()
    assert ("a" * 64 in page, client.revoked_at is None, answers) == (False, False, [302, 302])


@pytest.mark.parametrize("role", ["hall_manager", "auditor", "item_editor"])
def test_nobody_else_revokes_one(role):
    client = ApiClient.objects.create(name="小程序", token_hash="a" * 64, scopes=["bookings:write"], made_at=NOON)

    answer = signed_in(role).post(f"/admin/appointments/apiclient/{client.pk}/revoke/")

    client.refresh_from_db()
    assert (answer.status_code, client.revoked_at) == (403, None)
