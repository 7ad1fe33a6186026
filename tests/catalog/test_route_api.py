"""The way to a place as JSON: what it answers, what it refuses, and that nobody keeps it."""

from datetime import date

import pytest

from catalog import contents
from catalog.api.throttling import PerAddress
from tests.factories import make_hall, make_item, make_revision, placement_content

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/items/{}/route/"
EXAMPLE, ALIKE, BRANCH = "D01-001", "D02-001", "D13-080"


def ask(client, code, **asked):
    answer = client.get(ADDRESS.format(code), asked)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def refusal(client, code, **asked):
    answer = client.get(ADDRESS.format(code), asked)
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    return answer.status_code, body["type"].partition("#")[2], [error["parameter"] for error in body["errors"]]


def test_the_places_come_in_order_each_with_why(client):
    body = ask(client, ALIKE, place="西乡街道")

    assert (body["ground"], body["place"]["found"]["code"], body["place"]["choices"]) == ("alike", "440306018", [])
    rows = body["destinations"]
    assert [(row["order"], row["nearness"], row["hall"] and row["hall"]["code"]) for row in rows[:3]] == [
        (1, "own_street", "S-440306018"),
        (2, "own_district", "D-440306"),
        (3, "elsewhere", "D-440305"),
    ]
    assert (rows[-1]["nearness"], rows[-1]["hall"]) == ("any_other", None)


def test_one_place_is_told_in_full(client):
    [row] = [row for row in ask(client, ALIKE, place="西乡街道")["destinations"] if row["level"] == "municipal"]

    assert row["today"].pop("text")
    assert row["today"].pop("state") in {"open", "closed", "unsaid"}
    assert row == {
        "order": 4,
        "level": "municipal",
        "placement": "D02-001-P1",
        "title": "深圳市行政服务大厅",
        "hall": {
            "code": "M",
            "name": "深圳市行政服务大厅",
            "short_name": "市行政服务大厅",
            "kind": "municipal",
            "url": "http://testserver/api/v1/halls/M/",
        },
        "counter_group": "综合窗口",
        "nearness": "elsewhere",
        "why": "清单写明在这个大厅办。",
        "distance": {"kilometres": 18, "text": "约 18 公里，按宝安区中心点估算"},
        "today": {"confidence": "medium"},
        "in_service": True,
    }


@pytest.mark.parametrize(
    ("asked", "ground", "levels"),
    [
        ({}, "unasked", {"municipal", "district"}),
        ({"answer": "1:1"}, "decided", {"municipal"}),
        ({"answer": "1:2"}, "decided", {"district"}),
        ({"answer": "1:unsure"}, "undecided", {"municipal", "district"}),
        ({"amount": "1:1000"}, "decided", {"municipal"}),
        ({"amount": "1:999.99"}, "decided", {"district"}),
        ({"amount": "1:999.99", "answer": "1:1"}, "decided", {"district"}),
    ],
)
def test_answers_lead_to_their_level(client, asked, ground, levels):
    body = ask(client, EXAMPLE, **asked)

    assert (body["ground"], {row["level"] for row in body["destinations"]}) == (ground, levels)
    assert [answer["position"] for answer in body["questions"][0]["answers"]] == [1, 2]


def test_a_question_left_out_beside_one_that_is_answered_is_not_sure(client):
    question = {"question": "问", "kind": "yes_no", "unit": "", "explanation": "", "is_example": False, "source": "t"}
    answer = {"level": "municipal", "amount_from": None, "amount_to": None}
    answers = [answer | {"label": "是", "yes": True}, answer | {"label": "否", "yes": False}]
    circumstances = [question | {"question": text, "answers": answers} for text in ("一", "二")]
    item = make_item(tier="B", sharing="by_circumstance", circumstances=circumstances)

    assert ask(client, item.code, answer="1:1")["ground"] == "undecided"
    assert ask(client, item.code, answer=["1:1", "2:2"])["ground"] == "decided"


def test_a_doubtful_place_offers_its_choices_and_the_route_without_it(client):
    body = ask(client, BRANCH, place="南山")

    assert body["place"]["found"] is None
    assert [(choice["code"], choice["name"]) for choice in body["place"]["choices"]] == [
        ("440305", "南山区"),
        ("440305002", "南山区南山街道"),
    ]
    assert [row["title"] for row in body["destinations"]] == ["出入境专业分厅"]


def test_an_unknown_place_is_said_and_no_refusal(client):
    body = ask(client, BRANCH, place="火星")

    assert body["place"]["detail"].startswith("没有找到叫“火星”的区、街道或社区。")
    assert len(body["destinations"]) == 1


def test_the_hall_somebody_is_at_is_judged(client):
    assert ask(client, BRANCH, hall="M")["advice"] == [
        {"text": "这件事不在深圳市行政服务大厅办。请去出入境专业分厅。", "verdict": "not_here"}
    ]


def test_a_hall_that_has_closed_is_said_to_be_out_of_service(client):
    hall = make_hall(closed_on=date(2020, 1, 1))
    place = placement_content("T-X-P1", kind="municipal_hall", hall=hall.code, hall_class="")

    [row] = ask(client, make_item(code="T-X", placements=[place]).code)["destinations"]

    assert (row["in_service"], row["today"]) == (False, None)
    assert row["why"] == "该大厅已停止对外服务。去之前请先拨打 12345 问清楚。"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"answer": "1"}, "answer"),
        ({"answer": "1:3"}, "answer"),
        ({"answer": "2:1"}, "answer"),
        ({"answer": "01:1"}, "answer"),
        ({"answer": ["1:1", "1:2"]}, "answer"),
        ({"answer": "１:1"}, "answer"),
        ({"amount": "1:1200万"}, "amount"),
        ({"amount": "2:5"}, "amount"),
        ({"amount": "1:-5"}, "amount"),
        ({"area": "999"}, "area"),
        ({"hall": "NONE"}, "hall"),
        ({"at": "none"}, "at"),
        ({"at": "91,114"}, "at"),
        ({"at": "22.5,114.0\n"}, "at"),
        ({"place": " "}, "place"),
        ({"place": "长" * 65}, "place"),
        ({"place": ["福田", "南山"]}, "place"),
        ({"district": "440304"}, "district"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(client, asked, named):
    assert refusal(client, EXAMPLE, **asked) == (400, "invalid-parameter", [named])


def test_a_question_that_is_not_about_an_amount_takes_none(client):
    question = {"question": "问", "kind": "yes_no", "unit": "", "explanation": "", "is_example": False, "source": "t"}
    answer = {"label": "是", "level": "municipal", "yes": True, "amount_from": None, "amount_to": None}
    item = make_item(tier="B", sharing="by_circumstance", circumstances=[question | {"answers": [answer]}])

    assert refusal(client, item.code, amount="1:5") == (400, "invalid-parameter", ["amount"])


def test_an_item_that_is_not_held_or_not_any_more(client):
    item = make_item()
    make_revision(contents.retirement(item.code, reason="取消", successor=""), effective_from=date(2026, 1, 1))

    assert refusal(client, "NONE") == (404, "not-found", [])
    assert refusal(client, item.code) == (410, "retired", [])
    assert client.post(ADDRESS.format(BRANCH)).status_code == 405


def test_nobody_keeps_the_answer(client):
    answer = client.get(ADDRESS.format(ALIKE), {"place": "西乡街道"})

    assert {"no-store", "private"} <= {each.strip() for each in answer["Cache-Control"].split(",")}
    assert "ETag" not in answer


def test_sentences_are_in_the_language_asked_for(client):
    answer = client.get(ADDRESS.format(BRANCH), {"hall": "M"}, headers={"Accept-Language": "en"}).json()

    assert answer["advice"][0]["text"] == "深圳市行政服务大厅 does not handle this item. Go to 出入境专业分厅."


def test_who_asks_too_often_is_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(PerAddress, "rate", "1/min")
    ask(client, BRANCH)

    assert client.get(ADDRESS.format(BRANCH)).status_code == 429


@pytest.mark.parametrize(
    ("code", "asked", "queries"),
    [(BRANCH, {}, 4), (EXAMPLE, {"answer": "1:1"}, 5), (ALIKE, {"place": "西乡街道", "hall": "M"}, 8)],
)
def test_the_queries_are_few_and_fixed(client, django_assert_num_queries, code, asked, queries):
    with django_assert_num_queries(queries):
        ask(client, code, **asked)
