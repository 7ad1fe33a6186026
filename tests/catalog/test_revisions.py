"""Draft, approve, apply, and what the list was on a day, as known on a day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from catalog import contents, revisions
from catalog.models import Draft, Placement, Revision, SearchState, ServiceItem
from tests.factories import (
    LIST_DAY,
    NOON,
    TODAY,
    make_content,
    make_counter_group,
    make_department,
    make_hall,
    make_item,
    make_revision,
    make_user,
    placement_content,
)

pytestmark = pytest.mark.django_db

LATER = date(2027, 1, 1)


def current(item: ServiceItem):
    return contents.describe(contents.with_neighbours(ServiceItem.objects.filter(pk=item.pk)).get())


def renamed(item: ServiceItem, name: str):
    return {**current(item), "name": name}


def propose(content, **fields):
    defaults = {"effective_from": TODAY, "by": make_user(), "reason": "test", "now": NOON}
    return revisions.draft(content=content, **defaults | fields)


def test_a_recorded_content_is_what_the_current_tables_say():
    hall = make_hall()
    make_counter_group(hall=hall)
    content = make_content(
        tier="B",
        sharing="by_circumstance",
        aliases=["别名"],
        fees=[{"name": "工本费", "amount_fen": 1000, "basis": "某文件", "as_of": "2017-11"}],
        circumstances=[
            {
                "question": "总投资是多少？",
                "kind": "amount",
                "unit": "万元",
                "explanation": "",
                "is_example": True,
                "source": "test",
                "answers": [
                    {
                        "label": "一千万元以上",
                        "level": "municipal",
                        "yes": None,
                        "amount_from": "1000.00",
                        "amount_to": None,
                    },
                    {
                        "label": "一千万元以下",
                        "level": "district",
                        "yes": None,
                        "amount_from": None,
                        "amount_to": "1000.00",
                    },
                ],
            }
        ],
        placements=[
            placement_content(
                "P1", kind="municipal_hall", hall=hall.code, hall_class="", counter_group="综合窗口", answer=[1, 1]
            )
        ],
    )

    item = make_revision(content).item

    assert current(ServiceItem.objects.get(pk=item.pk)) == content


def test_a_revision_of_today_is_in_the_current_tables_at_once():
    item = make_item()

    make_revision(renamed(item, "新名称"), effective_from=TODAY)

    item.refresh_from_db()
    assert (item.name, item.version, item.effective_from) == ("新名称", 2, TODAY)


def test_a_revision_of_a_later_day_waits_for_its_day():
    item = make_item()

    make_revision(renamed(item, "新名称"), effective_from=LATER)
    before = ServiceItem.objects.get(pk=item.pk).name
    written = revisions.apply_due(now=NOON + timedelta(days=60))
    again = revisions.apply_due(now=NOON + timedelta(days=60))

    assert (before, written, again) == (item.name, 1, 0)
    assert ServiceItem.objects.get(pk=item.pk).name == "新名称"


def test_a_new_item_of_a_later_day_is_not_on_the_list_before_it():
    item = make_revision(make_content(), effective_from=LATER).item

    assert not ServiceItem.objects.in_force().filter(pk=item.pk).exists()
    assert item.as_of(TODAY) is None
    assert item.as_of(LATER)["code"] == item.code


def test_a_late_correction_of_the_past_does_not_undo_what_came_after_it():
    item = make_item(name="一")
    make_revision(renamed(item, "三"), effective_from=date(2018, 1, 1), now=NOON)

    corrected = make_revision(renamed(item, "二"), effective_from=LIST_DAY, now=NOON + timedelta(hours=1))

    item.refresh_from_db()
    assert (item.name, item.version) == ("三", 2)
    assert corrected.change == Revision.Change.CORRECTED
    assert item.as_of(date(2017, 12, 1))["name"] == "二"
    assert item.as_of(date(2017, 12, 1), known_at=NOON)["name"] == "一"


def test_nothing_was_known_before_it_was_recorded():
    item = make_item()

    assert item.as_of(TODAY, known_at=NOON - timedelta(seconds=1)) is None


def test_a_moved_placement_ends_and_is_kept():
    hall = make_hall()
    item = make_item()
    moved = {
        **current(item),
        "placements": [
            placement_content(
                "NEW-P2", kind="municipal_hall", hall=hall.code, hall_class="", valid_from=TODAY.isoformat()
            )
        ],
    }

    revision = make_revision(moved, effective_from=TODAY)

    ended, opened = Placement.objects.filter(item=item).order_by("valid_from")
    assert revision.change == Revision.Change.MOVED
    assert (ended.valid_to, opened.valid_to, opened.hall) == (TODAY, None, hall)
    assert list(item.placements.in_force(TODAY)) == [opened]


def test_a_retired_item_leaves_the_list_and_its_code_is_not_used_again():
    item = make_item()
    retirement = contents.retirement(item.code, reason="并入其他事项")

    make_revision(retirement, effective_from=TODAY)

    item.refresh_from_db()
    assert (item.retired_on, item.retired_reason) == (TODAY, "并入其他事项")
    assert item.as_of(TODAY) is None
    assert not item.placements.in_force(TODAY).exists()
    with pytest.raises(revisions.CodeRetired):
        make_revision(make_content(code=item.code), effective_from=LATER)


def test_approval_makes_one_revision_however_often_it_is_given():
    item = make_item()
    draft, approver = propose(renamed(item, "新名称")), make_user()

    first = revisions.approve(draft=draft, by=approver, now=NOON)
    second = revisions.approve(draft=draft, by=approver, now=NOON)

    assert first == second
    assert item.revisions.count() == 2
    assert (first.drafted_by, first.approved_by) == (draft.drafted_by, approver)


def test_nobody_approves_a_draft_of_their_own():
    draft = propose(renamed(make_item(), "新名称"))

    with pytest.raises(revisions.OwnDraft):
        revisions.approve(draft=draft, by=draft.drafted_by, now=NOON)


def test_the_database_refuses_a_draft_approved_by_its_author():
    item = make_item()
    draft = propose(renamed(item, "新名称"))

    with pytest.raises(IntegrityError, match="draft_approved_by_somebody_else"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(
            approved_at=NOON, approved_by=draft.drafted_by, revision=item.revisions.get()
        )


def test_the_database_refuses_a_revision_approved_by_its_author():
    user = make_user()

    with pytest.raises(IntegrityError, match="revision_approved_by_somebody_else"), transaction.atomic():
        make_revision(origin=Revision.Origin.DRAFT, drafted_by=user, approved_by=user)


def test_a_draft_from_an_older_version_is_refused():
    item = make_item()
    draft = propose(renamed(item, "甲"))
    make_revision(renamed(item, "乙"), effective_from=TODAY)

    with pytest.raises(revisions.StaleDraft):
        revisions.approve(draft=draft, by=make_user(), now=NOON)


def test_a_draft_that_changes_nothing_is_refused():
    item = make_item()

    with pytest.raises(revisions.NothingChanged):
        propose(current(item))


def test_a_rejected_draft_is_not_approved_later():
    draft, approver = propose(renamed(make_item(), "新名称")), make_user()

    rejected = revisions.reject(draft=draft, by=approver, reason="依据不足", now=NOON)
    again = revisions.reject(draft=draft, by=approver, reason="另一个理由", now=NOON)

    assert again.rejected_reason == rejected.rejected_reason == "依据不足"
    with pytest.raises(revisions.DraftDecided):
        revisions.approve(draft=draft, by=approver, now=NOON)


def test_a_draft_names_only_neighbours_that_are_held():
    with pytest.raises(revisions.writing.UnknownNeighbour):
        propose({**make_content(), "department": "D99"})


def test_a_content_does_not_take_over_a_placement_of_another_item():
    other = make_item()

    with pytest.raises(revisions.writing.PlacementTaken):
        make_revision(make_content(placements=[placement_content(f"{other.code}-P1")]))


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_rewrite_history(change):
    revision = make_revision()
    rows = Revision.objects.filter(pk=revision.pk)

    with pytest.raises(DatabaseError, match="revisions are only added"), transaction.atomic():
        rows.update(reason="other") if change == "update" else rows.delete()


def test_every_applied_change_raises_the_search_generation():
    item = make_item()
    before = SearchState.objects.get().generation

    make_revision(renamed(item, "新名称"), effective_from=TODAY)

    assert SearchState.objects.get().generation == before + 1


def test_the_list_as_of_a_day_holds_what_was_on_it():
    department = make_department().code
    kept = make_item(department=department)
    gone = make_item(department=department)
    make_revision(contents.retirement(gone.code, reason="取消"), effective_from=TODAY)

    then = {content["code"] for content in revisions.list_as_of(TODAY - timedelta(days=1))}
    now = {content["code"] for content in revisions.list_as_of(TODAY)}

    assert then - now == {gone.code}
    assert kept.code in now
