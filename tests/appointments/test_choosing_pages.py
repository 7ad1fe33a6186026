"""Which hall, which day, which time: the pages before anybody signs in, and the place that is then kept."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from django.urls import reverse

from appointments.models import Booking
from catalog.models import Hall, Placement
from tests.appointments.journey import DAY, address, held, hold, name
from tests.citizens import signed_in_citizen
from tests.factories import (
    NOON,
    TOMORROW_NINE,
    make_booking,
    make_content,
    make_counter_group,
    make_hall,
    make_item,
    make_item_at,
    make_line,
    make_revision,
    make_slot,
    placement_content,
)

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def line():
    """A line with two places tomorrow at nine, and many at half past."""
    line = make_line(slot_minutes=30)
    make_slot(line=line, capacity_online=2)
    make_slot(line=line, starts_at=TOMORROW_NINE + HALF_HOUR)
    return line


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def halls(client, *items) -> dict:
    return client.get("/book/", {"item": [item.code for item in items]}).context


class TestHall:
    def test_the_earliest_time_of_every_hall_is_told_before_anybody_signs_in(self, client, line):
        item = make_item_at(line)

        [hall] = halls(client, item)["halls"]

        assert (hall.title, hall.first) == ("测试大厅", "11月25日（周三）09:00")
        assert hall.address == address(line, item)

    def test_the_hall_that_is_free_first_comes_first(self, client, line):
        later = make_line()
        make_slot(line=later, starts_at=TOMORROW_NINE + timedelta(days=1))
        item = make_item(placements=[placement_at(later, 1), placement_at(line, 2)])

        assert [hall.address for hall in halls(client, item)["halls"]] == [address(line, item), address(later, item)]

    def test_a_hall_without_hours_is_named_with_what_to_do(self, client):
        hall = make_hall(name="没有办公时间的大厅", phone="0755-1234")
        item = make_item(placements=[placement_content("T-X-P1", kind="municipal_hall", hall=hall.code, hall_class="")])

        context = halls(client, item)
        [without] = context["without"]

        assert context["halls"] == []
        assert without.reason == "这里还没有公布办公时间，暂不能网上预约。"
        assert without.instead == "可以不预约，直接到现场取号。出发前请先致电 0755-1234 或 12345。"

    def test_a_hall_that_is_full_is_told_apart_from_one_without_hours(self, client):
        slot = make_slot(capacity_online=1, taken_online=1)

        [without] = halls(client, make_item_at(slot.line))["without"]

        assert without.reason == "目前开放的时段都已约满。更远的日期每天开放一天，请明天再来看看。"

    def test_any_district_or_street_hall_is_one_line(self, client):
        item = Placement.objects.filter(hall_class="district_or_street", item__sharing="").first().item

        assert "任意一个区或街道行政服务大厅" in [each.title for each in halls(client, item)["without"]]

    def test_a_retained_item_says_where_it_is_handled(self, client):
        item = make_item()

        shown = page(client, f"/book/?item={item.code}")

        assert "在深圳市测试局的部门处室办理，不提供大厅预约。" in shown
        assert "选日期和时段" not in shown

    def test_an_item_that_was_taken_off_the_list_says_so(self, client, line):
        item = make_item_at(line)
        type(item).objects.filter(pk=item.pk).update(retired_on=NOON.date())

        assert f"“{item.name}”已不再办理，不能预约。" in page(client, f"/book/?item={item.code}")

    def test_an_unknown_code_says_so(self, client):
        answer = client.get("/book/?item=NOTHING")

        assert answer.status_code == 404
        assert "没有编码为“NOTHING”的事项。" in answer.content.decode()

    @pytest.mark.parametrize("query", ["", "?item=", "?item=%00", f"?item={'x' * 41}"])
    def test_an_address_without_a_code_leads_to_the_search(self, client, query):
        answer = client.get(f"/book/{query}")

        assert (answer.status_code, "查找事项" in answer.content.decode()) == (200, True)

    def test_one_line_takes_several_items(self, client, line):
        items = make_item_at(line), make_item_at(line)

        assert [hall.address for hall in halls(client, *items)["halls"]] == [address(line, *items)]

    def test_items_that_no_counter_does_together_are_offered_one_by_one(self, client, line):
        other = make_line()
        items = make_item_at(line), make_item_at(other)

        context = halls(client, *items)

        assert context["halls"] == []
        assert [visit.address for visit in context["visits"]] == [f"/book/?item={item.code}" for item in items]
        assert "没有一个窗口能一起办理全部事项。" in page(client, f"/book/?item={items[0].code}&item={items[1].code}")

    def test_more_items_than_one_visit_takes_are_divided(self, client, line):
        items = [make_item_at(line) for _number in range(6)]

        assert [len(visit.items) for visit in halls(client, *items)["visits"]] == [5, 1]

    def test_counters_of_one_hall_are_visits_of_their_own(self, client):
        hall = make_hall()
        groups = [make_counter_group(hall=hall, name=name) for name in ("综合窗口", "专窗")]
        items = [make_item_at(make_line(hall=hall, counter_group=group)) for group in groups]

        assert [visit.title for visit in halls(client, *items)["visits"]] == ["测试大厅 综合窗口", "测试大厅 专窗"]

    @pytest.mark.parametrize("several", [False, True])
    def test_the_queries_are_few(self, client, django_assert_max_num_queries, line, several):
        other = make_line()
        make_slot(line=other)
        item = make_item(placements=[placement_at(each, n) for n, each in enumerate([line, other][: 1 + several])])

        with django_assert_max_num_queries(8):
            client.get(f"/book/?item={item.code}")


class TestCircumstances:
    @pytest.fixture
    def item(self, line):
        answers = [
            {"label": "是", "level": "municipal", "yes": True, "amount_from": None, "amount_to": None},
            {"label": "否", "level": "district", "yes": False, "amount_from": None, "amount_to": None},
        ]
        question = {"question": "是大项目吗？", "kind": "yes_no", "unit": "", "explanation": "", "is_example": False}
        content = make_content(
            tier="B",
            sharing="by_circumstance",
            circumstances=[question | {"source": "t", "answers": answers}],
            placements=[placement_at(line, 1)],
        )
        return make_revision(content).item

    def test_the_question_comes_first(self, client, item):
        shown = page(client, f"/book/?item={item.code}")

        assert "是大项目吗？" in shown
        assert "最早可约" not in shown

    def test_an_answer_leads_to_the_hall_of_its_level(self, client, item, line):
        [hall] = client.get(f"/book/?item={item.code}&c1=1").context["halls"]

        assert hall.address == address(line, item, c1="1")

    def test_an_answer_without_a_place_says_so(self, client, item):
        context = client.get(f"/book/?item={item.code}&c1=2").context

        assert (context["halls"], context["unplaced"]) == ([], ["区级办理"])

    def test_who_is_unsure_goes_on_with_an_explanation(self, client, item):
        answer = client.get(f"/book/?item={item.code}&c1=unsure")

        assert len(answer.context["halls"]) == 1
        assert "请先致电 12345" in answer.content.decode() or "12345" in answer.context["explanation"]


class TestDay:
    def test_days_are_told_with_their_weekday_and_how_much_is_left(self, client, line):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=1), capacity_online=3)
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=2), capacity_online=1, taken_online=1)
        item = make_item_at(line)

        days = client.get(address(line, item)).context["days"]

        assert [(day.text, day.left, bool(day.address)) for day in days] == [
            ("11月25日（周三）", "充足", True),
            ("11月26日（周四）", "余 3", True),
            ("11月27日（周五）", "约满", False),
        ]

    def test_a_day_outside_the_window_is_not_offered_but_told_of(self, client, line):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=30))

        answer = client.get(address(line, make_item_at(line)))

        assert len(answer.context["days"]) == 1
        assert "更远的日期每天开放一天" in answer.content.decode()

    @pytest.mark.parametrize("typed", ["11-25", "11月25日", "１１－２５", "2026-11-25", "2026年11月25日", " 11.25 "])
    def test_a_day_that_is_typed_leads_to_its_times(self, client, line, typed):
        item = make_item_at(line)

        answer = client.get(address(line, item, day=""), {"item": item.code, "day": typed})

        assert answer.headers["Location"] == address(line, item, day=DAY)

    @pytest.mark.parametrize(
        ("typed", "error"),
        [
            ("", "请填写日期，例如 11-25。"),
            ("明天", "日期请写成“月-日”，例如 11-25，也可以写 2026-11-25。"),
            ("02-30", "日期请写成“月-日”，例如 11-25，也可以写 2026-11-25。"),
            ("2026-11-23", "11月23日（周一）已经过去，请从列表中选一天。"),
            ("2026-12-24", "12月24日（周四）还不能预约，更远的日期每天开放一天。"),
            ("11-24", "11月24日（周二）大厅不接受预约，请选其他日期。"),
        ],
    )
    def test_a_day_that_cannot_be_had_says_why_and_stays(self, client, line, typed, error):
        item = make_item_at(line)

        answer = client.get(address(line, item), {"item": item.code, "day": typed})
        shown = answer.content.decode()

        assert answer.context["form"].errors == {"day": [error]}
        assert shown.count(error) == 2
        assert f'name="day" value="{typed}"' in shown
        assert "<title>错误：" in shown

    def test_a_full_day_that_is_typed_says_so(self, client, line):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=1), capacity_online=0)
        item = make_item_at(line)

        answer = client.get(address(line, item), {"item": item.code, "day": "11-26"})

        assert answer.context["form"].errors == {"day": ["11月26日（周四）已约满，请选其他日期。"]}

    def test_where_nothing_can_be_booked_there_is_a_way_on(self, client):
        line = make_line()

        assert "换一个大厅" in page(client, address(line, make_item_at(line)))

    def test_an_item_the_line_does_not_take_leads_to_those_that_do(self, client, line):
        item = make_item_at(make_line())

        answer = client.get(address(line, item), follow=True)

        assert answer.redirect_chain == [(f"/book/?item={item.code}&refused={line.code}", 302)]
        assert "您刚才选的大厅不受理全部事项" in answer.content.decode()

    def test_without_an_item_one_starts_over(self, client, line):
        assert client.get(f"/book/{line.code}/").headers["Location"] == "/book/"

    def test_a_line_that_is_not_booked_is_no_page(self, client, line):
        item = make_item_at(line)
        type(line).objects.update(is_bookable=False)

        assert client.get(address(line, item)).status_code == 404

    def test_the_queries_are_few_whatever_the_number_of_days(self, client, django_assert_num_queries, line):
        for number in range(1, 7):
            make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(days=number))
        item = make_item_at(line)

        with django_assert_num_queries(6):
            client.get(address(line, item))


class TestTime:
    def test_times_are_told_by_morning_and_afternoon(self, client, line):
        make_slot(line=line, starts_at=TOMORROW_NINE + timedelta(hours=5))
        halves = client.get(address(line, make_item_at(line), day=DAY)).context["halves"]

        assert [(title, [(time.text, time.left) for time in times]) for title, times in halves] == [
            ("上午", [("09:00—09:30", "余 2"), ("09:30—10:00", "充足")]),
            ("下午", [("14:00—14:30", "充足")]),
        ]

    def test_a_day_on_which_nothing_can_be_had_leads_back_to_the_days(self, client, line):
        item = make_item_at(line)

        shown = page(client, address(line, item, day="2026-11-29"))

        assert "11月29日（周日）没有可以预约的时段" in shown
        assert address(line, item) in shown

    @pytest.mark.parametrize("day", ["2026-02-30", "11-25", "20261125"])
    def test_what_is_no_day_is_no_page(self, client, line, day):
        assert client.get(address(line, make_item_at(line), day=day)).status_code == 404

    def test_whoever_is_not_signed_in_comes_back_with_the_time_still_chosen(self, client, line):
        item = make_item_at(line)

        answer = hold(client, line, item, "09:30")
        back = unquote(answer.headers["Location"].removeprefix(f"{reverse('sign_in')}?next="))
        again = page(client, back)

        assert Booking.objects.filter(line=line).count() == 0
        assert 'value="09:30" checked' in again

    def test_the_place_is_kept_and_one_says_who_comes(self, line):
        client, item = signed_in_citizen(), make_item_at(line)

        answer = hold(client, line, item)
        booking = held(client)

        assert answer.headers["Location"] == f"/bookings/{booking.key}/who/"
        assert (booking.starts_at, booking.applicant_id) == (TOMORROW_NINE, None)
        assert [each.item for each in booking.booking_items.all()] == [item]

    def test_a_form_sent_twice_keeps_one_place(self, line):
        client, item = signed_in_citizen(), make_item_at(line)

        answers = [hold(client, line, item).headers["Location"] for _time in range(2)]

        assert len(set(answers)) == 1
        assert line.bookings.count() == 1
        assert line.slots.earliest("starts_at").taken_online == 1

    def test_another_time_on_the_same_page_is_another_place(self, line):
        client, item = signed_in_citizen(), make_item_at(line)

        hold(client, line, item, "09:00")
        hold(client, line, item, "09:30")

        assert list(line.slots.order_by("starts_at").values_list("taken_online", flat=True)) == [0, 1]

    def test_a_form_sent_again_after_its_place_was_given_back_keeps_a_new_one(self, line):
        client, item = signed_in_citizen(), make_item_at(line)
        hold(client, line, item, "09:00")
        hold(client, line, item, "09:30")

        hold(client, line, item, "09:00")

        assert held(client).starts_at == TOMORROW_NINE
        assert list(line.slots.order_by("starts_at").values_list("taken_online", flat=True)) == [1, 0]

    @pytest.mark.parametrize("key", ["", "x", "<script>", "k" * 100])
    def test_a_key_that_is_none_is_replaced(self, line, key):
        client = signed_in_citizen()

        assert hold(client, line, make_item_at(line), key=key).status_code == 302

    @pytest.mark.parametrize("time", ["", "25:00", "九点", "09:00:00"])
    def test_what_is_no_time_asks_for_one(self, line, time):
        answer = hold(signed_in_citizen(), line, make_item_at(line), time)

        assert answer.context["form"].errors == {"time": ["请选择一个时段。"]}
        assert "<title>错误：" in answer.content.decode()

    def test_a_time_that_has_just_gone_shows_the_three_next(self, line):
        make_slot(line=line, starts_at=TOMORROW_NINE + 2 * HALF_HOUR, capacity_online=1, taken_online=1)
        make_slot(line=line, starts_at=TOMORROW_NINE + 3 * HALF_HOUR)
        make_slot(line=line, starts_at=TOMORROW_NINE + 8 * HALF_HOUR)
        item = make_item_at(line)

        answer = hold(signed_in_citizen(), line, item, "10:00")

        assert answer.context["form"].errors == {"time": ["您选择的时段刚刚约满，其余信息已为您保留，请另选时段。"]}
        assert [(time.text, time.address) for time in answer.context["near"]] == [
            ("11月25日（周三）09:00—09:30", address(line, item, day=DAY)),
            ("11月25日（周三）09:30—10:00", address(line, item, day=DAY)),
            ("11月25日（周三）10:30—11:00", address(line, item, day=DAY)),
        ]

    def test_a_time_that_is_over_says_so(self, line):
        make_slot(line=line, starts_at=NOON - timedelta(hours=1))
        item = make_item_at(line)

        answer = signed_in_citizen().post(address(line, item, day="2026-11-24"), {"time": "11:00", "key": "k" * 22})

        assert answer.context["form"].errors == {"time": ["该时段已经过去，请选更晚的时段。"]}

    def test_who_comes_is_kept_where_only_the_time_changes(self, line):
        client, item = signed_in_citizen(), make_item_at(line)
        hold(client, line, item)
        first = held(client)
        name(client, first)

        answer = hold(client, line, item, "09:30", again=first.key)
        second = held(client)

        assert answer.headers["Location"] == f"/bookings/{second.key}/check/"
        assert (second.applicant_name, second.applicant_id is not None) == ("张三", True)
        assert Booking.objects.get(pk=first.pk).state == "expired"

    def test_nobody_comes_by_the_name_in_the_booking_of_somebody_else(self, line):
        item, other = make_item_at(line), make_booking()
        client = signed_in_citizen()

        hold(client, line, item, again=other.key)

        assert held(client).applicant_name == ""

    def test_the_page_is_not_kept_by_caches(self, client, line):
        answer = client.get(address(line, make_item_at(line), day=DAY))

        assert "no-store" in answer.headers["Cache-Control"]

    def test_the_queries_are_few(self, client, django_assert_num_queries, line):
        item = make_item_at(line)

        with django_assert_num_queries(6):
            client.get(address(line, item, day=DAY))


def placement_at(line, number: int):
    group = line.counter_group.name if line.counter_group else ""
    place = {"hall": line.hall.code, "hall_class": "", "counter_group": group}
    kind = "municipal_hall" if line.hall.kind == Hall.Kind.MUNICIPAL else "specialised_branch"
    return placement_content(f"T-{line.code}-P{number}", kind=kind, **place)
