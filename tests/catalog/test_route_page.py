"""The page that tells where to go: order and why, places, halls that are the wrong one, bad input, and privacy."""

import html
import logging
import re
from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse

from catalog import contents
from catalog.models import District, Hall, ServiceItem
from tests.factories import make_hall, make_item, make_revision, placement_content

pytestmark = pytest.mark.django_db

ADDRESS = "/items/{}/route/"
EXAMPLE = "D01-001"  # By circumstance, with a question for an amount.
ALIKE = "D02-001"  # The municipal hall, and any district or street hall.
ANY_LOCAL = "D01-002"  # Any district or street hall; by circumstance without a published threshold.
RETAINED = "D06-004"
BRANCH = "D13-080"  # A branch hall.


def get(client, code, status=200, **asked):
    answer = client.get(ADDRESS.format(code), asked)
    assert answer.status_code == status
    return answer


def text(answer) -> str:
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"<select.*?</select>", " ", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def titles(answer) -> list[str]:
    return [place.title for place in answer.context["way"].where.places]


def levels(answer) -> dict[str, list[str]]:
    where = answer.context["way"].where
    return {level.title: [place.title for place in level.places] for level in where.levels}


def advice(answer) -> list[str]:
    return [each.text for each in answer.context["way"].advice]


def whys(answer) -> list[str]:
    return [place.why for place in answer.context["way"].where.places]


def make_placed(hall: Hall, **fields) -> ServiceItem:
    place = placement_content("T-P-P1", kind="specialised_branch", hall=hall.code, hall_class="")
    return make_item(code="T-P", placements=[place], **fields)


def test_without_a_place_the_halls_stand_as_the_list_has_them_and_nothing_is_counted(client):
    page = get(client, BRANCH)

    assert titles(page) == ["出入境专业分厅"]
    assert whys(page) == ["清单写明在这个大厅办。"]
    assert "place-order" not in page.content.decode()


def test_of_any_local_hall_the_own_street_is_first_and_each_says_why(client):
    page = get(client, ALIKE, place="西乡街道")

    assert titles(page) == [
        "西乡街道行政服务大厅",
        "宝安区行政服务大厅",
        "深圳市行政服务大厅",
        "其他区、街道行政服务大厅",
    ]
    assert whys(page)[:3] == [
        "每个区、街道大厅都能办。这是您所在街道的大厅。",
        "每个区、街道大厅都能办。这是您所在区的大厅。",
        "清单写明在这个大厅办。",
    ]
    assert [place.order for place in page.context["way"].where.places] == [1, 2, 3, 4]
    assert "您的地点： 宝安区西乡街道" in text(page)


def test_a_distance_is_said_to_be_an_estimate_and_between_what(client):
    city = get(client, ALIKE, place="西乡街道").context["way"].where.places[2]

    assert city.distance == "约 18 公里，按宝安区中心点估算"


def test_what_is_told_of_today_from_unchecked_hours_says_so(client):
    city = get(client, EXAMPLE, c1="1").context["way"].where.levels[0].places[0]

    assert (city.today.confidence, city.today_trust) == ("medium", "凭记忆整理，未核实")


def test_a_district_without_a_point_has_no_distance_and_its_own_halls_first(client):
    page = get(client, ALIKE, place="龙华区民治街道")

    assert titles(page)[:2] == ["民治街道行政服务大厅", "龙华区行政服务大厅"]
    assert [place.distance for place in page.context["way"].where.places] == ["", "", "", ""]
    assert "公里" not in text(page)


def test_the_halls_of_other_districts_are_listed_with_the_nearer_ones_first(client):
    choice = get(client, ALIKE, place="福田区").context["way"].where.places[-1].choice

    assert [(each.name, each.distance) for each in choice[:3]] == [
        ("福田区", ""),
        ("罗湖区", "约 8 公里"),
        ("南山区", "约 13 公里"),
    ]
    assert [each.distance for each in choice[6:]] == ["", "", "", ""]


def test_where_the_browser_is_measures_but_makes_no_district_ones_own(client):
    page = get(client, ALIKE, at="22.533,113.930")

    assert titles(page)[0] == "南山区行政服务大厅"
    assert "这是您所在区的大厅" not in text(page)
    assert "位置不能说明您住在哪个区。" in text(page)


def test_only_the_city_handles_it_so_the_district_sends_there(client):
    page = get(client, EXAMPLE, c1="1", place="坂田街道")

    assert advice(page) == ["龙岗区的区级大厅和街道大厅都不办这件事。请去深圳市行政服务大厅。"]
    assert levels(page) == {"市级办理": ["深圳市行政服务大厅"]}


def test_the_district_handles_it_so_the_own_district_is_named_and_said_to_be_unlisted(client):
    page = get(client, EXAMPLE, c1="2", place="坂田街道")

    assert (advice(page), levels(page)) == ([], {"区级办理": ["龙岗区行政服务大厅"]})
    assert "清单没有写明区里在哪里办，请先拨打 12345 问清楚。这是您所在区的大厅。" in text(page)


@pytest.mark.parametrize(
    ("code", "hall", "told"),
    [
        (BRANCH, "CRJ", "来对了，出入境专业分厅可以办这件事。"),
        (ALIKE, "M", "来对了，深圳市行政服务大厅可以办这件事。请到“综合窗口”。"),
        (ALIKE, "S-440306018", "来对了，西乡街道行政服务大厅可以办这件事。"),
        (BRANCH, "M", "这件事不在深圳市行政服务大厅办。请去出入境专业分厅。"),
        (EXAMPLE, "M", "要看您的情形：属于市级办理的，就在深圳市行政服务大厅办。"),
        (ANY_LOCAL, "D-440305", "要看您的情形：属于区级办理的，就在南山区行政服务大厅办。"),
        (ANY_LOCAL, "M", "这件事不在深圳市行政服务大厅办。去哪里办要看您的情形，见下面。"),
    ],
)
def test_who_stands_in_a_hall_is_told_here_or_where_instead(client, code, hall, told):
    assert advice(get(client, code, hall=hall)) == [told]


def test_the_wrong_hall_is_no_dead_end_even_where_no_place_is_known(client):
    item = make_item(placements=[])

    assert advice(get(client, item.code, hall="M")) == ["这件事不在深圳市行政服务大厅办。请拨打 12345 问清楚去哪里办。"]


def test_a_hall_where_the_district_may_handle_it_is_asked_first(client):
    [told] = advice(get(client, EXAMPLE, c1="2", hall="D-440307"))

    assert told == (
        "本事项由区级办理，清单没有写明在区里的哪个地点。排队之前，请先问龙岗区行政服务大厅的咨询台，或拨打 12345。"
    )


def test_a_closed_hall_comes_last_and_sends_to_one_that_is_open(client):
    closed = make_hall(name="关了的大厅", closed_on=date(2020, 1, 1))
    places = [
        placement_content("T-C-P1", kind="specialised_branch", hall=closed.code, hall_class=""),
        placement_content("T-C-P2", kind="municipal_hall", hall="M", hall_class=""),
    ]
    item = make_item(code="T-C", placements=places)

    page = get(client, item.code, hall=closed.code)

    assert titles(page) == ["深圳市行政服务大厅", "关了的大厅"]
    assert advice(page) == ["关了的大厅不对外服务。请去深圳市行政服务大厅。"]
    assert page.context["way"].where.places[1].explanation == "该大厅已停止对外服务，请改去深圳市行政服务大厅。"
    assert page.context["way"].where.places[1].today is None


@pytest.mark.parametrize(
    ("fields", "beginning"),
    [
        ({"online_depth": 4}, "本事项全程网上办，不用去大厅。"),
        ({"visits": 0}, "本事项不用到现场。"),
        ({"visits": 0, "online_depth": 4}, "本事项全程网上办，不用去大厅。"),
    ],
)
def test_what_is_done_without_going_says_so_first_on_both_pages(client, fields, beginning):
    item = make_placed(make_hall(), **fields)

    shown = text(get(client, item.code, hall="M"))
    assert shown.index(beginning) < shown.index("这件事不在深圳市行政服务大厅办。") < shown.index("测试大厅")
    where = client.get(item.get_absolute_url()).content.decode().partition('id="where"')[2]
    assert where.index(beginning) < where.index("place-title")


def test_a_retained_item_says_first_that_no_hall_handles_it(client):
    page = get(client, RETAINED, place="南山区")

    assert advice(page)[0] == "本事项不在大厅办，在部门处室办。"
    assert text(page).index("本事项不在大厅办") < text(page).index("不提供大厅预约")


def test_not_sure_leads_to_both_levels_with_an_explanation(client):
    page = get(client, EXAMPLE, c1="unsure", place="南山区")

    assert levels(page) == {"市级办理": ["深圳市行政服务大厅"], "区级办理": ["南山区行政服务大厅"]}
    assert "下面列出两级地点。请先拨打 12345" in text(page)
    assert advice(page) == []


@pytest.mark.parametrize(
    ("typed", "level", "said"),
    [
        ("1000", "市级办理", "1,000万元（1000万元以上（含1000万元））"),
        ("999.99", "区级办理", "999.99万元（1000万元以下）"),
        ("１，２００万", "市级办理", "1,200万元（1000万元以上（含1000万元））"),
        ("0.5亿", "市级办理", "5,000万元（1000万元以上（含1000万元））"),
        ("五百万", "区级办理", "500万元（1000万元以下）"),
    ],
)
def test_an_amount_may_be_typed_and_is_said_back(client, typed, level, said):
    page = get(client, EXAMPLE, a1=typed)

    assert (list(levels(page)), page.context["form"].given) == ([level], [said])


def test_an_amount_counts_more_than_a_choice(client):
    assert list(levels(get(client, EXAMPLE, a1="1", c1="1"))) == ["区级办理"]


@pytest.mark.parametrize("typed", ["很多", "-1", "500-1000", "1" * 40])
def test_what_is_no_amount_is_refused_kept_and_both_levels_are_shown(client, typed):
    page = get(client, EXAMPLE, a1=typed)

    assert page.context["form"].errors["a1"][0].startswith(("请只填一个数", "确保该变量"))
    assert f'value="{typed}"' in page.content.decode()
    assert list(levels(page)) == ["市级办理", "区级办理"]
    assert "<title>错误：" in page.content.decode()


def test_one_thing_is_asked_at_a_time(client):
    assert 'id="id_place"' not in get(client, EXAMPLE).content.decode()
    assert 'id="id_place"' in get(client, EXAMPLE, c1="1").content.decode()
    assert 'id="id_place"' not in get(client, EXAMPLE, c1="1", place="南山区").content.decode()


def test_a_name_of_several_places_offers_them_and_still_shows_the_way(client):
    page = get(client, BRANCH, place="南山", hall="M")

    assert "“南山”有好几个，您说的是哪一个？ 南山区 南山区南山街道" in text(page)
    assert titles(page) == ["出入境专业分厅"]
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+area=[^"]+)"', page.content.decode())]
    assert [dict(parse_qsl(link.partition("?")[2])) for link in links] == [
        {"place": "南山", "hall": "M", "area": "440305"},
        {"place": "南山", "hall": "M", "area": "440305002"},
    ]
    assert "您的地点： 南山区南山街道" in text(client.get(links[1]))


def test_an_unknown_place_says_what_to_do_keeps_what_was_typed_and_shows_the_way(client):
    page = get(client, BRANCH, place="火星")

    assert page.context["asked"].errors["place"] == [
        "没有找到叫“火星”的区、街道或社区。请填写街道名称，例如西乡街道，或者从下面的列表里选您所在的区。"
    ]
    assert 'value="火星"' in page.content.decode()
    assert titles(page) == ["出入境专业分厅"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"place": "很长" * 40}, "place"),
        ({"place": "<script>alert(1)</script>"}, "place"),
        ({"area": "999"}, "area"),
        ({"area": "x" * 10_000}, "area"),
        ({"hall": "NONE"}, "hall"),
        ({"at": "none"}, "at"),
        ({"at": "91,200"}, "at"),
        ({"at": "22.5"}, "at"),
        ({"at": "１，２"}, "at"),
    ],
)
def test_bad_input_is_named_and_the_way_is_shown_without_it(client, asked, field):
    page = get(client, BRANCH, **asked)

    assert list(page.context["asked"].errors) == [field]
    assert titles(page) == ["出入境专业分厅"]
    assert "<script>alert" not in page.content.decode()


def test_a_nul_is_dropped(client):
    assert titles(get(client, ALIKE, place="西乡街道\0", hall="M\0"))[0] == "西乡街道行政服务大厅"


def test_the_whole_state_stands_in_the_address_and_every_form_carries_the_rest(client):
    page = get(client, EXAMPLE, a1="1200", hall="M").content.decode()

    forms = [re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form) for form in page.split("<form")[4:]]
    assert forms == [
        [("a1", "1200"), ("hall", "M")],
        [("a1", "1200"), ("hall", "M")],
        [("a1", "1200")],
    ]


def test_where_somebody_lives_is_kept_nowhere(client, caplog):
    with caplog.at_level(logging.DEBUG):
        page = get(client, ALIKE, place="西乡街道", at="22.5,114.0")

    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert set(page.cookies) <= {"csrf"}
    assert [record.getMessage() for record in caplog.records if "西乡" in record.getMessage()] == []


def test_only_this_page_may_ask_where_the_browser_is(client):
    assert "geolocation=(self)" in get(client, BRANCH).headers["Permissions-Policy"]
    assert "geolocation=()" in client.get(f"/items/{BRANCH}/").headers["Permissions-Policy"]


def test_another_spelling_leads_to_the_page_and_a_retired_item_to_its_own(client):
    assert client.get("/items/d13-080/route/").headers["Location"] == "/items/D13-080/route/"
    item = make_item()
    make_revision(contents.retirement(item.code, reason="取消", successor=""), effective_from=date(2026, 1, 1))

    assert client.get(ADDRESS.format(item.code)).headers["Location"] == item.get_absolute_url()
    assert get(client, "NONE", status=404)


def test_the_page_can_only_be_read(client):
    assert client.post(ADDRESS.format(BRANCH)).status_code == 405


def test_the_card_of_the_item_leads_here_with_the_answers(client):
    page = client.get(f"/items/{EXAMPLE}/", {"a1": "1200", "c1": ""}).content.decode()

    assert f'href="{ADDRESS.format(EXAMPLE)}?a1=1200"' in page


@pytest.mark.parametrize(
    ("code", "asked", "queries"),
    [
        (BRANCH, {}, 5),  # The item, its placements, the halls, the calendar, where it can be booked.
        (EXAMPLE, {}, 6),  # Its questions too.
        (BRANCH, {"hall": "M"}, 6),
        (BRANCH, {"area": "440306018"}, 6),
        (ALIKE, {"place": "西乡街道"}, 8),
    ],
)
def test_the_queries_are_few_and_fixed(client, django_assert_num_queries, code, asked, queries):
    with django_assert_num_queries(queries):
        client.get(ADDRESS.format(code), asked)


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_do_not_grow_with_the_placements(client, django_assert_num_queries, number):
    district = District.objects.exclude(longitude=None).first()
    rough = {"longitude": district.longitude, "latitude": district.latitude, "point_note": "the middle of the district"}
    halls = [make_hall(kind=Hall.Kind.DISTRICT, district=district, **rough) for _ in range(number)]
    places = [
        placement_content(f"T-N-P{n}", kind="district_or_street", hall=hall.code, hall_class="")
        for n, hall in enumerate(halls)
    ]
    make_item(code="T-N", placements=places)

    with django_assert_num_queries(5):
        client.get(ADDRESS.format("T-N"))


def test_what_was_told_goes_along_to_the_page_under_its_own_code(client):
    told = {"place": "西乡街道", "hall": "M"}

    location = client.get(ADDRESS.format("d13-080"), told).headers["Location"]

    assert location == reverse("catalog:item_route", args=["D13-080"], query=told)
