"""Who comes, and the last look before a place is booked."""

from datetime import timedelta

import pytest
import time_machine

from appointments.models import Booking, Person
from tests.appointments.journey import book, confirm, held, hold, myself, name
from tests.citizens import signed_in_citizen
from tests.factories import NOON, TOMORROW_NINE, make_booking, make_item_at, make_line, make_number, make_slot

pytestmark = pytest.mark.django_db

WRONG_DIGIT = "证件号码的最后一位与前面的数字对不上，请对照证件逐位核对。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def line():
    line = make_line()
    for number in range(3):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(minutes=30 * number))
    return line


@pytest.fixture
def item(line):
    return make_item_at(line)


@pytest.fixture
def client(line, item):
    """A citizen who holds the place at nine."""
    client = signed_in_citizen()
    hold(client, line, item)
    client.booking = held(client)
    return client


def who(client, **data):
    address = f"/bookings/{client.booking.key}/who/"
    return client.post(address, data) if data else client.get(address)


def another(**fields: str) -> dict[str, str]:
    """The answers of somebody who comes in another one's place."""
    agent = {"agent_name": "李四", "agent_kind": "id_card", "agent_number": make_number()}
    return myself(who="other", relation="family") | agent | fields


def shown(answer) -> str:
    return answer.content.decode()


class TestWho:
    def test_it_says_until_when_the_place_is_kept(self, client):
        assert "这个时段为您保留到 12:05，现在还没有预约成功。" in shown(who(client))

    def test_whoever_comes_for_themselves_goes_on_to_the_last_look(self, client):
        number = make_number()

        answer = who(client, **myself(number=number))
        booking = Booking.objects.get(pk=client.booking.pk)

        assert answer.headers["Location"] == f"/bookings/{booking.key}/check/"
        assert (booking.applicant_name, booking.applicant.last_four, booking.agent) == ("张三", number[-4:], None)

    def test_whoever_comes_for_another_names_both(self, client):
        who(client, **another())
        booking = Booking.objects.get(pk=client.booking.pk)

        assert (booking.applicant_name, booking.agent_name, booking.relation) == ("张三", "李四", "family")

    @pytest.mark.parametrize("typed", ["{front} {back}", "{front}-{back}", "wide"])
    def test_a_number_is_understood_as_people_type_it(self, client, typed):
        number = make_number()
        wide = "".join(chr(ord(figure) + 0xFEE0) for figure in number)
        written = wide if typed == "wide" else typed.format(front=number[:6], back=number[6:])

        assert who(client, **myself(number=written)).status_code == 302

    def test_a_wrong_check_digit_is_said_beside_the_field_and_above_and_what_was_typed_stays(self, client):
        number = make_number()
        wrong = number[:-1] + ("1" if number[-1] != "1" else "2")

        page = shown(who(client, **myself(number=wrong)))

        assert page.count(WRONG_DIGIT) == 2
        assert f'value="{wrong}"' in page
        assert 'value="张三"' in page
        assert "<title>错误：" in page

    def test_the_number_is_on_no_later_page(self, client):
        number = make_number()
        who(client, **myself(number=number))

        pages = [client.get(f"/bookings/{client.booking.key}/{page}/") for page in ("who", "check")]

        assert [number in shown(page) for page in pages] == [False, False]
        assert [number[-4:] in shown(page) for page in pages] == [True, True]

    @pytest.mark.parametrize(
        ("answers", "errors"),
        [
            ({"who": ""}, {"who": ["请选择谁来办理。"]}),
            ({"who": "self"}, {"name": ["请填写您的姓名。"], "number": ["请填写您的证件号码。"]}),
            (
                {"who": "other"},
                {
                    "name": ["请填写当事人姓名。"],
                    "number": ["请填写当事人的证件号码。"],
                    "relation": ["请选择代办人与当事人的关系。"],
                    "agent_name": ["请填写代办人姓名。"],
                    "agent_number": ["请填写代办人的证件号码。"],
                },
            ),
            (myself(name="<b>张三</b>"), {"name": ["请按证件填写姓名，只能有文字、空格和“·”。"]}),
            (myself(name="张" * 61), {"name": ["最多写 60 个字。"]}),
            (myself(kind="library_card"), {"kind": ["请从列出的证件中选择。"]}),
            (myself(number="1" * 41), {"number": ["号码太长了，请对照证件核对。"]}),
            (myself(kind="passport", number="12"), {"number": ["护照号码为 5 至 17 位字母和数字，请对照护照核对。"]}),
        ],
    )
    def test_what_is_wanting_is_said(self, client, answers, errors):
        assert who(client, **answers).context["form"].errors == errors

    @pytest.mark.parametrize("written", ["张三", "𠮷田太郎", "㛃䶮", "买买提·艾力", "O'Neil Anna-Maria", " 张 三 "])
    def test_names_are_taken_as_they_are(self, client, written):
        who(client, **myself(name=written))

        assert Booking.objects.get(pk=client.booking.pk).applicant_name == written.strip()

    def test_nobody_comes_in_their_own_place(self, client):
        number = make_number()

        answer = who(client, **another(number=number, agent_number=number))

        assert answer.context["form"].errors == {
            "agent_number": ["两个证件是同一个。如果是为自己办理，请在上面选“本人办理”。"]
        }

    def test_what_was_said_is_there_again_and_numbers_need_not_be_typed_again(self, client):
        who(client, **another())
        before = Booking.objects.get(pk=client.booking.pk)

        page = who(client)
        who(client, **another(number="", agent_number="", name="张三丰"))
        after = Booking.objects.get(pk=client.booking.pk)

        assert 'value="other" checked' in shown(page)
        assert f"已填写尾号 {before.agent.last_four} 的号码，不改就留空。" in shown(page)
        assert (after.applicant, after.agent, after.applicant_name) == (before.applicant, before.agent, "张三丰")

    def test_more_time_keeps_what_was_typed(self, client, clock):
        clock.shift(timedelta(minutes=4))

        page = shown(who(client, **myself(name="张三", number="4403", extend="1")))

        assert "这个时段为您保留到 12:09" in page
        assert 'value="张三"' in page
        assert "error-summary" not in page
        assert "延长 5 分钟" not in page

    def test_more_time_is_given_once(self, client):
        page = [shown(who(client, who="self", extend="1")) for _time in range(2)][1]

        assert "保留时间只能延长一次。请尽快完成，超时后可以重新选择时段。" in page

    def test_the_queries_are_few(self, client, django_assert_num_queries):
        with django_assert_num_queries(4):  # The citizen, the booking, its items, the rules.
            who(client)


class TestAgain:
    """Whoever booked for themselves before need not type it again."""

    @pytest.fixture
    def client(self, client):
        name(client, client.booking)
        confirm(client, client.booking)
        client.first = Booking.objects.get(pk=client.booking.pk)
        slot = make_slot()
        hold(client, slot.line, make_item_at(slot.line))
        client.booking = held(client)
        return client

    def test_it_is_offered_masked_and_chosen(self, client):
        page = shown(who(client))

        assert f"张*，居民身份证，尾号 {client.first.applicant.last_four}" in page
        assert 'value="again" checked' in page
        assert "张三" not in page

    def test_it_is_enough(self, client):
        answer = who(client, who="again")
        booking = Booking.objects.get(pk=client.booking.pk)

        assert answer.status_code == 302
        assert (booking.applicant, booking.applicant_name) == (client.first.applicant, "张三")
        assert Person.objects.count() == 1

    def test_for_another_they_come_themselves(self, client):
        who(client, **myself(who="other", name="李四", relation="family", agent_known="on"))
        booking = Booking.objects.get(pk=client.booking.pk)

        assert (booking.applicant_name, booking.agent, booking.agent_name) == ("李四", client.first.applicant, "张三")

    def test_it_is_offered_to_nobody_else(self, line):
        stranger = signed_in_citizen()
        hold(stranger, line, make_item_at(line))
        stranger.booking = held(stranger)

        answer = who(stranger, who="again", name="", number="")

        assert answer.context["form"].errors == {
            "name": ["请填写您的姓名。"],
            "number": ["请填写您的证件号码。"],
        }


class TestCheck:
    def test_everything_is_there_with_the_way_to_change_it(self, client, line, item):
        name(client, client.booking)

        facts = client.get(f"/bookings/{client.booking.key}/check/").context["facts"]

        key = client.booking.key
        again = f"?item={item.code}&again={key}"
        assert [(fact.label, fact.change) for fact in facts] == [
            ("办理事项", f"/book/{again}"),
            ("办理地点", f"/book/{again}"),
            ("时间", f"/book/{line.code}/{again}"),
            ("办理人", f"/bookings/{key}/who/"),
        ]

    def test_without_who_comes_there_is_nothing_to_check(self, client):
        answer = client.get(f"/bookings/{client.booking.key}/check/")

        assert answer.headers["Location"] == f"/bookings/{client.booking.key}/who/"
        assert confirm(client, client.booking).headers["Location"] == f"/bookings/{client.booking.key}/who/"

    def test_it_is_booked_once_however_often_it_is_sent(self, client, line):
        name(client, client.booking)

        answers = [confirm(client, client.booking).headers["Location"] for _time in range(2)]

        assert set(answers) == {f"/bookings/{client.booking.key}/"}
        assert list(line.bookings.values_list("state", flat=True)) == ["confirmed"]
        assert client.booking.reminders.count() == 1

    @pytest.mark.parametrize("page", ["who", "check"])
    def test_the_back_button_says_that_it_is_booked(self, client, page):
        name(client, client.booking)
        confirm(client, client.booking)

        answer = client.get(f"/bookings/{client.booking.key}/{page}/")

        assert "该预约已提交，无需重复提交" in shown(answer)
        assert f'href="/bookings/{client.booking.key}/"' in shown(answer)

    def test_a_limit_is_said_with_where_to_go(self, client, line, item):
        name(client, client.booking)
        confirm(client, client.booking)
        hold(client, line, item, "09:30")
        again = held(client)
        client.post(f"/bookings/{again.key}/who/", {"who": "again"})

        answer = confirm(client, again)

        assert answer.context["refusal"] == f"您已预约“{item.name}”（11月25日（周三）09:00），可改期或取消后再约。"
        assert answer.context["elsewhere"] == "/bookings/"
        assert "<title>错误：" in shown(answer)
        assert held(client) == again

    def test_confirming_takes_few_queries(self, client, django_assert_max_num_queries):
        name(client, client.booking)

        with django_assert_max_num_queries(15):
            confirm(client, client.booking)

    def test_the_queries_are_few(self, client, django_assert_num_queries):
        name(client, client.booking)

        with django_assert_num_queries(5):  # The citizen, the booking, its items, the rules, who comes.
            client.get(f"/bookings/{client.booking.key}/check/")


class TestTime:
    @pytest.mark.parametrize("is_named", [False, True])
    @pytest.mark.parametrize("sent", ["who", "who again", "check", "extend", "confirm", "more time"])
    def test_after_it_one_chooses_again_and_the_rest_is_kept(self, client, clock, line, item, is_named, sent):
        if is_named:
            name(client, client.booking)
        clock.shift(timedelta(minutes=5))
        base = f"/bookings/{client.booking.key}/"
        if sent == "confirm" and not is_named:
            return

        answer = {
            "who": lambda: client.get(f"{base}who/"),
            "who again": lambda: client.post(f"{base}who/", myself()),
            "more time": lambda: client.post(f"{base}who/", {"extend": "1"}),
            "check": lambda: client.get(f"{base}check/"),
            "confirm": lambda: client.post(f"{base}check/"),
            "extend": lambda: client.post(f"{base}extend/"),
        }[sent]()

        assert answer.context["times"] == f"/book/{line.code}/?item={item.code}&again={client.booking.key}"
        assert "保留时间已过，时段已释放" in shown(answer)

    def test_who_comes_is_still_known_then(self, client, clock, line, item):
        name(client, client.booking)
        clock.shift(timedelta(minutes=6))

        hold(client, line, item, "09:30", again=client.booking.key)

        assert held(client).applicant_name == "张三"

    def test_it_is_extended_from_the_last_look_too(self, client, clock):
        name(client, client.booking)
        clock.shift(timedelta(minutes=3))

        for _time in range(2):
            answer = client.post(f"/bookings/{client.booking.key}/extend/")

        assert answer.headers["Location"] == f"/bookings/{client.booking.key}/check/"
        assert held(client).held_until == NOON + timedelta(minutes=8)


@pytest.mark.parametrize("page", ["who", "check", "extend"])
def test_nobody_else_finds_anything_there(client, page):
    address, stranger = f"/bookings/{client.booking.key}/{page}/", signed_in_citizen()

    assert stranger.post(address).status_code == 404
    assert Booking.objects.get(pk=client.booking.pk).extended_at is None


def test_the_whole_way_leads_to_a_booking(line, item):
    booking = book(signed_in_citizen(), line, item)

    assert (booking.state, booking.channel, booking.starts_at) == ("confirmed", "web", TOMORROW_NINE)


def test_two_people_on_the_last_place_one_of_them_chooses_again():
    slot = make_slot(capacity_online=1)
    item = make_item_at(slot.line)
    first, second = signed_in_citizen(), signed_in_citizen()

    assert hold(first, slot.line, item).status_code == 302
    assert hold(second, slot.line, item).context["form"].errors["time"] == [
        "您选择的时段刚刚约满，其余信息已为您保留，请另选时段。"
    ]


def test_a_booking_of_another_is_not_carried_on(client):
    other = make_booking()

    assert client.get(f"/bookings/{other.key}/who/").status_code == 404
