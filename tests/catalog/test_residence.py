"""Where somebody lives, as people type it."""

import pytest

from catalog import residence
from catalog.models import Community, District, Street

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [each.name for each in residence.look_up(text).matches]


@pytest.mark.parametrize(
    "text",
    [
        "西乡街道",
        "西乡街道办",
        "西乡街道办事处",
        "西乡办事处",
        "西乡",
        "宝安区西乡街道",
        "宝安 西乡",
        "寶安區西鄉街道",
        "广东省深圳市宝安区西乡街道",
        "　西乡街道 ",
        "西乡街道行政服务大厅",
        "深圳市宝安区西乡街道金海路12号3栋B座",
    ],
)
def test_a_street_is_understood_however_it_is_written(text):
    found = residence.look_up(text).only

    assert (found.name, found.code, found.street.name) == ("宝安区西乡街道", "440306018", "西乡街道")


@pytest.mark.parametrize("text", ["光明新区", "光明区", "深圳市光明区"])
def test_a_district_is_known_by_its_name_of_then_and_of_now(text):
    assert residence.look_up(text).only.code == "GM"


@pytest.mark.parametrize(
    "text", ["莲花北社区", "莲花北", "莲花北村", "莲花北社区居委会", "莲花北社区居民委员会", "莲花北社区工作站"]
)
def test_a_community_is_understood_however_it_is_written(text):
    assert residence.look_up(text).only.name == "福田区莲花街道莲花北社区"


def test_a_committee_inside_a_community_is_known_by_its_own_name():
    assert names("嘉丽园") == ["龙岗区坂田街道杨美社区"]


def test_a_village_whose_community_keeps_the_word_is_found():
    assert names("上村") == ["光明新区公明街道上村社区"]


def test_a_street_and_its_community_of_one_name_are_one_answer():
    assert Community.objects.filter(name="坂田社区", street__name="坂田街道").exists()
    assert names("坂田") == ["龙岗区坂田街道"]


def test_communities_of_one_street_are_one_answer_since_they_share_its_hall():
    assert Community.objects.filter(name="杨美社区").count() == 3
    assert residence.look_up("杨美社区").only.street.name == "坂田街道"


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("南山", ["南山区", "南山区南山街道"]),
        ("盐田", ["盐田区", "盐田区盐田街道", "宝安区西乡街道盐田社区"]),
        ("水围社区", ["福田区福田街道水围社区", "龙华区大浪街道水围社区"]),
        ("福田区南山街道", ["福田区", "南山区南山街道"]),
    ],
)
def test_a_name_of_several_places_is_left_to_the_citizen(text, choices):
    found = residence.look_up(text)

    assert (names(text), found.only) == (choices, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南山区", "南山区"),
        ("南山街道", "南山区南山街道"),
        ("布吉街道凤凰社区", "龙岗区布吉街道凤凰社区"),
        ("凤凰社区 布吉街道", "龙岗区布吉街道凤凰社区"),
        ("坂田杨美", "龙岗区坂田街道杨美社区"),
        ("福田区水围村", "福田区福田街道水围社区"),
        ("罗湖区东门", "罗湖区东门街道"),
    ],
)
def test_what_stands_beside_it_tells_which_one_is_meant(text, name):
    assert residence.look_up(text).only.name == name


def test_a_name_without_suffix_counts_only_where_nothing_else_is_left_unread():
    assert residence.look_up("宝安区西乡步行街").only.name == "宝安区"
    assert (names("西乡步行街"), residence.look_up("西乡步行街").only) == (["宝安区西乡街道"], None)


def test_a_name_that_begins_with_the_city_is_not_cut():
    assert residence.look_up("深圳湾社区").only.name == "南山区蛇口街道深圳湾社区"


@pytest.mark.parametrize(
    "text", ["", " ", "，。", "深圳", "广东省深圳市", "火星", "北京市朝阳区", "a", "0" * 500, "<b>", "👍"]
)
def test_what_names_no_place_finds_none(text):
    assert names(text) == []


def test_every_street_is_found_by_its_full_name():
    streets = list(Street.objects.select_related("district"))

    found = {
        street.code: residence.look_up(f"{street.district.name}{street.name}").only.code for street in streets[::7]
    }
    assert found == {code: code for code in found}


@pytest.mark.parametrize("model", [District, Street, Community])
def test_a_code_leads_to_its_place(model):
    held = model.objects.last()

    found = residence.by_code(held.code)
    finest = found.community or (found.street and found.street.name) or found.district.name
    assert (found.code, finest) == (held.code, held.name)


@pytest.mark.parametrize("code", ["0", "000000000", "000000000000", "x" * 300])
def test_a_code_of_no_place_leads_nowhere(code):
    assert residence.by_code(code) is None


def test_a_place_is_where_its_district_is_and_nowhere_without_a_point():
    assert residence.look_up("西乡街道").only.point == residence.by_code("440306").point
    assert residence.look_up("龙华区").only.point is None


def test_a_text_takes_three_queries_and_one_without_a_word_takes_none(django_assert_num_queries):
    with django_assert_num_queries(3):
        residence.look_up("福田区莲花街道景田北路8号")
    with django_assert_num_queries(0):
        residence.look_up("，")
