"""The reading interface: what it answers, what it refuses and in which words, and what it costs."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from catalog import contents, revisions, search
from catalog.api.throttling import PerAddress
from catalog.models import Circumstance, District, Hall, Placement, Revision
from tests.factories import (
    LIST_DAY,
    NOON,
    make_content,
    make_counter_group,
    make_department,
    make_hall,
    make_item,
    make_revision,
    placement_content,
)

pytestmark = pytest.mark.django_db

ITEMS, HALLS = "/api/v1/items/", "/api/v1/halls/"


@pytest.fixture(autouse=True)
def department():
    """Beside the 1618 items of the reference data the items of a test stand in a department of their own."""
    return make_department(code="TEST")


def make_own_item(**fields):
    """An item of the department of the test."""
    return make_item(department="TEST", **fields)


def codes(client, **query):
    """The codes of the items of the test that are answered, in order."""
    return [row["code"] for row in client.get(ITEMS, {"department": "TEST", **query}).json()["results"]]


def refusal(response):
    """Status, kind of problem and the parameters named."""
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title", "status", "detail", "errors"} <= body.keys()
    return response.status_code, body["type"].partition("#")[2], [error["parameter"] for error in body["errors"]]


def test_a_row_says_what_the_item_is_and_where_to_read_on(client):
    hall = make_hall()
    item = make_own_item(
        code="T-100",
        name="护照申领",
        tier="B",
        sharing="identical",
        evidence="official",
        placements=[
            placement_content("T-100-P1", kind="municipal_hall", hall=hall.code, hall_class=""),
            placement_content("T-100-P2"),
        ],
    )

    body = client.get(ITEMS, {"department": "TEST"}).json()

    assert (body["count"], body["next"], body["previous"]) == (1, None, None)
    assert body["results"] == [
        {
            "code": "T-100",
            "name": "护照申领",
            "description": "",
            "department": {
                "code": "TEST",
                "short_name": item.department.short_name,
                "full_name": item.department.full_name,
            },
            "list_level": "municipal",
            "tier": "B",
            "sharing": "identical",
            "task_type": "01",
            "audience": "person",
            "themes": [],
            "placement_kinds": ["municipal_hall", "retained"],
            "online_depth": None,
            "is_fee": None,
            "evidence": "official",
            "is_reconstruction": False,
            "version": 1,
            "effective_from": "2017-11-06",
            "updated_at": "2026-11-24T12:00:00+08:00",
            "url": "http://testserver/api/v1/items/T-100/",
            "page_url": "http://testserver/items/T-100/",
        }
    ]


def test_chinese_is_written_as_it_is(client):
    make_own_item(name="护照申领")

    assert "护照申领" in client.get(ITEMS, {"department": "TEST"}).content.decode()


def test_an_item_is_told_in_full(client):
    hall = make_hall(code="T-M", short_name="市大厅")
    make_counter_group(hall=hall)
    content = make_content(
        code="T-200",
        tier="B",
        sharing="by_circumstance",
        materials=[
            {
                "name": "身份证",
                "necessity": "required",
                "origin": "authority",
                "medium": "paper",
                "originals": 1,
                "copies": 0,
                "note": "",
            }
        ],
        fees=[{"name": "工本费", "amount_fen": 16000, "basis": "test", "as_of": "2017-11"}],
        circumstances=[
            {
                "question": "投资多少？",
                "kind": "amount",
                "unit": "万元",
                "explanation": "",
                "is_example": True,
                "source": "test",
                "answers": [
                    {
                        "label": "1000万元以上",
                        "level": "municipal",
                        "yes": None,
                        "amount_from": "1000.00",
                        "amount_to": None,
                    }
                ],
            }
        ],
        placements=[
            placement_content(
                "T-200-P1",
                kind="municipal_hall",
                hall="T-M",
                hall_class="",
                counter_group="综合窗口",
                answer=[1, 1],
            )
        ],
    )
    make_revision(content)

    body = client.get(f"{ITEMS}T-200/").json()

    told = {name: body[name] for name in ("materials", "fees", "steps", "questions", "source", "evidence")}
    assert told == {name: content[name] for name in told}
    assert body["circumstances"][0]["answers"][0]["amount_from"] == "1000.00"
    assert body["placements"] == [
        {
            "code": "T-200-P1",
            "kind": "municipal_hall",
            "hall": {
                "code": "T-M",
                "name": "测试大厅",
                "short_name": "市大厅",
                "kind": "municipal",
                "url": "http://testserver/api/v1/halls/T-M/",
            },
            "hall_class": "",
            "counter_group": "综合窗口",
            "answer": {"circumstance": 1, "position": 1, "label": "1000万元以上", "level": "municipal"},
            "note": "",
            "notice_no": "",
            "source": "test",
            "valid_from": "2017-11-06",
            "valid_to": None,
            "can_be_booked": True,
        }
    ]


def test_an_item_has_every_field_of_its_content(client):
    item = make_own_item()

    body = client.get(f"{ITEMS}{item.code}/").json()

    assert contents.describe(item).keys() - body.keys() == set()


def test_a_placement_that_has_ended_is_left_out(client):
    item = make_own_item()
    Placement.objects.filter(item=item).update(valid_to=timezone.localdate())

    assert client.get(f"{ITEMS}{item.code}/").json()["placements"] == []
    assert client.get(ITEMS, {"department": "TEST"}).json()["results"][0]["placement_kinds"] == []


def test_a_retired_item_is_gone_and_names_its_successor(client):
    new = make_own_item(code="T-301", name="新事项")
    make_own_item(code="T-300")
    retired = contents.retirement("T-300", reason="法律废止", successor="T-301")
    revisions.record([retired], effective_from=date(2020, 1, 1), origin=Revision.Origin.IMPORT, now=NOON)

    response = client.get(f"{ITEMS}T-300/")

    assert refusal(response) == (410, "retired", [])
    body = response.json()
    assert (body["retired_on"], body["reason"]) == ("2020-01-01", "法律废止")
    assert body["successor"] == {
        "code": new.code,
        "name": "新事项",
        "url": "http://testserver/api/v1/items/T-301/",
        "page_url": "http://testserver/items/T-301/",
    }
    assert codes(client) == ["T-301"]


def test_a_retired_item_without_successor_says_null(client):
    make_own_item(code="T-302")
    retired = contents.retirement("T-302", reason="", successor="")
    revisions.record([retired], effective_from=date(2020, 1, 1), origin=Revision.Origin.IMPORT, now=NOON)

    assert client.get(f"{ITEMS}T-302/").json()["successor"] is None


def test_an_item_that_is_not_in_force_yet_is_not_found(client):
    make_revision(
        make_content(department="TEST", code="T-303"), effective_from=timezone.localdate() + timedelta(days=30)
    )

    assert refusal(client.get(f"{ITEMS}T-303/")) == (404, "not-found", [])
    assert codes(client) == []


def test_codes_are_written_one_way(client):
    make_own_item(code="T-304")

    assert client.get(f"{ITEMS}T-304/").status_code == 200
    assert client.get(f"{ITEMS}t-304/").status_code == 404


def test_items_are_narrowed_by_what_they_are(client):
    make_own_item(code="A-1", tier="A", task_type="01", audience="person", is_fee=True, online_depth=4)
    make_own_item(code="B-1", tier="B", sharing="identical", task_type="07", audience="company", is_fee=False)
    make_own_item(code="C-1", tier="C", list_level="district", task_type="21", audience="both")

    assert codes(client, tier="A") == ["A-1"]
    assert codes(client, tier=["A", "C"]) == ["A-1", "C-1"]
    assert codes(client, sharing="identical") == ["B-1"]
    assert codes(client, list_level="district") == ["C-1"]
    assert codes(client, task_type=["07", "21"]) == ["B-1", "C-1"]
    assert codes(client, audience="company") == ["B-1"]
    assert codes(client, online_depth=4) == ["A-1"]
    assert [codes(client, is_fee=value) for value in ("true", "false", "unknown")] == [["A-1"], ["B-1"], ["C-1"]]
    assert codes(client, tier="A", audience="company") == []


def test_items_are_narrowed_by_department_and_theme(client):
    make_own_item(code="T-1")
    make_own_item(code="T-2", themes=["hujibanli", "zhengjianbanli"])
    make_item(code="T-3", department=make_department(code="OTHER").code)

    assert codes(client, department="OTHER") == ["T-3"]
    assert codes(client, department=["OTHER", "TEST"]) == ["T-1", "T-2", "T-3"]
    assert codes(client, theme="hujibanli") == ["T-2"]
    assert codes(client, theme=["hujibanli", "zhengjianbanli"]) == ["T-2"]


def test_items_are_narrowed_by_place(client):
    city, district = make_hall(code="T-M"), make_hall(code="T-D", kind=Hall.Kind.DISTRICT)
    for code, place in {
        "T-1": {"kind": "municipal_hall", "hall": city.code, "hall_class": ""},
        "T-2": {"kind": "district_or_street", "hall_class": "district_or_street"},
        "T-3": {"kind": "district_or_street", "hall": district.code, "hall_class": ""},
        "T-4": {},
    }.items():
        make_own_item(code=code, placements=[placement_content(f"{code}-P1", **place)])

    assert codes(client, kind="municipal_hall") == ["T-1"]
    assert codes(client, kind=["municipal_hall", "retained"]) == ["T-1", "T-4"]
    assert codes(client, hall="T-M") == ["T-1"]
    assert codes(client, hall="T-D") == ["T-2", "T-3"]
    assert codes(client, hall=["T-M", "T-D"]) == ["T-1", "T-2", "T-3"]


def test_items_are_narrowed_by_day(client):
    make_revision(make_content(department="TEST", code="T-1"), effective_from=date(2018, 1, 1))
    make_revision(make_content(department="TEST", code="T-2"), effective_from=LIST_DAY, now=NOON + timedelta(days=1))

    assert codes(client, effective_since="2018-01-01") == ["T-1"]
    assert codes(client, updated_since="2026-11-24") == ["T-1", "T-2"]
    assert codes(client, updated_since="2026-11-25") == ["T-2"]
    assert codes(client, updated_since="2026-11-26") == []
    assert codes(client, updated_since="0001-01-01") == ["T-1", "T-2"]
    assert codes(client, updated_since="9999-12-31") == []


def test_words_put_the_best_match_first_and_filters_still_hold(client):
    make_own_item(code="T-1", name="道路运输经营许可", audience="company")
    make_own_item(code="T-2", name="普通护照签发")
    make_own_item(code="T-3", name="护照遗失补发普通护照签发登记", audience="company")
    search.refresh()
    found = [code for code in search.search("护照").codes if code in ("T-2", "T-3")]

    assert codes(client, q="护照") == found
    assert codes(client, q="护照", page_size=1, page=2) == found[1:]
    assert codes(client, q="护照", audience="company") == ["T-3"]


def test_pages_follow_each_other(client):
    for number in range(5):
        make_own_item(code=f"T-{number}")

    first = client.get(ITEMS, {"page_size": 2, "department": "TEST"}).json()
    second = client.get(first["next"]).json()

    assert [row["code"] for row in first["results"] + second["results"]] == ["T-0", "T-1", "T-2", "T-3"]
    assert (first["count"], first["previous"]) == (5, None)
    assert client.get(second["previous"]).json() == first


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.0", "1_0", "１", "99999999999999999999", "34", " 1"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    make_own_item()

    assert refusal(client.get(ITEMS, {"page": page})) == (404, "page-not-found", [])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=-5", "page_size"),
        ("page_size=abc", "page_size"),
        ("q=" + "照" * 10_000, "q"),
        ("q=%00", "q"),
        ("q=%20", "q"),
        ("q=", "q"),
        ("q=a&q=b", "q"),
        ("tier=E", "tier"),
        ("tier=", "tier"),
        ("hall=NOWHERE", "hall"),
        ("hall=%00", "hall"),
        ("department=D99", "department"),
        ("theme=nothing", "theme"),
        ("online_depth=5", "online_depth"),
        ("is_fee=maybe", "is_fee"),
        ("updated_since=2017-13-01", "updated_since"),
        ("updated_since=20171106", "updated_since"),
        ("effective_since=yesterday", "effective_since"),
        ("effective_since=2017-11-6", "effective_since"),
        ("format=xml", "format"),
        ("tiers=A", "tiers"),
        ("%3Cscript%3E=1", "<script>"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_by_name(client, query, parameter):
    assert refusal(client.get(f"{ITEMS}?{query}")) == (400, "invalid-parameter", [parameter])


def test_an_unknown_parameter_is_answered_with_the_known_ones(client):
    response = client.get(f"{HALLS}?colour=red", headers={"Accept-Language": "en"})

    assert response.json()["errors"] == [
        {"parameter": "colour", "detail": "“colour” is not known. Allowed: district, kind, page, page_size."}
    ]


def test_one_item_takes_no_parameters(client):
    item = make_own_item()

    assert refusal(client.get(f"{ITEMS}{item.code}/?page=1")) == (400, "invalid-parameter", ["page"])


@pytest.mark.parametrize("query", ["q=%ff", "q=%e6%8a", "%ff=1", "&".join(f"tier={n}" for n in range(1100))])
def test_a_query_that_cannot_be_read_is_refused(client, query):
    assert refusal(client.get(f"{ITEMS}?{query}")) == (400, "bad-request", [])


@pytest.mark.parametrize("code", ["%00", "%ff", "a%2Fb", "x" * 200, quote("😀"), "%3Cscript%3E", "..%2F..%2Fetc"])
@pytest.mark.parametrize("address", [ITEMS, HALLS])
def test_a_code_that_is_none_is_not_found(client, address, code):
    assert refusal(client.get(f"{address}{code}/")) == (404, "not-found", [])


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v2/items/", "/api/v1/items/T-1/materials/"])
def test_an_address_that_is_none_is_answered_in_kind(client, address):
    assert refusal(client.get(address)) == (404, "not-found", [])
    assert refusal(client.post(address)) == (404, "not-found", [])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", [ITEMS, f"{ITEMS}T-1/", HALLS, f"{HALLS}M/", "/api/schema/"])
def test_nothing_can_be_written(client, address, method):
    response = getattr(client, method)(address)

    assert refusal(response) == (405, "method-not-allowed", [])
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", [ITEMS, HALLS, "/api/schema/"])
def test_only_json_is_served(client, address):
    assert refusal(client.get(address, headers={"Accept": "text/html"})) == (406, "not-acceptable", [])
    assert client.get(address, headers={"Accept": "text/html, */*;q=0.1"})["Content-Type"] == "application/json"


def test_refusals_are_in_the_language_asked_for(client):
    in_english = client.get(f"{ITEMS}?page=0", headers={"Accept-Language": "en"}).json()["title"]

    assert in_english == "There is no such page of the list"
    assert client.get(f"{ITEMS}?page=0").json()["title"] == "没有这一页"


def test_refusals_are_not_kept_by_caches(client):
    assert client.get(f"{ITEMS}?page=0")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [ITEMS, f"{ITEMS}T-1/", HALLS, f"{HALLS}M/", "/api/schema/"])
def test_an_unchanged_answer_is_not_sent_twice(client, address):
    make_own_item(code="T-1")
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == again["Cache-Control"] == "public, max-age=60"
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content
    assert client.head(address)["ETag"] == first["ETag"]


def test_another_name_of_the_hall_is_another_answer_for_the_item(client):
    hall = make_hall()
    item = make_own_item(
        placements=[placement_content("T-1-P1", kind="municipal_hall", hall=hall.code, hall_class="")],
    )
    before = client.get(f"{ITEMS}{item.code}/")
    Hall.objects.update(short_name="新大厅")

    after = client.get(f"{ITEMS}{item.code}/", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert after.json()["placements"][0]["hall"]["short_name"] == "新大厅"


def test_an_item_says_when_its_version_came_to_hold(client):
    item = make_own_item()

    response = client.get(f"{ITEMS}{item.code}/")

    assert response["Last-Modified"] == "Tue, 24 Nov 2026 04:00:00 GMT"
    assert response.json()["updated_at"] == "2026-11-24T12:00:00+08:00"


def test_a_state_that_is_not_the_present_one_is_refused(client):
    item = make_own_item()

    response = client.get(f"{ITEMS}{item.code}/", headers={"If-Match": '"other"'})

    assert refusal(response) == (412, "precondition-failed", [])


def test_too_many_requests_are_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(PerAddress, "rate", "2/min")
    answers = [client.get(HALLS, REMOTE_ADDR="192.0.2.1") for _ in range(3)]

    assert [response.status_code for response in answers] == [200, 200, 429]
    assert refusal(answers[-1]) == (429, "too-many-requests", [])
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert client.get(HALLS, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_header_does_not_make_another_address(client, monkeypatch):
    monkeypatch.setattr(PerAddress, "rate", "1/min")
    client.get(HALLS, REMOTE_ADDR="192.0.2.3")

    assert client.get(HALLS, REMOTE_ADDR="192.0.2.3", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429


def test_halls_in_service_are_listed_by_kind_and_district(client):
    district = District.objects.get(code="440304")
    make_hall(code="T-D", kind=Hall.Kind.DISTRICT, district=district)
    make_hall(code="T-X", kind=Hall.Kind.DISTRICT, district=district, closed_on=date(2020, 1, 1))

    def listed(**query):
        return [row["code"] for row in client.get(HALLS, query).json()["results"]]

    assert client.get(HALLS).json()["count"] == 98
    assert listed(kind="municipal") == ["M"]
    assert listed(district="440304", kind="district") == ["D-440304", "T-D"]
    assert listed(district="440304", kind=["district", "municipal"]) == ["M", "D-440304", "T-D"]


def test_a_hall_is_told_with_its_counters_and_the_way_to_its_items(client):
    hall = make_hall(code="T-M", longitude="114.057939", latitude="22.543527")
    make_counter_group(hall=hall)

    body = client.get(f"{HALLS}T-M/").json()

    assert body["counter_groups"] == [{"name": "综合窗口", "note": ""}]
    assert (body["longitude"], body["latitude"]) == (114.057939, 22.543527)
    assert (body["address"], body["address_confidence"]) == ("", "unknown")
    assert body["items_url"] == "http://testserver/api/v1/items/?hall=T-M"
    assert body["page_url"] == "http://testserver/halls/T-M/"


def test_a_closed_hall_is_still_told_with_its_last_day(client):
    make_hall(code="T-X", closed_on=date(2020, 1, 1))

    assert client.get(f"{HALLS}T-X/").json()["closed_on"] == "2020-01-01"


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (f"{ITEMS}?", 4),  # Count, items with departments, themes, placements.
        (f"{ITEMS}?q=许可", 4),  # The codes that pass, and the same three; the words are looked up in memory.
        (f"{ITEMS}?kind=municipal_hall&tier=A", 4),
        (f"{HALLS}?", 2),
    ],
)
def test_a_list_costs_the_same_for_any_number_of_rows(client, django_assert_num_queries, address, queries, rows):
    client.get(address)  # The search index is built by whoever asks first.

    with django_assert_num_queries(queries):
        assert len(client.get(f"{address}&page_size={rows}").json()["results"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_an_item_costs_the_same_for_any_number_of_lines(client, django_assert_num_queries, rows):
    halls = [make_hall() for _ in range(rows)]
    item = make_own_item(
        fees=[{"name": "费", "amount_fen": 1, "basis": "test", "as_of": ""}] * rows,
        placements=[
            placement_content(f"T-P{hall.pk}", kind="municipal_hall", hall=hall.code, hall_class="") for hall in halls
        ],
    )
    for number in range(rows):
        Circumstance.objects.create(item=item, position=number + 1, question="是否？", kind="yes_no", source="test")

    with django_assert_num_queries(12):  # The item, its themes, seven lists, questions, answers, placements.
        body = client.get(f"{ITEMS}{item.code}/").json()
    assert [len(body[name]) for name in ("fees", "placements", "circumstances")] == [rows] * 3
