"""The pages of the halls: where they are, when they are open, and what they do."""

import html
import re
from datetime import date

import pytest

from catalog.models import Hall
from tests.factories import make_department, make_hall, make_item, placement_content

pytestmark = pytest.mark.django_db

MUNICIPAL, STREET = "/halls/M/", "/halls/S-440303001/"
QUERIES = 11


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names(answer) -> list[str]:
    return [row.name for row in answer.context["rows"]]


def place_items(hall: Hall, number: int, **fields) -> None:
    for each in range(number):
        code = f"T-{hall.code}-{each}"
        placement = placement_content(f"{code}-P1", kind="municipal_hall", hall=hall.code, hall_class="")
        make_item(code=code, placements=[placement], **{"name": f"事项{each:02}"} | fields)


def test_the_municipal_hall_says_how_many_items_of_how_many_departments_it_handles(client):
    answer = client.get(MUNICIPAL)

    assert "共973项，涉及28个部门。" in text(answer)
    assert len(names(answer)) == 30


def test_the_counters_are_named_with_their_notes(client):
    shown = text(client.get(MUNICIPAL))

    assert "综合窗口 受理全部进驻市大厅的事项，另设专窗的除外" in shown
    assert "企业登记注册专窗 由市市场和质量监管委设立" in shown


def test_each_fact_carries_its_trust_and_a_missing_one_is_named(client):
    hall = make_hall(hours="周一至周五", hours_confidence="medium", name_confidence="low")

    shown = text(client.get(hall.get_absolute_url()))

    assert "地址 暂未公布 办公时间 周一至周五 凭记忆整理，未核实 电话 暂未公布" in shown
    assert "测试大厅 按规律推定" in shown


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-11-24 04:00+00:00", "今天（11月24日 周二）是工作日。"),
        ("2026-11-28 04:00+00:00", "今天（11月28日 周六）不是工作日。"),
        ("2026-10-01 04:00+00:00", "今天（10月1日 周四）是国庆节假期，不是工作日。"),
        ("2026-10-10 04:00+00:00", "今天（10月10日 周六）是国庆节调休上班日。"),
    ],
)
def test_it_says_whether_offices_work_today(client, time_machine, now, sentence):
    time_machine.move_to(now, tick=False)

    assert sentence in text(client.get(MUNICIPAL))


def test_a_coming_holiday_whose_arrangement_is_not_announced_says_so(client, time_machine):
    time_machine.move_to("2026-11-24 04:00+00:00", tick=False)

    assert "1月1日 周五 元旦放假 仅为法定放假日，调休安排尚未公布。" in text(client.get(MUNICIPAL))


def test_a_street_hall_lists_what_any_local_hall_handles(client):
    answer = client.get(STREET)

    assert answer.context["total"] == 315
    assert "这些事项在任意一个区或街道行政服务大厅都可以办。" in text(answer)
    assert "上级大厅： 罗湖区行政服务大厅" in text(answer)


def test_a_hall_of_another_kind_does_not_take_those_items(client):
    answer = client.get(make_hall().get_absolute_url())

    assert answer.context["total"] == 0
    assert "清单中没有安排在本大厅办理的事项。" in text(answer)


def test_items_are_narrowed_by_letter_and_department(client):
    hall, other = make_hall(), make_department(code="T90")
    place_items(hall, 2, name="安全许可")
    placement = placement_content("T-OTHER-P1", kind="municipal_hall", hall=hall.code, hall_class="")
    make_item(code="T-OTHER", name="备案", department=other.code, placements=[placement])
    address = hall.get_absolute_url()

    assert names(client.get(address, {"letter": "A"})) == ["安全许可", "安全许可"]
    assert names(client.get(address, {"department": "T90"})) == ["备案"]
    assert names(client.get(address, {"department": "T90", "letter": "A"})) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "-1"},
        {"page": "9" * 10_000},
        {"page": "x"},
        {"letter": "\0"},
        {"letter": "<script>"},
        {"department": "x" * 10_000},
        {"department": "😀"},
    ],
)
def test_any_input_gives_a_page(client, asked):
    answer = client.get(MUNICIPAL, asked)

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("code", ["NONE", "%00", "x" * 10_000, "%3Cscript%3E"])
def test_a_code_no_hall_has_is_not_found(client, code):
    assert client.get(f"/halls/{code}/").status_code == 404


def test_a_closed_hall_says_since_when(client):
    hall = make_hall(closed_on=date(2026, 1, 1))

    assert "本大厅自2026年1月1日起已停止对外服务。" in text(client.get(hall.get_absolute_url()))


@pytest.mark.parametrize("items", [1, 30])
def test_a_hall_takes_the_same_queries_for_one_item_and_for_thirty(client, django_assert_num_queries, items):
    hall = make_hall()
    place_items(hall, items)

    with django_assert_num_queries(QUERIES):
        client.get(hall.get_absolute_url())


def test_all_halls_are_listed_and_the_community_centres_are_said_not_to_be_held(client):
    answer = client.get("/halls/")

    assert "全市共有97个办事大厅和办理点。" in text(answer)
    assert "公布数为645个（2017年11月6日），但没有公布名单，本站未收录。" in text(answer)
    assert len(answer.context["districts"]) == 10


def test_the_list_of_halls_takes_two_queries(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/halls/")
