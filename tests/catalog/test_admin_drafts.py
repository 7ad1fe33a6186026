"""Drafts in the admin: read, approved by somebody else, rejected, withdrawn."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from catalog import contents, revisions
from catalog.models import Draft, Revision, ServiceItem
from tests.factories import make_content, make_item, make_revision, make_user
from tests.staff import change_page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return signed_in("item_approver")


def today():
    return timezone.localdate()


def current(item: ServiceItem):
    return contents.describe(contents.with_neighbours(ServiceItem.objects.filter(pk=item.pk)).get())


def propose(content, **fields) -> Draft:
    defaults = {"effective_from": today(), "by": make_user(), "reason": "依据新文件", "now": timezone.now()}
    return revisions.draft(content=content, **defaults | fields)


def approve(client, draft: Draft):
    return client.post(reverse("admin:catalog_draft_approve", args=[draft.pk]))


def reject(client, draft: Draft, reason: str = "依据不足"):
    return client.post(reverse("admin:catalog_draft_reject", args=[draft.pk]), {"reason": reason})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_shows_old_beside_new(approver):
    item = make_item(name="旧名称", conditions=[{"text": "第一条"}, {"text": "第二条"}])
    changed = {"name": "新名称", "conditions": [{"text": "第一条"}, {"text": "第二条，改过"}, {"text": "第三条"}]}
    draft = propose(current(item) | changed)

    shown = approver.get(change_page(draft)).context["differences"]

    rows = [[(row.before, row.after) for row in difference.rows] for difference in shown]
    assert rows == [
        [("旧名称", "新名称")],
        [("第一条", "第一条"), ("第二条", "第二条，改过"), ("", "第三条")],
    ]


def test_approval_of_a_draft_for_today_changes_the_public_tables(approver):
    item = make_item()
    draft = propose(current(item) | {"name": "新名称"})

    approve(approver, draft)

    item.refresh_from_db()
    assert (item.name, item.version) == ("新名称", 2)
    assert Revision.objects.get(item=item, number=2).approved_by == approver.user
    assert LogEntry.objects.get().object_id == str(draft.pk)


def test_approval_of_a_draft_for_a_later_day_leaves_the_tables(approver):
    item = make_item()
    draft = propose(current(item) | {"name": "新名称"}, effective_from=today() + timedelta(days=9))
    before = current(item)

    approve(approver, draft)

    assert current(item) == before
    assert item.revisions.count() == 2


def test_a_new_item_is_on_the_list_once_its_draft_is_approved(approver):
    draft = propose(make_content(code="T-NEW"))

    approve(approver, draft)

    assert ServiceItem.objects.in_force().filter(code="T-NEW").exists()


def test_a_retirement_is_off_the_list_once_its_draft_is_approved(approver):
    item = make_item()
    draft = propose(contents.retirement(item.code, reason="取消"))

    page = approver.get(change_page(draft)).content.decode()
    approve(approver, draft)

    assert "该事项移出清单。" in page
    assert not ServiceItem.objects.in_force().filter(pk=item.pk).exists()


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_approves_their_own_draft_even_by_a_crafted_request(is_superuser):
    both = signed_in("item_editor", "item_approver")
    both.user.is_superuser = is_superuser
    both.user.save()
    draft = propose(current(make_item()) | {"name": "新名称"}, by=both.user)

    page = both.get(change_page(draft))
    response = approve(both, draft)

    draft.refresh_from_db()
    assert not page.context["may_approve"]
    assert said(response) == revisions.OwnDraft().messages
    assert (draft.approved_at, draft.revision) == (None, None)
    assert not LogEntry.objects.exists()


def test_an_editor_approves_nothing():
    editor = signed_in("item_editor")
    draft = propose(current(make_item()) | {"name": "新名称"})

    assert approve(editor, draft).status_code == 403
    assert reject(editor, draft).status_code == 403
    assert Draft.objects.open().get() == draft


def test_a_rejected_draft_says_why_to_its_author(approver):
    editor = signed_in("item_editor")
    draft = propose(current(make_item()) | {"name": "新名称"}, by=editor.user)

    reject(approver, draft)

    assert "依据不足" in editor.get(change_page(draft)).content.decode()
    assert said(approve(approver, draft)) == revisions.DraftDecided().messages


def test_a_rejection_needs_a_reason(approver):
    draft = propose(current(make_item()) | {"name": "新名称"})

    assert said(reject(approver, draft, reason=" ")) == ["请填写退回原因。"]
    assert Draft.objects.open().get() == draft


def test_an_author_withdraws_a_draft_of_their_own():
    editor = signed_in("item_editor")
    draft = propose(current(make_item()) | {"name": "新名称"}, by=editor.user)

    reject(editor, draft, reason="写错了")

    draft.refresh_from_db()
    assert (draft.rejected_by, draft.rejected_reason) == (editor.user, "写错了")


def test_a_draft_overtaken_by_another_change_is_refused_in_words(approver):
    item = make_item()
    draft = propose(current(item) | {"name": "甲"})
    make_revision(current(item) | {"name": "乙"}, effective_from=today(), now=timezone.now())

    response = approve(approver, draft)

    assert said(response) == revisions.StaleDraft(draft).messages
    assert Draft.objects.open().get() == draft


def test_two_drafts_that_exclude_each_other_are_no_server_error(approver):
    first, second = (propose(make_content(handle_code="1" * 33)) for _number in range(2))

    approve(approver, first)
    response = approve(approver, second)

    assert said(response)[-1] == "该草稿与现有数据冲突（例如编码重复），不能通过。"
    assert Draft.objects.open().get() == second


def test_a_draft_says_which_rules_of_inspectors_it_breaks(approver):
    draft = propose(make_content(visits=1, visits_reason=""))

    assert [rule.key for rule in approver.get(change_page(draft)).context["broken_rules"]] == ["visit_reason"]


def test_a_draft_approved_after_its_day_is_announced_as_a_correction(approver):
    draft = propose(current(make_item()) | {"name": "新名称"}, effective_from=today() - timedelta(days=1))

    assert approver.get(change_page(draft)).context["is_late"]
    approve(approver, draft)
    assert Draft.objects.get().revision.change == Revision.Change.CORRECTED


@pytest.mark.parametrize("state", ["open", "approved", "rejected"])
def test_drafts_are_listed_by_state(approver, state):
    drafts = {name: propose(current(make_item()) | {"name": name}) for name in ("open", "approved", "rejected")}
    approve(approver, drafts["approved"])
    reject(approver, drafts["rejected"])

    shown = approver.get("/admin/catalog/draft/", {"state": state}).context["cl"].queryset

    assert list(shown) == [drafts[state]]


def test_a_revision_shows_what_it_changed(approver):
    item = make_item(name="旧名称")
    revision = make_revision(current(item) | {"name": "新名称"}, effective_from=today(), now=timezone.now())

    [shown] = approver.get(reverse("admin:catalog_revision_change", args=[revision.pk])).context["differences"]

    assert [(row.before, row.after) for row in shown.rows] == [("旧名称", "新名称")]
