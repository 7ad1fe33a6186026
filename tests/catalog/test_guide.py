"""What an item's page says: times and fees in words, blocks with data only, and places that can be trusted so far."""

import json

import pytest

from catalog import guide, linked_data, wording
from catalog.models import Fee, Material, ServiceItem
from tests.factories import TODAY, make_counter_group, make_department, make_hall, make_item, placement_content

pytestmark = pytest.mark.django_db

EIGHT_FACTS_MISSING = ["需要带什么", "受理条件", "收费", "办结时限", "设定依据"]


def read(item: ServiceItem, **chosen) -> guide.Guide:
    return guide.read(item, day=TODAY, answers=guide.answers_of(item), chosen=chosen)


def facts(page: guide.Guide) -> dict[str, str]:
    return {fact.label: fact.value for fact in page.facts}


def anchors(page: guide.Guide) -> list[str]:
    return [section.anchor for section in page.sections]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"project_type": "immediate"}, "当场办结"),
        ({"promise_days": 5, "promise_unit": "workday"}, "承诺5个工作日"),
        ({"promise_days": 5, "promise_unit": "calendar"}, "承诺5个自然日"),
        ({"statutory_days": 60, "statutory_unit": "day"}, "法定60日"),
        (
            {"promise_days": 5, "promise_unit": "workday", "statutory_days": 20, "statutory_unit": "workday"},
            "承诺5个工作日",
        ),
    ],
)
def test_the_promise_is_the_time_and_without_one_the_statute_is_and_says_so(fields, words):
    assert wording.time_limit(ServiceItem(**fields)) == words


@pytest.mark.parametrize(
    ("is_fee", "amounts", "words"),
    [
        (None, [], ""),
        (False, [], "不收费"),
        (True, [], "收费，金额暂未公布"),
        (True, [None], "收费，金额暂未公布"),
        (True, [16000], "160元"),
        (True, [1050], "10.50元"),
        (True, [8000, 55000, 1000], "10元至550元，按情形不同"),
        (True, [0], "0元（免收）"),
    ],
)
def test_a_fee_is_never_only_that_something_is_charged(is_fee, amounts, words):
    lines = [Fee(amount_fen=amount) for amount in amounts]

    assert wording.fee(ServiceItem(is_fee=is_fee), lines) == words


def test_an_amount_nobody_published_is_not_nought():
    assert wording.amount(Fee(amount_fen=None)) == "未公布金额"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"visits": 0}, "不用到现场"),
        ({"visits": 2}, "最多跑2次"),
        ({"visits": None, "needs_person_present": True}, "须本人到场"),
        ({"visits": None, "needs_person_present": None}, ""),
    ],
)
def test_visits_are_told_only_where_they_are_known(fields, words):
    assert wording.visits(ServiceItem(**fields)) == words


@pytest.mark.parametrize(
    ("originals", "copies", "words"),
    [(1, 0, "原件1份"), (0, 2, "复印件2份"), (1, 1, "原件1份和复印件1份"), (0, 0, "")],
)
def test_originals_and_copies_are_counted_apart(originals, copies, words):
    assert wording.copies(Material(originals=originals, copies=copies)) == words


def test_an_item_of_which_nothing_is_known_names_the_missing_facts_and_hides_the_other_blocks():
    page = read(make_item())

    assert page.unpublished == EIGHT_FACTS_MISSING
    assert anchors(page) == ["where", "unpublished", "contacts", "about"]


def test_a_full_item_has_its_blocks_in_the_order_of_the_guide():
    page = read(ServiceItem.objects.get(code="D13-080"))

    assert anchors(page) == (
        [
            "where",
            "materials",
            "conditions",
            "steps",
            "fees",
            "result",
            "basis",
            "forms",
            "questions",
            "contacts",
            "about",
        ]
    )
    assert page.unpublished == []


def test_the_first_facts_of_a_full_item():
    page = read(ServiceItem.objects.get(code="D13-080"))

    assert facts(page) == {
        "办理地点": "出入境专业分厅",
        "办结时限": "法定15日",
        "到现场次数": "须本人到场",
        "收费": "160元",
    }


def test_the_first_facts_that_are_missing_are_named_and_visits_are_left_out():
    page = read(make_item(placements=[]))

    assert facts(page) == {"办理地点": "暂未公布", "办结时限": "暂未公布", "收费": "暂未公布"}


def test_materials_are_split_by_need_in_their_order():
    line = {"origin": "applicant", "medium": "paper", "originals": 1, "copies": 0, "note": ""}
    materials = [
        line | {"name": "后补", "necessity": "later"},
        line | {"name": "必要", "necessity": "required"},
        line | {"name": "有时", "necessity": "conditional"},
    ]

    groups = read(make_item(materials=materials)).materials

    assert [(group.title, [line.name for line in group.lines]) for group in groups] == [
        ("必须带", ["必要"]),
        ("有的情形才要带", ["有时"]),
        ("可以先受理、后补交", ["后补"]),
    ]


def test_a_place_in_a_hall_tells_its_counter_and_how_far_each_fact_can_be_trusted():
    hall = make_hall(address="福中三路", address_confidence="high", phone="0755-12345678", phone_confidence="medium")
    group = make_counter_group(hall=hall)
    placement = placement_content(
        "T-P-P1", kind="municipal_hall", hall=hall.code, hall_class="", counter_group=group.name
    )

    [place] = read(make_item(placements=[placement])).where.places

    assert (place.title, place.counter) == ("测试大厅", "综合窗口")
    assert [(fact.label, fact.value, fact.trust, fact.dial) for fact in place.facts] == [
        ("地址", "福中三路", "", ""),
        ("办公时间", "", "", ""),
        ("电话", "0755-12345678", "凭记忆整理，未核实", "0755-12345678"),
    ]


def test_a_closed_hall_says_so():
    hall = make_hall(closed_on=TODAY)
    placement = placement_content("T-C-P1", kind="municipal_hall", hall=hall.code, hall_class="")

    [place] = read(make_item(placements=[placement])).where.places

    assert place.explanation == "该大厅已停止对外服务。去之前请先拨打 12345 问清楚。"


def test_a_retained_item_is_handled_in_the_department_and_cannot_be_booked():
    department = make_department(code="T01", full_name="深圳市测试局")

    [place] = read(make_item(department=department.code)).where.places

    assert (place.title, place.explanation) == ("深圳市测试局", "本事项在部门处室办理，不提供大厅预约。")
    assert [fact.value for fact in place.facts] == ["", "", ""]


def test_any_district_or_street_hall_offers_all_of_them_by_district():
    placement = placement_content("T-D-P1", kind="district_or_street", hall_class="district_or_street")

    [place] = read(make_item(placements=[placement])).where.places

    assert len(place.choice) == 10
    assert sum(len(district.streets) for district in place.choice) == 74


def test_a_level_without_a_place_offers_the_district_halls_and_adds_no_placement():
    item = make_item(tier="B", sharing="by_circumstance")

    city, district = read(item).where.levels

    assert [place.title for place in city.places] == ["深圳市测试局"]
    assert [(place.title, place.placement, len(place.choice)) for place in district.places] == [
        ("您所在区的行政服务大厅", None, 10)
    ]
    assert item.placements.count() == 1


def test_a_placement_that_has_ended_or_not_begun_is_not_shown():
    hall = make_hall()
    placements = [
        placement_content("T-E-P1", kind="municipal_hall", hall=hall.code, hall_class="", valid_to=TODAY.isoformat()),
        placement_content("T-E-P2", valid_from="2026-12-01"),
    ]

    assert read(make_item(placements=placements)).where.places == []


def test_phones_that_are_not_known_lead_to_the_service_line():
    contacts = read(make_item(consult_phone="0755-83071234")).contacts

    assert [(each.value, each.trust) for each in contacts] == [
        ("0755-83071234", ""),
        ("12345", "部门电话暂未公布，可打政务服务热线"),
    ]


def test_structured_data_describes_the_item_and_no_text_can_end_the_script():
    item = make_item(name="</script><script>alert(1)</script>&")

    data = linked_data.government_service(read(item))
    script = str(linked_data.as_script(data))

    assert (data["@type"], data["identifier"]) == ("GovernmentService", item.code)
    assert script.count("</script>") == 1
    assert json.loads(script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")) == data


@pytest.mark.parametrize(("unit", "duration"), [("calendar", "P5D"), ("workday", None), ("day", None)])
def test_only_calendar_days_are_a_duration(unit, duration):
    item = make_item(promise_days=5, promise_unit=unit)

    [channel] = linked_data.government_service(read(item))["availableChannel"]

    assert channel.get("processingTime") == duration
