"""The page of one item, its print view and its history."""

import html
import re
from datetime import date, timedelta

import pytest

from catalog import contents, revisions
from catalog.models import Revision, ServiceItem
from tests.factories import (
    LIST_DAY,
    NOON,
    make_content,
    make_counter_group,
    make_hall,
    make_item,
    make_revision,
    make_user,
    placement_content,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/items/{}/"
EXAMPLE = "D01-001"
QUERIES = 14


def get(client, code, status=200, **asked):
    answer = client.get(ADDRESS.format(code), asked)
    assert answer.status_code == status
    return answer


def text(answer) -> str:
    body = re.sub(r"<head>.*?</head>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def stops(answer) -> dict[str, list[str]]:
    return {level.title: [place.title for place in level.places] for level in answer.context["guide"].where.levels}


def retire(item: ServiceItem, successor: str = "") -> None:
    content = contents.retirement(item.code, reason="职能调整", successor=successor)
    make_revision(content, effective_from=date(2026, 1, 1))


def long_content(lines: int, code: str) -> dict:
    """An item with that many lines in every block and that many places."""
    halls = [make_hall() for _ in range(lines)]
    for hall in halls:
        make_counter_group(hall=hall)
    material = {"necessity": "required", "origin": "other", "medium": "paper", "originals": 1, "copies": 1, "note": ""}
    answers = [
        {"label": f"回答{n}", "level": "municipal", "yes": None, "amount_from": f"{n}.00", "amount_to": None}
        for n in range(lines)
    ]
    question = {"question": "问", "kind": "amount", "unit": "元", "explanation": "", "is_example": False, "source": "t"}
    return make_content(
        code=code,
        tier="B",
        sharing="by_circumstance",
        is_fee=True,
        themes=["zhengjianbanli"],
        handling_forms=[{"name": f"情形{n}", "evidence": "recalled"} for n in range(lines)],
        conditions=[{"text": f"条件{n}"} for n in range(lines)],
        materials=[material | {"name": f"材料{n}"} for n in range(lines)],
        steps=[{"name": f"步骤{n}", "actor": "", "note": ""} for n in range(lines)],
        legal_bases=[{"citation": f"依据{n}", "status": "stated", "text_version": ""} for n in range(lines)],
        fees=[{"name": f"收费{n}", "amount_fen": n, "basis": "依据", "as_of": ""} for n in range(lines)],
        questions=[{"question": f"问{n}", "answer": "答"} for n in range(lines)],
        circumstances=[question | {"answers": answers}],
        placements=[
            placement_content(
                f"{code}-P{n}", kind="municipal_hall", hall=hall.code, hall_class="", counter_group="综合窗口"
            )
            for n, hall in enumerate(halls)
        ],
    )


def test_every_page_carries_the_report_line(client):
    assert "被要求到其他地点办理？举报 0755-88127451" in text(get(client, make_item().code))


def test_nothing_empty_is_printed(client):
    shown = text(get(client, make_item(placements=[]).code))

    assert re.findall(r"None|null|&amp;|办理流程|常见问题|办理结果", shown) == []
    assert "办理地点 暂未公布 办结时限 暂未公布 收费 暂未公布" in shown
    assert "需要带什么 暂未公布 受理条件 暂未公布 收费 暂未公布 办结时限 暂未公布 设定依据 暂未公布" in shown


def test_a_reconstruction_says_so_and_an_official_item_does_not(client):
    sentence = "演示数据：据公开法规整理，非官方清单。"

    assert sentence in text(get(client, make_item().code))
    assert sentence not in text(get(client, make_item(evidence="official").code))


def test_other_names_and_the_version_are_shown(client):
    shown = text(get(client, make_item(aliases=["办护照"]).code))

    assert "又名： 办护照" in shown
    assert "第1版，自2017年11月6日起生效" in shown
    assert "数据截至 2017-11-06" in shown


def test_a_retained_item_has_no_way_to_book(client):
    shown = text(get(client, ServiceItem.objects.filter(placements__kind="retained").first().code))

    assert "本事项在部门处室办理，不提供大厅预约。" in shown
    assert "预约办理" not in shown


def test_the_example_asks_its_question_and_is_marked(client):
    shown = text(get(client, EXAMPLE))

    assert "项目总投资是多少？" in shown
    assert "示例 这里只演示怎么分情形，本事项真实的划分标准暂未公布。" in shown


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        ("1", {"市级办理": ["深圳市行政服务大厅"]}),
        ("2", {"区级办理": ["您所在区的行政服务大厅"]}),
        ("unsure", {"市级办理": ["深圳市行政服务大厅"], "区级办理": ["您所在区的行政服务大厅"]}),
    ],
)
def test_an_answer_leads_to_its_level(client, answer, places):
    assert stops(get(client, EXAMPLE, c1=answer)) == places


@pytest.mark.parametrize("answer", ["", "9", "x", "\0", "1" * 10_000, "<script>"])
def test_an_answer_that_is_none_is_named_as_an_error(client, answer):
    page = get(client, EXAMPLE, c1=answer)

    assert len(page.context["form"].errors["c1"]) == 1
    assert "<title>错误：" in page.content.decode()


def test_an_unpublished_threshold_leads_to_both_levels_and_the_service_line(client):
    item = ServiceItem.objects.filter(sharing="by_circumstance", circumstances=None).first()
    page = get(client, item.code)

    assert "具体怎么划分暂未公布。下面列出两级地点，去之前请先拨打 12345 问清楚。" in text(page)
    assert list(stops(page)) == ["市级办理", "区级办理"]


def test_a_code_written_in_another_case_leads_to_the_page(client):
    assert client.get("/items/d13-080/history/").headers["Location"] == "/items/D13-080/history/"


@pytest.mark.parametrize("field", ["catalog_code", "task_code", "handle_code"])
def test_a_national_code_leads_to_the_page(client, field):
    code = "4" * {"catalog_code": 12, "task_code": 31, "handle_code": 33}[field]
    item = make_item(**{field: code})

    assert client.get(ADDRESS.format(code)).headers["Location"] == item.get_absolute_url()


def test_a_code_of_several_items_leads_to_the_list_of_them(client):
    for _ in range(2):
        make_item(task_code="4" * 31)

    assert client.get(ADDRESS.format("4" * 31)).headers["Location"] == f"/items/?q={'4' * 31}"


@pytest.mark.parametrize("code", ["NONE", "%00", "x" * 10_000, "%3Cscript%3E", "%F0%9F%98%80", "%0A", "..%2F"])
@pytest.mark.parametrize("part", ["", "print/", "history/"])
def test_a_code_nobody_has_is_not_found(client, code, part):
    assert client.get(f"/items/{code}/{part}").status_code == 404


def test_an_item_that_is_not_yet_in_force_is_not_found(client):
    tomorrow = NOON.date() + timedelta(days=400)
    make_revision(make_content(code="T-LATER"), effective_from=tomorrow)

    get(client, "T-LATER", status=404)


def test_a_retired_item_is_gone_and_leads_to_its_successor(client):
    item, successor = make_item(), make_item(name="接替事项")
    retire(item, successor.code)

    page = get(client, item.code, status=410)

    assert "本事项已于2026年1月1日并入： 接替事项" in text(page)
    assert f'href="{successor.get_absolute_url()}"' in page.content.decode()


def test_a_retired_item_without_successor_says_when_and_why_and_offers_the_search(client):
    item = make_item()
    retire(item)

    page = get(client, item.code, status=410)

    assert "本事项已于2026年1月1日取消，不再办理。" in text(page)
    assert "职能调整" in text(page)
    assert 'id="retired-search"' in page.content.decode()
    assert client.get(f"/items/{item.code}/print/").headers["Location"] == item.get_absolute_url()
    assert client.get(f"/items/{item.code}/history/").status_code == 200


def test_the_name_of_an_item_is_shown_as_text(client):
    page = get(client, make_item(name="<script>alert(1)</script>").code).content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize("lines", [1, 30])
@pytest.mark.parametrize("part", ["", "print/"])
def test_the_page_takes_the_same_queries_for_one_line_and_for_thirty(client, django_assert_num_queries, lines, part):
    make_revision(long_content(lines, "T-LONG"))

    with django_assert_num_queries(QUERIES):
        client.get(f"/items/T-LONG/{part}")


def test_the_history_compares_each_version_with_the_one_it_follows(client):
    first = make_content(code="T-HIST", name="旧名")
    make_revision(first)
    make_revision(first | {"name": "新名"}, effective_from=date(2026, 5, 1), reason="更名", notice_no="深府〔2026〕1号")

    page = client.get("/items/T-HIST/history/")
    second, first = page.context["versions"]

    assert [(change.label, [(row.before, row.after) for row in change.rows]) for change in second.changes] == [
        ("名称", [("旧名", "新名")])
    ]
    assert (second.follows, first.follows, first.changes) == (1, None, [])
    assert "深府〔2026〕1号" in text(page)


def test_a_correction_of_the_past_follows_what_it_corrects(client):
    content = make_content(code="T-CORR")
    make_revision(content)
    make_revision(content | {"name": "二"}, effective_from=date(2026, 5, 1))
    make_revision(content | {"name": "三"}, effective_from=LIST_DAY)

    newest = client.get("/items/T-CORR/history/").context["versions"][0]

    assert (newest.revision.change, newest.follows) == (Revision.Change.CORRECTED, 1)


def test_a_version_of_a_later_day_is_marked(client):
    content = make_content(code="T-SOON")
    make_revision(content)
    make_revision(content | {"name": "将来"}, effective_from=NOON.date() + timedelta(days=400))

    assert [version.is_pending for version in client.get("/items/T-SOON/history/").context["versions"]] == [True, False]


def test_the_history_names_no_member_of_staff(client):
    author, approver = make_user(username="zhangsan"), make_user(username="lisi")
    item = make_item(code="T-STAFF")
    draft = revisions.draft(
        content=contents.describe(item) | {"name": "改"},
        effective_from=date(2026, 5, 1),
        by=author,
        reason="更名",
        now=NOON,
    )
    revisions.approve(draft=draft, by=approver, now=NOON)

    page = client.get("/items/T-STAFF/history/")

    assert "编辑人员起草，另一名工作人员审核批准" in text(page)
    assert re.findall("zhangsan|lisi", page.content.decode()) == []


@pytest.mark.parametrize("versions", [1, 30])
def test_the_history_takes_the_same_queries_for_one_version_and_for_thirty(client, django_assert_num_queries, versions):
    content = make_content(code="T-MANY")
    for number in range(versions):
        make_revision(content | {"name": f"名称{number}"}, effective_from=LIST_DAY + timedelta(days=number))

    with django_assert_num_queries(5):
        client.get("/items/T-MANY/history/")
