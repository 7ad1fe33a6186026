"""Items in the admin: found in a list, changed by drafts that touch no table."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from catalog import contents
from catalog.models import Draft, Placement, ServiceItem
from tests.factories import (
    make_content,
    make_counter_group,
    make_department,
    make_hall,
    make_item,
    make_revision,
    placement_content,
)
from tests.staff import change_page, filled_form

pytestmark = pytest.mark.django_db

ADD = "/admin/catalog/serviceitem/add/"


def current(item: ServiceItem):
    return contents.describe(contents.with_neighbours(ServiceItem.objects.filter(pk=item.pk)).get())


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def save(client, item: ServiceItem, **changes):
    fields = filled_form(client, change_page(item)) | {"reason": "依据新文件"} | changes
    return client.post(change_page(item), fields)


def errors(response) -> str:
    return "\n".join(message for messages in response.context["errors"] for message in messages)


def rich_content():
    hall = make_hall()
    make_counter_group(hall=hall)
    answers = [
        {"label": "一千万元以上", "level": "municipal", "yes": None, "amount_from": "1000.00", "amount_to": None},
        {"label": "一千万元以下", "level": "district", "yes": None, "amount_from": None, "amount_to": "1000.00"},
    ]
    question = {"question": "总投资是多少？", "kind": "amount", "unit": "万元", "explanation": "", "is_example": True}
    there = {
        "kind": "municipal_hall",
        "hall": hall.code,
        "hall_class": "",
        "counter_group": "综合窗口",
        "answer": [1, 1],
    }
    return make_content(
        code="T-RICH",
        tier="B",
        sharing="by_circumstance",
        aliases=["别名", "另一个别名"],
        themes=["shengyushouyang", "hujibanli"],
        is_fee=True,
        needs_person_present=False,
        statutory_days=20,
        statutory_unit="workday",
        source_date="2017-11-08",
        conditions=[{"text": "第一条\n第二行"}, {"text": "第二条"}],
        fees=[{"name": "工本费", "amount_fen": 1000, "basis": "某文件", "as_of": "2017-11"}],
        handling_forms=[{"name": "首次办理", "evidence": "recalled"}],
        legal_bases=[{"citation": "某法第一条", "status": "recalled", "text_version": ""}],
        questions=[{"question": "要多久？", "answer": "二十个工作日。"}],
        steps=[{"name": "申请", "actor": "申请人", "note": ""}, {"name": "受理", "actor": "窗口", "note": ""}],
        circumstances=[question | {"source": "test", "answers": answers}],
        placements=[placement_content("T-RICH-P1", **there)],
    )


def test_what_the_page_shows_is_what_the_item_is(editor):
    item = make_revision(rich_content()).item

    response = save(editor, item)

    assert errors(response) == "内容没有变化，不需要审核。"


def test_saving_writes_a_draft_and_touches_no_table(editor):
    item = make_revision(rich_content()).item
    before = current(item)

    response = save(editor, item, name="新名称", notice_no="深府办〔2026〕1号")

    draft = Draft.objects.get()
    assert response.url == reverse("admin:catalog_draft_change", args=[draft.pk])
    assert draft.content == before | {"name": "新名称"}
    assert (draft.based_on, draft.effective_from, draft.reason) == (1, tomorrow(), "依据新文件")
    assert (draft.notice_no, draft.drafted_by) == ("深府办〔2026〕1号", editor.user)
    assert current(item) == before
    assert item.revisions.count() == 1


def test_a_draft_is_named_in_the_log_of_the_item(editor):
    item = make_item()

    save(editor, item, name="新名称")

    entry = LogEntry.objects.get(content_type__model="serviceitem")
    assert (entry.object_id, entry.user) == (str(item.pk), editor.user)
    assert str(Draft.objects.get()) in entry.get_change_message()


def test_lines_are_changed_removed_and_put_in_order(editor):
    item = make_revision(rich_content()).item
    changes = {
        "steps-0-position": "2",
        "steps-1-position": "1",
        "conditions-0-DELETE": "on",
        "fees-0-amount_fen": "500",
        "questions-1-question": "要钱吗？",
        "questions-1-answer": "要。",
    }

    save(editor, item, **changes)

    content = Draft.objects.get().content
    assert [step["name"] for step in content["steps"]] == ["受理", "申请"]
    assert content["conditions"] == [{"text": "第二条"}]
    assert content["fees"][0]["amount_fen"] == 500
    assert [question["question"] for question in content["questions"]] == ["要多久？", "要钱吗？"]


def test_a_placement_that_moves_gets_a_new_code_and_day(editor):
    item, other = make_revision(rich_content()).item, make_hall(short_name="另一大厅")

    save(editor, item, **{"placements-0-hall": other.code, "placements-0-counter_group": ""})

    [placement] = Draft.objects.get().content["placements"]
    assert (placement["code"], placement["hall"]) == ("T-RICH-P2", other.code)
    assert placement["valid_from"] == tomorrow().isoformat()


def test_a_code_of_an_earlier_placement_is_not_given_again(editor):
    item = make_item(code="T-9")
    Placement.objects.create(
        item=item,
        position=9,
        code="T-9-P7",
        kind="retained",
        hall_class="department",
        source="test",
        valid_from=date(2016, 1, 1),
        valid_to=date(2017, 1, 1),
    )
    added = {
        "placements-1-kind": "district_or_street",
        "placements-1-hall_class": "district_or_street",
        "placements-1-source": "test",
    }

    save(editor, item, **added)

    assert [placement["code"] for placement in Draft.objects.get().content["placements"]] == ["T-9-P1", "T-9-P8"]


def test_a_placement_follows_its_question_when_questions_change_places(editor):
    item = make_revision(rich_content()).item
    new = {
        "circumstances-0-position": "2",
        "circumstances-1-position": "1",
        "circumstances-1-question": "是否外商投资？",
        "circumstances-1-kind": "yes_no",
        "circumstances-1-source": "test",
        "circumstances-1-answer_1_label": "是",
        "circumstances-1-answer_1_level": "municipal",
        "circumstances-1-answer_1_yes": "true",
        "circumstances-1-answer_2_label": "否",
        "circumstances-1-answer_2_level": "district",
        "circumstances-1-answer_2_yes": "false",
        "placements-0-answer": "2.1",
    }

    save(editor, item, **new)

    content = Draft.objects.get().content
    assert [each["question"] for each in content["circumstances"]] == ["是否外商投资？", "总投资是多少？"]
    assert content["placements"][0]["answer"] == [2, 1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tier": "A"}, "只有B类事项才填写，B类事项必须填写办理方式。"),
        ({"statutory_unit": ""}, "时限和单位要么都填，要么都不填。"),
        ({"placements-0-counter_group": "综合窗口", "placements-0-hall": ""}, "专窗属于大厅：请选择大厅。"),
        ({"placements-0-kind": "retained"}, "市级或分厅须选择具体大厅"),
        ({"circumstances-0-answer_2_label": ""}, "每个问题至少要有两个答案。"),
        ({"circumstances-0-unit": ""}, "按金额的问题须填单位，是非题不填。"),
        ({"circumstances-0-DELETE": "on"}, "有办理地点依赖答案1.1，但该答案不存在。"),
        ({"day": "2016-01-01"}, "该日期事项尚未列入清单。"),
        ({"reason": ""}, "该字段是必填项。"),
        ({"name": "字" * 201}, "200"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_what_was_typed_stays(editor, changes, message):
    item = make_revision(rich_content()).item

    response = save(editor, item, description="刚刚写下的话", **changes)

    assert response.status_code == 200
    assert message in errors(response)
    assert "刚刚写下的话" in response.content.decode()
    assert not Draft.objects.exists()


def test_the_same_place_twice_is_refused(editor):
    item = make_item()
    again = {
        "placements-1-kind": "retained",
        "placements-1-hall_class": "department",
        "placements-1-source": "test",
    }

    response = save(editor, item, **again)

    assert errors(response) == "同一办理地点在同一答案下重复。"


def test_a_draft_starts_from_the_version_that_holds_on_its_day(editor):
    item = make_item(name="一")
    make_revision(current(item) | {"name": "二"}, effective_from=date(2030, 1, 1))

    fields = filled_form(editor, change_page(item))
    early = editor.post(change_page(item), fields | {"reason": "x", "name": "三"})
    editor.post(change_page(item), fields | {"reason": "x", "name": "三", "day": "2030-02-01"})
    older = filled_form(editor, f"{change_page(item)}?version=1")
    editor.post(change_page(item), older | {"reason": "x", "description": "改"})

    assert fields["name"] == ["二"]
    assert "当天有效的是第1版" in errors(early)
    assert [(d.content["name"], d.effective_from) for d in Draft.objects.order_by("pk")] == [
        ("三", date(2030, 2, 1)),
        ("一", tomorrow()),
    ]


def test_a_page_opened_before_a_change_does_not_undo_it(editor):
    item = make_item()
    fields = filled_form(editor, change_page(item))
    make_revision(current(item) | {"name": "别人改的"}, effective_from=timezone.localdate(), now=timezone.now())

    response = editor.post(change_page(item), fields | {"reason": "x", "description": "改"})

    assert "当天有效的是第2版" in errors(response)


def test_a_new_item_is_a_draft_based_on_nothing(editor):
    department = make_department()
    fields = filled_form(editor, ADD) | {
        "code": "T-NEW",
        "name": "全新事项",
        "department": department.code,
        "tier": "A",
        "task_type": "21",
        "audience": "person",
        "source": "某文件",
        "reason": "新增",
        "placements-0-kind": "retained",
        "placements-0-hall_class": "department",
        "placements-0-source": "某文件",
    }

    response = editor.post(ADD, fields)

    draft = Draft.objects.get()
    assert response.url == reverse("admin:catalog_draft_change", args=[draft.pk])
    assert (draft.based_on, draft.content["evidence"]) == (0, "staff")
    assert draft.content["placements"][0]["code"] == "T-NEW-P1"
    assert draft.content["placements"][0]["valid_from"] == tomorrow().isoformat()
    assert not ServiceItem.objects.filter(code="T-NEW").exists()


def test_a_code_that_is_taken_is_refused_for_a_new_item(editor):
    item = make_item()
    fields = filled_form(editor, ADD) | {"code": item.code, "reason": "新增"}

    response = editor.post(ADD, fields)

    assert "已存在" in errors(response)


@pytest.mark.parametrize("code", ["T/1", "T 1", "事项"])
def test_a_code_that_is_no_part_of_an_address_is_refused(editor, code):
    response = editor.post(ADD, filled_form(editor, ADD) | {"code": code})

    assert "编码只能包含字母、数字和连字符。" in errors(response)


def test_an_item_is_taken_off_the_list_by_a_draft(editor):
    item, successor = make_item(), make_item()
    retire = reverse("admin:catalog_serviceitem_retire", args=[item.pk])

    fields = {"day": "2027-01-01", "reason": "并入", "successor": successor.code}
    response = editor.post(retire, fields)

    draft = Draft.objects.get()
    assert response.url == reverse("admin:catalog_draft_change", args=[draft.pk])
    assert draft.content == contents.retirement(item.code, reason="并入", successor=successor.code)
    assert LogEntry.objects.get().object_id == str(draft.pk)


def test_a_successor_is_an_item_on_the_list(editor):
    retire = reverse("admin:catalog_serviceitem_retire", args=[make_item().pk])

    response = editor.post(retire, {"day": "2027-01-01", "reason": "并入", "successor": "NONE"})

    assert response.context["form"].errors["successor"] == ["清单上没有此编码的事项。"]


def test_an_item_off_the_list_is_only_read(editor):
    item = make_item()
    now = timezone.now()
    make_revision(contents.retirement(item.code, reason="取消"), effective_from=timezone.localdate(now), now=now)

    page = editor.get(change_page(item))
    sent = editor.post(change_page(item), {"name": "x"})
    retired = editor.get(reverse("admin:catalog_serviceitem_retire", args=[item.pk]))

    assert (page.status_code, sent.status_code, retired.status_code) == (200, 403, 404)
    assert "取消" in page.content.decode()


@pytest.mark.parametrize("crafted", [{"_saveasnew": "1"}, {"placements-0-code": "OTHER-P1"}])
def test_a_placement_code_of_another_item_is_never_taken(editor, crafted):
    make_item(code="OTHER")
    item = make_item(code="MINE")

    save(editor, item, name="新名称", **crafted)

    codes = [p["code"] for draft in Draft.objects.all() for p in draft.content["placements"]]
    assert codes in ([], ["MINE-P2"])
