"""The page of several items at once and the pages of saved lists, as a browser without scripts gets them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog import checklists, contents
from catalog.basket import LIMIT
from catalog.models import Checklist, Hall, ServiceItem
from tests.factories import NOON, make_department, make_hall, make_item, make_revision, placement_content

pytestmark = pytest.mark.django_db

TOGETHER = reverse("catalog:together")
IN_A_HALL = {"kind": "municipal_hall", "hall_class": ""}
ANY_LOCAL = {"kind": "district_or_street", "hall_class": "district_or_street"}
# The items, their materials and placements, the calendar, the halls to pick from.
QUERIES = 5


def material(name: str, **fields) -> dict:
    facts = {"necessity": "required", "origin": "applicant", "medium": "paper", "originals": 1, "copies": 0}
    return facts | {"name": name, "note": ""} | fields


def add(client: Client, *codes: str):
    return client.post(reverse("catalog:together_add"), {"code": codes}, follow=True)


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def titles(page) -> list[str]:
    """Where the visits lead."""
    return [visit.place.title for visit in page.context["together"].visits]


def retire(item: ServiceItem, successor: str = "") -> None:
    make_revision(contents.retirement(item.code, reason="合并", successor=successor))


def test_an_empty_basket_says_how_to_begin(client):
    page = client.get(TOGETHER)

    assert "您还没有选事项" in text_of(page)
    assert "买房" in text_of(page)


def test_added_items_stand_on_the_page_and_in_the_header_of_every_page(client):
    one, other = make_item(name="事项甲"), make_item(name="事项乙")

    page = add(client, one.code, other.code)

    assert page.redirect_chain == [(TOGETHER, 302)]
    assert [item.name for item in page.context["together"].items] == ["事项甲", "事项乙"]
    assert re.search(r"一次办 2 项", text_of(client.get(reverse("catalog:about")))) is not None


def test_the_header_counts_from_the_cookie_alone(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # The page's own.
        page = client.get(reverse("catalog:about"))
    assert "basket-count" not in page.content.decode()

    add(client, make_item().code)

    with django_assert_num_queries(1):
        client.get(reverse("catalog:about"))


def test_adding_twice_or_taking_out_twice_does_no_harm(client):
    one, other = make_item(), make_item()

    add(client, one.code)
    page = add(client, one.code, other.code, other.code)
    assert [item.pk for item in page.context["together"].items] == [one.pk, other.pk]

    for _time in range(2):
        page = client.post(reverse("catalog:together_remove"), {"code": one.code}, follow=True)
    assert [item.pk for item in page.context["together"].items] == [other.pk]


def test_all_are_taken_out_at_once_and_nothing_is_left_in_the_browser(client):
    add(client, make_item().code)

    page = client.post(reverse("catalog:together_remove"), {"all": "1"}, follow=True)

    assert "您还没有选事项" in text_of(page)
    assert client.cookies["together"].value == ""


def test_a_code_without_an_item_is_not_added(client):
    page = add(client, "NOTHING", "a\x00b", "x" * 400)

    assert page.context["basket"].codes == ()


def test_one_too_many_is_named_and_the_others_stay(client):
    full, more = [make_item() for _number in range(LIMIT)], make_item(name="第十三件")
    add(client, *(item.code for item in full))

    page = add(client, more.code)

    assert page.redirect_chain == []
    assert "<title>错误：一次办" in page.content.decode()
    assert "一次最多选12项 下面这些没有加入" in text_of(page)
    assert "第十三件" in text_of(page)
    assert len(client.get(TOGETHER).context["together"].items) == LIMIT


def test_a_retired_item_is_left_out_and_its_successor_takes_its_place(client):
    successor = make_item(name="新事项")
    old, other = make_item(name="旧事项"), make_item(name="别的事项")
    add(client, old.code, other.code)
    retire(old, successor.code)

    page = client.get(TOGETHER)
    assert "“旧事项”已于2017年11月6日移出清单，这里不再计入。 已并入： 新事项" in text_of(page)
    assert [item.name for item in page.context["together"].items] == ["别的事项"]

    page = client.post(reverse("catalog:together_add"), {"code": successor.code, "instead": old.code}, follow=True)
    assert page.context["basket"].codes == (other.code, successor.code)


def test_the_fewest_visits_are_shown_with_their_counters_and_the_day(client):
    city = Hall.objects.get(code="M")
    inside = [
        make_item(
            code=f"T-V{number}",
            name=f"大厅事项{number}",
            placements=[placement_content(f"T-V{number}-P1", hall="M", counter_group="综合窗口", **IN_A_HALL)],
        )
        for number in (1, 2)
    ]
    local = make_item(code="T-V3", placements=[placement_content("T-V3-P1", **ANY_LOCAL)])
    kept = make_item(code="T-V4", department=make_department(code="T-V", full_name="深圳市某局").code)

    page = add(client, *(item.code for item in [local, kept, *inside]))

    assert titles(page) == [city.name, "任意一个区或街道行政服务大厅", "深圳市某局"]
    [counter] = page.context["together"].visits[0].counters
    assert (counter.name, [job.item.name for job in counter.jobs]) == ("综合窗口", ["大厅事项1", "大厅事项2"])
    assert page.context["together"].visits[0].today is not None
    assert page.context["together"].facts[1].value == "3趟"


def test_an_item_by_circumstance_is_to_be_looked_up_first(client):
    page = add(client, "D01-001")

    assert "请先看去哪里办" in text_of(page)
    assert 'href="/items/D01-001/#where"' in page.content.decode()


def test_what_needs_no_visit_and_what_has_no_place_are_named(client):
    online, lost = make_item(name="网上事项", online_depth=4), make_item(name="无处事项", placements=[])

    page = add(client, online.code, lost.code)

    assert "不用到现场" in text_of(page)
    assert "办理地点暂未公布" in text_of(page)
    assert page.context["together"].facts[1].value == "0趟"


def test_an_item_that_takes_several_visits_by_itself_says_so(client):
    page = add(client, make_item(visits=2).code)

    assert "最多跑2次" in text_of(page).replace(" ", "")


def test_the_materials_are_merged_and_items_without_any_are_named(client):
    items = [
        make_item(name="甲事", materials=[material("身份证")]),
        make_item(name="乙事", materials=[material("身份证"), material("照片", necessity="later")]),
        make_item(name="丙事"),
    ]

    page = add(client, *(item.code for item in items))

    text = text_of(page)
    assert "身份证 每项各原件1份" in text
    assert "用于： 甲事 乙事" in text
    assert "下面的事项要带什么暂未公布，去之前请拨打12345问清楚。 丙事" in text


@pytest.mark.parametrize("items", [1, 12])
def test_the_number_of_queries_does_not_grow_with_the_items(client, django_assert_num_queries, items):
    halls = [make_hall(code=f"T-Q{number}") for number in range(items)]
    codes = [f"T-Q{number}" for number in range(items)]
    for hall, code in zip(halls, codes, strict=True):
        places = [
            placement_content(f"{code}-P1", hall=hall.code, **IN_A_HALL),
            placement_content(f"{code}-P2", **ANY_LOCAL),
        ]
        make_item(code=code, placements=places[:1] if number_of(code) else places[1:], materials=[material("甲")])
    add(client, *codes)

    with django_assert_num_queries(QUERIES):
        client.get(TOGETHER)


def number_of(code: str) -> int:
    return int(code.removeprefix("T-Q"))


PERSONAL = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}


def save(client: Client):
    """The basket is saved as the page offers."""
    offer = client.get(TOGETHER).context["offer"]
    return client.post(reverse("catalog:checklist_save"), {"offer": offer}, follow=True)


def test_personal_pages_are_kept_by_no_cache_listed_nowhere_and_told_to_nobody(client):
    add(client, make_item().code)
    for page in (client.get(TOGETHER), save(client)):
        assert {name: value for name, value in PERSONAL.items() if value not in page.headers[name]} == {}


def test_saving_leads_to_a_link_that_opens_without_the_basket(client):
    add(client, make_item(name="要办的事", materials=[material("身份证")]).code)

    page = save(client)

    address = page.redirect_chain[-1][0]
    assert re.fullmatch(r"/together/[A-Za-z0-9_-]{22}/", address)
    other = Client().get(address)
    assert "要办的事" in text_of(other)
    assert "已备好0/1种" in text_of(other)


def test_saved_twice_from_one_page_it_is_one_list(client):
    add(client, make_item().code)
    offer = client.get(TOGETHER).context["offer"]

    links = {client.post(reverse("catalog:checklist_save"), {"offer": offer})["Location"] for _time in range(2)}

    assert (len(links), Checklist.objects.count()) == (1, 1)


@pytest.mark.parametrize("offer", ["", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA:forged"])
def test_nobody_chooses_the_link_of_a_list(client, offer):
    add(client, make_item().code)

    response = client.post(reverse("catalog:checklist_save"), {"offer": offer})

    assert (response["Location"], Checklist.objects.count()) == (TOGETHER, 0)


def test_once_too_many_lists_are_saved_the_page_says_what_to_do_and_keeps_the_basket(client, monkeypatch):
    monkeypatch.setattr(checklists, "MOST_A_DAY", 1)
    add(client, make_item(name="要办的事").code)
    offers = [client.get(TOGETHER).context["offer"] for _time in range(2)]

    first, second, again = [
        client.post(reverse("catalog:checklist_save"), {"offer": offer}, follow=True) for offer in [*offers, offers[0]]
    ]

    assert "今天保存的清单太多了" in text_of(second)
    assert "要办的事" in text_of(second)
    assert Checklist.objects.count() == 1
    assert again.redirect_chain == first.redirect_chain


@pytest.mark.parametrize("sent", ["\0", "甲\0", "不是材料", "甲" * 5000])
def test_what_is_no_material_of_the_list_is_not_ticked(client, sent):
    add(client, make_item(materials=[material("身份证")]).code)
    address = save(client).redirect_chain[-1][0]

    response = client.post(address, {"ticked": [sent, "身份证"], "was": sent}, follow=True)

    assert "已备好1/1种" in text_of(response)


@pytest.mark.parametrize("name", ["together_add", "together_remove", "checklist_save"])
def test_any_input_is_answered(client, name):
    for sent in ["\0", "D13-080\0", "<script>", "长" * 10_000]:
        response = client.post(reverse(f"catalog:{name}"), {"code": sent, "offer": sent, "instead": sent})
        assert response.status_code == 302


def test_an_empty_basket_is_not_saved(client):
    response = client.post(reverse("catalog:checklist_save"))

    assert (response.status_code, response["Location"], Checklist.objects.count()) == (302, TOGETHER, 0)


def test_ticks_are_kept_and_counted(client):
    add(client, make_item(materials=[material("甲"), material("乙")]).code)
    address = save(client).redirect_chain[-1][0]

    page = client.post(address, {"ticked": ["乙"]}, follow=True)

    assert "已备好1/2种" in text_of(page)
    boxes = re.findall(r'name="ticked" value="(.)"( checked)?', page.content.decode())
    assert boxes == [("甲", ""), ("乙", " checked")]


def test_a_script_that_ticks_gets_no_page(client):
    add(client, make_item(materials=[material("甲")]).code)
    address = save(client).redirect_chain[-1][0]

    response = client.post(address, {"ticked": ["甲"]}, headers={"Accept": "application/json"})

    assert (response.status_code, response.content) == (204, b"")


def test_what_was_published_since_and_what_is_gone_are_said(client):
    item = make_item(materials=[material("旧材料")])
    add(client, item.code)
    address = save(client).redirect_chain[-1][0]
    content = item.revisions.get().content | {"materials": [material("新材料")]}
    make_revision(content)

    text = text_of(client.get(address))

    assert "新材料 原件1份 纸质 新增" in text
    assert "现在不再需要 旧材料" in text


@pytest.mark.parametrize("address", ["/together/AAAAAAAAAAAAAAAAAAAAAA/", "/together/short/"])
def test_a_wrong_link_is_not_found(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_a_deleted_list_says_so_once_and_is_not_found_after(client):
    add(client, make_item().code)
    address = save(client).redirect_chain[-1][0]

    for _time in range(2):
        page = client.post(f"{address}delete/", follow=True)
        assert "清单已删除" in text_of(page)

    assert client.get(address).status_code == 404


def test_opening_a_list_keeps_it(client):
    add(client, make_item().code)
    address = save(client).redirect_chain[-1][0]
    Checklist.objects.update(made_at=NOON - timedelta(days=80), used_at=NOON - timedelta(days=80))

    client.get(address)

    assert Checklist.objects.get().used_at >= timezone.now() - timedelta(minutes=5)


def test_the_items_of_a_list_can_be_chosen_anew(client):
    item = make_item()
    add(client, item.code)
    address = save(client).redirect_chain[-1][0]

    page = add(Client(), *Client().get(address).context["codes"])

    assert page.context["basket"].codes == (item.code,)


def test_the_item_page_offers_to_add_it_and_then_says_that_it_is_chosen(client):
    item = make_item()
    address = item.get_absolute_url()

    assert "加入一次办" in text_of(client.get(address))
    add(client, item.code)
    assert "已加入，查看一次办" in text_of(client.get(address))


def test_forms_from_another_site_are_refused():
    client = Client(enforce_csrf_checks=True)

    for name in ("together_add", "together_remove", "checklist_save"):
        assert client.post(reverse(f"catalog:{name}")).status_code == 403
