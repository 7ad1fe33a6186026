"""Bookings as staff see them: masked, found by reference, noted as come, cancelled and waived with a reason."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry

from appointments import absences, attendance
from appointments.models import Booking, Displacement, Reminder
from appointments.refusals import Busy, TooLateToChange
from tests.appointments.missing import missed_visits
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_citizen, make_number, make_party, make_slot
from tests.staff import change_page, signed_in
from tests.threads import locked

pytestmark = pytest.mark.django_db
LIST = "/admin/appointments/booking/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def manager():
    return signed_in("hall_manager")


def act(browser, booking, name, **fields):
    return browser.post(f"{LIST}{booking.pk}/{name}/", fields)


@pytest.mark.parametrize("page", ["list", "row"])
def test_no_name_phone_or_document_stands_there_whole(manager, page):
    number = make_number()
    booking = make_booking(party=make_party(number=number))

    text = manager.get(f"{LIST}?day=all" if page == "list" else change_page(booking)).content.decode()

    phone = booking.citizen.phone
    assert [each in text for each in (booking.applicant_name, phone, number)] == [False, False, False]
    assert [each in text for each in ("测*", f"{phone[:3]}****{phone[-4:]}", f"****{number[-4:]}")] == [True] * 3


def test_the_list_shows_the_day_unless_asked_otherwise(manager):
    booking = make_booking()

    today, tomorrow = (manager.get(f"{LIST}{query}").content.decode() for query in ("", "?day=tomorrow"))

    assert (booking.reference in today, booking.reference in tomorrow) == (False, True)


def test_a_booking_is_found_by_its_reference_or_the_last_four(manager):
    number = make_number()
    booking, other = make_booking(party=make_party(number=number)), make_booking()
    asked = [booking.reference, booking.reference.lower(), booking.reference.removeprefix("SZ-"), f" {number[-4:]}"]

    pages = [manager.get(LIST, {"q": words}).content.decode() for words in asked]

    assert [booking.reference in page for page in pages] == [True] * 4
    assert [other.reference in page for page in pages[:3]] == [False] * 3


@pytest.mark.parametrize("words", ["测试人", "测试人四", "13800009999", "440305199001010010", "101", "SZ-", "SZ-1125"])
def test_other_words_find_nothing_and_are_told_so_once(manager, words):
    booking = make_booking()

    page = unescape(manager.get(LIST, {"q": words, "day": "all"}).content.decode())

    assert (booking.reference in page, page.count('class="error"')) == (False, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"q": "测试人"},
        {"applicant_name__startswith": "测试"},
        {"applicant_name": "测试人"},
        {"citizen__phone__startswith": "138"},
        {"applicant__document_hash__startswith": "a"},
    ],
)
def test_names_and_phones_cannot_be_asked_for(manager, query):
    booking = make_booking()

    answer = manager.get(LIST, query | {"day": "all"})

    assert booking.reference not in answer.content.decode()


@pytest.mark.parametrize("query", [{"state__exact": "confirmed"}, {"channel__exact": "web"}, {"line": ""}])
def test_the_list_is_narrowed_by_its_filters(manager, query):
    booking = make_booking()

    answer = manager.get(LIST, query | {"day": "all"})

    assert (answer.status_code, booking.reference in answer.content.decode()) == (200, True)


def test_the_hall_cancels_a_visit_and_its_citizen_hears_why(manager):
    slot = make_slot()
    booking = make_booking(slot=slot)

    act(manager, booking, "cancel", reason="窗口维修")
    act(manager, booking, "cancel", reason="再来一次")

    booking.refresh_from_db()
    slot.refresh_from_db()
    assert (booking.state, booking.cancelled_by, slot.taken_online) == ("cancelled", "hall", 0)
    assert Displacement.objects.get(booking=booking).reason == "窗口维修"
    assert Reminder.objects.get(kind="displaced").details["reason"] == "窗口维修"


def test_a_missed_visit_is_waived_with_a_reason(manager):
    [booking] = missed_visits(make_number(), make_citizen(), 1)

    act(manager, booking, "waive", reason="取号机故障")

    booking.refresh_from_db()
    assert (booking.waived_by, booking.waive_reason) == (manager.user, "取号机故障")


def addresses(browser, booking) -> list[str]:
    """What the page of the visit has buttons for."""
    page = browser.get(change_page(booking)).content.decode()
    return [name for name in ("check-in", "serve", "walk-in") if f'formaction="{LIST}{booking.pk}/{name}/"' in page]


def test_a_visit_is_noted_as_come_and_done_and_is_not_missed():
    booking, noted = make_booking(), []
    with time_machine.travel(TOMORROW_NINE, tick=False):
        manager = signed_in("hall_manager")
        for name in ("check-in", "serve", None):
            noted.append(addresses(manager, booking))
            if name:
                act(manager, booking, name)
                act(manager, booking, name)

    assert absences.miss_overdue(now=TOMORROW_NINE + timedelta(days=1)) == 0
    booking.refresh_from_db()
    assert noted == [["check-in", "walk-in"], ["serve"], []]
    assert (booking.state, booking.checked_in_at, booking.served_at) == ("served", TOMORROW_NINE, TOMORROW_NINE)


def test_whoever_comes_late_waits_as_a_walk_in_and_has_missed_nothing():
    booking = make_booking()
    late = TOMORROW_NINE + timedelta(minutes=10)

    with time_machine.travel(late, tick=False):
        act(signed_in("hall_manager"), booking, "walk-in")

    booking.refresh_from_db()
    assert (booking.state, booking.walked_in_at, booking.missed_at) == ("walked_in", late, None)


@pytest.mark.parametrize(
    ("moment", "names"),
    [(NOON, ["check-in", "walk-in"]), (TOMORROW_NINE - timedelta(seconds=1), ["walk-in"])],
    ids=["the day before", "before it begins"],
)
def test_nothing_is_noted_too_early(moment, names):
    booking = make_booking()

    with time_machine.travel(moment, tick=False):
        manager = signed_in("hall_manager")
        shown = addresses(manager, booking)
        pages = [manager.post(f"{LIST}{booking.pk}/{name}/", follow=True).content.decode() for name in names]

    booking.refresh_from_db()
    assert (booking.state, set(shown) & set(names), LogEntry.objects.count()) == ("confirmed", set(), 0)
    assert ["messagelist" in page and "11月25日" in page for page in pages] == [True] * len(names)


def test_a_visit_that_was_missed_is_not_noted_as_come(manager):
    [booking] = missed_visits(make_number(), make_citizen(), 1)

    page = manager.post(f"{LIST}{booking.pk}/check-in/", follow=True).content.decode()

    booking.refresh_from_db()
    assert (booking.state, addresses(manager, booking)) == ("missed", [])
    assert str(TooLateToChange.sentence) in page


@pytest.mark.parametrize("name", ["check-in", "walk-in"])
def test_what_is_noted_is_logged_without_a_name(name):
    booking = make_booking()

    with time_machine.travel(TOMORROW_NINE, tick=False):
        manager = signed_in("hall_manager")
        act(manager, booking, name)

    [entry] = LogEntry.objects.all()
    assert (entry.user, entry.object_repr) == (manager.user, booking.reference)
    assert booking.applicant_name not in entry.change_message


def test_an_auditor_reads_and_has_no_button():
    booking = make_booking()

    with time_machine.travel(TOMORROW_NINE, tick=False):
        assert addresses(signed_in("auditor"), booking) == []


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_somebody_else_is_changing_is_told_in_words():
    manager = signed_in("hall_manager")
    booking = make_booking()

    with locked(booking):
        answer = act(manager, booking, "cancel", reason="窗口维修")

    booking.refresh_from_db()
    assert (answer.status_code, booking.state, LogEntry.objects.count()) == (302, "confirmed", 0)
    assert str(Busy.sentence) in manager.get(change_page(booking)).content.decode()


@pytest.mark.parametrize("name", ["cancel", "waive"])
@pytest.mark.parametrize("reason", ["", " ", "长" * 201])
def test_without_a_fitting_reason_nothing_is_decided(manager, name, reason):
    [booking] = missed_visits(make_number(), make_citizen(), 1) if name == "waive" else [make_booking()]
    before = Booking.objects.values().get(pk=booking.pk)

    act(manager, booking, name, reason=reason)

    assert Booking.objects.values().get(pk=booking.pk) == before


def test_what_can_no_longer_be_done_is_said(manager):
    booking = make_booking()
    attendance.check_in(booking=booking, now=TOMORROW_NINE)

    page = manager.post(f"{LIST}{booking.pk}/cancel/", {"reason": "停电"}, follow=True).content.decode()

    assert str(TooLateToChange.sentence) in page
    assert LogEntry.objects.count() == 0


def test_every_decision_is_logged_without_a_name(manager):
    booking = make_booking()

    act(manager, booking, "cancel", reason="窗口维修")

    [entry] = LogEntry.objects.all()
    assert (entry.user, entry.object_repr) == (manager.user, booking.reference)
    assert booking.applicant_name not in entry.change_message


@pytest.mark.parametrize("role", ["auditor", "security", "item_editor"])
def test_other_roles_decide_nothing(role):
    booking = make_booking()
    names = ("cancel", "waive", "check-in", "serve", "walk-in")

    with time_machine.travel(TOMORROW_NINE, tick=False):
        browser = signed_in(role)
        answers = [act(browser, booking, name, reason="？").status_code for name in names]

    booking.refresh_from_db()
    assert (answers, booking.state) == ([403] * 5, "confirmed")


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_needs_as_many_queries_for_many(manager, django_assert_num_queries, count):
    for _each in range(count):
        make_booking()

    with django_assert_num_queries(10):
        manager.get(f"{LIST}?day=tomorrow")
