"""Signing in as a visitor meets it: pages, what they say, and what leaks nowhere."""

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments.models import Citizen
from appointments.refusals import Busy
from delivery import gateways
from delivery.gateways import console
from portal.accounts import citizen_sessions, citizens, phone_codes
from portal.accounts.models import PhoneCode, Tally
from portal.accounts.quotas import Quota
from tests.citizens import signed_in_citizen
from tests.portal.codes import PHONE, another, newest_code
from tests.portal.test_citizens import quiet_citizen

pytestmark = pytest.mark.django_db

SIGN_IN, CODE, DOCUMENT = "/sign-in/", "/sign-in/code/", "/sign-in/document/"
MINE = "/bookings/"
HERE = {"host": "127.0.0.1:8000"}
"""As a browser of this machine asks."""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path


def ask(client: Client, phone: str = PHONE, address: str = SIGN_IN):
    """The phone typed and sent."""
    client.get(address)
    return client.post(address, {"phone": phone})


def text(response) -> str:
    return response.content.decode()


def later(**time):
    """As if the codes had been sent that long ago."""
    PhoneCode.objects.update(made_at=timezone.now() - timedelta(**time))


def test_a_whole_sign_in_leads_to_the_bookings_and_is_seen_in_no_log(caplog):
    client = Client()
    with caplog.at_level(logging.DEBUG):
        assert ask(client, "+86 １３８-0000-1234").url == CODE
        page = client.get(CODE)
        client.post(CODE, {"code": another(newest_code())})
        answer = client.post(CODE, {"code": f" {newest_code()[:3]} {newest_code()[3:]} "})
        mine = client.get(answer.url)
        client.post("/sign-out/")

    assert ("138****1234" in text(page), PHONE in text(page)) == (True, False)
    assert (answer.url, mine.status_code) == (MINE, 200)
    assert Citizen.objects.get().phone == PHONE
    logged = " ".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert [secret for secret in (PHONE, newest_code()) if secret in logged] == []


def test_known_and_unknown_phones_are_answered_alike():
    Citizen.objects.create(phone=PHONE, made_at=timezone.now(), seen_at=timezone.now())
    pages = []
    for phone in (PHONE, "13800005678"):
        client = Client()
        answer = ask(client, phone)
        page = text(client.get(answer.url)).replace(f"138****{phone[-4:]}", "")
        pages.append((answer.status_code, answer.url, without_tokens(page)))

    assert pages[0] == pages[1]


def without_tokens(page: str) -> str:
    """The page without what differs from visit to visit."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "秒" not in line)


@pytest.mark.parametrize("typed", ["", "12345", "0755 8212 1234", "+1 202 555 0100", "138000012345", "一三八"])
def test_what_is_no_mobile_number_of_the_mainland_stays_in_the_field_with_a_sentence(typed):
    answer = ask(Client(), typed)

    assert answer.status_code == 200
    assert "<title>错误：手机号登录" in text(answer)
    assert f'value="{typed}"' in text(answer) or not typed
    assert (PhoneCode.objects.count(), Tally.objects.count()) == (0, 0)


def test_the_fields_are_what_phones_fill_in_by_themselves():
    client = Client()
    phone = text(client.get(SIGN_IN))
    ask(client)
    code = text(client.get(CODE))

    assert ['autocomplete="tel"' in phone, 'inputmode="tel"' in phone] == [True, True]
    assert ['autocomplete="one-time-code"' in code, 'inputmode="numeric"' in code] == [True, True]


def test_looking_makes_no_row():
    client = Client()
    for address in (SIGN_IN, CODE, DOCUMENT, "/messages/"):
        client.get(address, headers=HERE)

    assert (PhoneCode.objects.count(), Tally.objects.count(), Citizen.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("address", [CODE, DOCUMENT])
def test_without_a_sign_in_under_way_one_begins(address):
    client = Client()
    client.cookies["sign-in"] = "made:up"

    assert client.get(f"{address}?next=/halls/").url == f"{SIGN_IN}?next=%2Fhalls%2F"
    assert client.post(address, {"code": "123456"}).url == SIGN_IN


def test_where_one_wanted_to_go_is_reached_in_the_end():
    client = Client()
    wanted = quote("/book/M/?item=A-1", safe="")

    answer = ask(client, address=f"{SIGN_IN}?next={wanted}")
    page = text(client.get(answer.url))
    answer = client.post(answer.url, {"code": newest_code()})

    assert answer.url == "/book/M/?item=A-1"
    assert f'href="{SIGN_IN}?next={wanted}"' in page


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "/" * 3 + "x"]
)
def test_no_other_site_is_gone_to(address):
    client = signed_in_citizen()

    assert client.get(SIGN_IN, {"next": address}).url == MINE


def test_a_wrong_code_is_said_and_the_typed_one_stays():
    client = Client()
    ask(client)

    answer = client.post(CODE, {"code": another(newest_code())})

    assert "验证码不正确" in text(answer)
    assert f'value="{another(newest_code())}"' in text(answer)
    assert "请输入短信里的 6 位数字" in text(client.post(CODE, {"code": ""}))
    assert "验证码是 6 位数字" in text(client.post(CODE, {"code": "12a456"}))


def test_a_code_that_is_over_is_said():
    client = Client()
    ask(client)
    later(minutes=6)

    assert "这个验证码已失效" in text(client.post(CODE, {"code": newest_code()}))


def test_another_browser_cannot_use_the_code():
    ask(Client())
    stolen, thief = newest_code(), Client()
    later(minutes=2)
    ask(thief)

    assert "验证码不正确" in text(thief.post(CODE, {"code": stolen}))


def before_the_answer(client: Client) -> Client:
    """The same browser where the answer to its next click never arrives: it clicks again."""
    copy = Client()
    copy.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return copy


def test_a_double_click_on_the_right_code_signs_in():
    client = Client()
    ask(client)
    second = before_the_answer(client)

    answers = [each.post(CODE, {"code": newest_code()}).url for each in (client, second)]

    assert answers == [MINE, MINE]
    assert second.get(MINE).wsgi_request.citizen == Citizen.objects.get()


def test_a_minute_later_the_code_signs_nobody_in_again():
    client = Client()
    ask(client)
    second = before_the_answer(client)
    client.post(CODE, {"code": newest_code()})
    PhoneCode.objects.update(used_at=timezone.now() - timedelta(seconds=61))

    assert second.post(CODE, {"code": newest_code()}).url == MINE
    assert second.get(MINE).url == f"{SIGN_IN}?next=%2Fbookings%2F"


def test_a_double_click_before_the_document_leads_to_it_and_on_it_signs_in():
    citizen = quiet_citizen(seen_at=timezone.now() - timedelta(days=91))
    client = Client()
    ask(client)
    second = before_the_answer(client)

    assert [each.post(CODE, {"code": newest_code()}).url for each in (client, second)] == [DOCUMENT, DOCUMENT]
    proof = {"last_four": citizen.person.last_four}
    assert [each.post(DOCUMENT, proof).url for each in (client, second)] == [MINE, MINE]
    assert second.get(MINE).wsgi_request.citizen == citizen


AFTER = {"arrive": (302, DOCUMENT), "prove": (200, ""), "disown": (302, MINE)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", AFTER)
def test_where_many_sign_in_at_once_the_page_says_to_try_again(verb, monkeypatch):
    quiet_citizen(seen_at=timezone.now() - timedelta(days=91))
    client = Client()
    ask(client)
    address, sent = CODE, {"code": newest_code()}
    if verb != "arrive":
        client.post(address, sent)
        address, sent = DOCUMENT, {"last_four": "0000"} if verb == "prove" else {"not-mine": "1"}

    def locked(phone, now):
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as patched:
        patched.setattr(citizens, "_locked", locked)
        refused = client.post(address, sent)
    again = client.post(address, sent)

    assert (refused.status_code, str(Busy.sentence) in text(refused)) == (503, True)
    assert (again.status_code, again.get("Location", "")) == AFTER[verb]


def test_another_code_is_sent_after_a_minute_and_before_that_the_wait_is_said():
    client = Client()
    ask(client)

    refused = client.post(CODE, {"again": "1"})
    later(seconds=61)
    sent = client.post(CODE, {"again": "1"})

    assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 60) == (429, True)
    assert "秒后再试" in text(refused)
    assert (sent.status_code, sent.url, len(console.latest(9))) == (302, CODE, 2)
    assert client.post(CODE, {"code": newest_code()}).url == MINE


def test_too_many_codes_are_answered_with_the_time_to_wait(monkeypatch):
    monkeypatch.setattr(phone_codes, "PER_ADDRESS", Quota("codes-address", 0, 3600))

    answer = ask(Client())

    assert answer.status_code == 429
    assert "获取验证码太频繁" in text(answer)
    assert f'value="{PHONE}"' in text(answer)


def test_a_gateway_that_fails_is_said(monkeypatch):
    def send(**message):
        raise gateways.NotSent("busy")

    monkeypatch.setattr(console, "send", send)
    answer = ask(Client())

    assert answer.status_code == 503
    assert "短信没有发出去" in text(answer)


def test_a_form_from_elsewhere_sends_nothing():
    client = Client(enforce_csrf_checks=True)

    assert client.post(SIGN_IN, {"phone": PHONE}).status_code == 403
    assert PhoneCode.objects.count() == 0


def test_signing_in_gives_forms_new_tokens_and_signing_out_forgets():
    client = Client()
    ask(client)
    before = client.cookies["csrf"].value

    client.post(CODE, {"code": newest_code()})
    after = client.cookies["csrf"].value
    signed_out = client.post("/sign-out/")

    assert before != after
    assert (signed_out.url, client.cookies[citizen_sessions.COOKIE].value) == ("/", "")
    assert client.get(MINE).url == f"{SIGN_IN}?next=%2Fbookings%2F"
    assert client.post("/sign-out/").url == "/"
    assert client.get("/sign-out/").status_code == 405


def test_signing_out_ends_copies_of_the_cookie_and_empties_the_cache():
    client = signed_in_citizen()
    copy = before_the_answer(client)
    assert copy.get(MINE).status_code == 200

    answer = client.post("/sign-out/")

    assert answer["Clear-Site-Data"] == '"cache"'
    assert copy.get(MINE).url == f"{SIGN_IN}?next=%2Fbookings%2F"


def test_an_old_copy_of_the_cookie_ends_no_new_session():
    client = signed_in_citizen()
    copy = before_the_answer(client)
    client.post("/sign-out/")
    client.citizen.refresh_from_db()
    again = signed_in_citizen(client.citizen)

    copy.post("/sign-out/")

    assert again.get(MINE).status_code == 200


def test_whoever_is_signed_in_already_goes_on():
    assert signed_in_citizen().get(SIGN_IN, {"next": "/halls/"}).url == "/halls/"


def test_a_phone_that_was_quiet_shows_nothing_before_the_document():
    citizen = quiet_citizen(seen_at=timezone.now() - timedelta(days=91))
    client = Client()
    ask(client, address=f"{SIGN_IN}?next=/halls/")

    answer = client.post(f"{CODE}?next=/halls/", {"code": newest_code()})
    assert answer.url == f"{DOCUMENT}?next=%2Fhalls%2F"
    assert client.get(MINE).url == f"{SIGN_IN}?next=%2Fbookings%2F"
    page = client.get(answer.url)
    assert (citizen.name in text(page), citizen.person.last_four in text(page)) == (False, False)
    wrong = client.post(answer.url, {"last_four": "QQQQ"})
    assert "与上次预约所用证件的最后四位不一致" in text(wrong)
    assert "只输入证件号码的最后四位" in text(client.post(answer.url, {"last_four": "12345"}))

    assert client.post(answer.url, {"last_four": citizen.person.last_four}).url == "/halls/"
    assert client.get(MINE).wsgi_request.citizen == citizen


def test_whoever_says_it_is_not_them_sees_nothing_of_the_other():
    other = quiet_citizen(seen_at=timezone.now() - timedelta(days=91))
    client = Client()
    ask(client)
    client.post(CODE, {"code": newest_code()})

    assert client.post(DOCUMENT, {"not-mine": "1"}).url == MINE

    assert client.get(MINE).wsgi_request.citizen.pk != other.pk
    assert client.get(DOCUMENT).url == SIGN_IN


@pytest.mark.parametrize("address", [SIGN_IN, CODE, DOCUMENT, "/messages/"])
def test_no_cache_keeps_these_pages(address):
    assert "no-store" in Client().get(address, headers=HERE)["Cache-Control"]


def test_messages_are_shown_newest_first_with_masked_phones():
    ask(Client())
    ask(Client(), "13800005678")

    page = text(Client().get("/messages/", headers=HERE))

    assert "演示：没有真的发送短信" in page
    assert page.index("138****5678") < page.index("138****1234")
    assert PHONE not in page


@pytest.mark.parametrize("change", [{"IS_LOCAL": False}, {"SMS_GATEWAY": ""}])
def test_nobody_reads_messages_anywhere_else(change, settings):
    ask_client = Client()
    ask(ask_client)
    for name, value in change.items():
        setattr(settings, name, value)

    assert Client().get("/messages/", headers=HERE).status_code == 404
    assert "/messages/" not in text(ask_client.get(CODE, headers=HERE))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:9", 200),
        ("[::1]:8000", 200),
        ("testserver", 404),
        ("localhost.testserver:8000", 404),
    ],
)
def test_messages_are_read_by_the_names_of_this_machine_only(host, status, settings):
    settings.ALLOWED_HOSTS = [".testserver", "localhost", "127.0.0.1", "[::1]"]
    client = Client()
    ask(client)

    assert client.get("/messages/", headers={"host": host}).status_code == status
    assert ("/messages/" in text(client.get(CODE, headers={"host": host}))) is (status == 200)


def test_the_header_offers_to_sign_out_only_to_whoever_is_signed_in(django_assert_num_queries):
    stranger, citizen = Client(), signed_in_citizen()

    with django_assert_num_queries(2):  # One a page, which counts the list.
        pages = text(stranger.get("/about/")), text(citizen.get("/about/"))

    assert [reverse("sign_out") in page for page in pages] == [False, True]
    assert [f'href="{MINE}"' in page for page in pages] == [True, True]
