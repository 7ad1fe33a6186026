"""Checklists kept by link: what is held of them, ticks, and how they end."""

import hashlib
import re
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client

from catalog import checklist_lines, checklists, revisions, tasks
from catalog.converters import TokenConverter
from catalog.models import Checklist, ChecklistItem, ChecklistLine, Revision, ServiceItem
from portal.celery import app
from tests.factories import NOON, make_item
from tests.threads import at_once

DAY = timedelta(days=1)


def material(name: str) -> dict:
    facts = {"necessity": "required", "origin": "applicant", "medium": "paper", "originals": 1, "copies": 0}
    return facts | {"name": name, "note": ""}


def item_asking(*names: str, **fields) -> ServiceItem:
    return make_item(materials=[material(name) for name in names], **fields)


def asking_now(item: ServiceItem, *names: str) -> list[checklist_lines.Line]:
    """The lines after the item was changed to ask for these."""
    revision = item.revisions.get(number=item.version)
    content = revision.content | {"materials": [material(name) for name in names]}
    revisions.record([content], effective_from=revision.effective_from, origin=Revision.Origin.SEED, now=NOON)
    return checklist_lines.merge([ServiceItem.objects.get(pk=item.pk)])


def saved(*items: ServiceItem, now=NOON) -> str:
    """The link of a list of these items."""
    token = checklists.new_token()
    checklists.save(token=token, items=items, lines=checklist_lines.merge(items), now=now)
    return token


def tick(token: str, item: ServiceItem, *, ticked=(), cleared=(), now=NOON):
    return checklists.tick(token=token, lines=checklist_lines.merge([item]), ticked=ticked, cleared=cleared, now=now)


def ticks(token: str) -> set[str]:
    lines = ChecklistLine.objects.filter(checklist=checklists.find(token), ticked_at__isnull=False)
    return set(lines.values_list("name", flat=True))


@pytest.mark.django_db
class TestOneVisitor:
    def test_only_a_hash_of_the_link_is_held(self):
        token = saved(make_item())

        [row] = Checklist.objects.all()
        assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
        assert {field.name for field in Checklist._meta.get_fields() if field.concrete} == {
            *("id", "token_hash", "made_at", "used_at", "items")
        }

    def test_a_link_has_128_bits_and_fits_its_address(self):
        tokens = {checklists.new_token() for _number in range(100)}

        assert len(tokens) == 100
        assert {len(token) for token in tokens} == {22}

    def test_a_wrong_link_leads_nowhere(self):
        saved(make_item())

        assert checklists.find(checklists.new_token()) is None

    def test_saved_twice_it_is_the_same_list(self):
        item, token = item_asking("甲"), checklists.new_token()
        save = partial(checklists.save, token=token, items=[item], lines=checklist_lines.merge([item]), now=NOON)

        assert save() == save()
        assert (ChecklistItem.objects.count(), ChecklistLine.objects.count()) == (1, 1)

    def test_a_line_is_ticked_and_cleared_and_the_others_stay(self):
        item = item_asking("甲", "乙", "丙")
        token = saved(item)

        tick(token, item, ticked=["甲", "乙"])
        tick(token, item, ticked=["丙"], cleared=["甲"])
        tick(token, item, ticked=["丙"], cleared=["甲"])

        assert ticks(token) == {"乙", "丙"}

    def test_what_the_list_does_not_know_is_never_kept(self):
        item = item_asking("甲")
        token = saved(item)

        tick(token, item, ticked=["张三 13800000000"])

        assert list(ChecklistLine.objects.values_list("name", flat=True)) == ["甲"]

    def test_ticks_outlive_a_change_of_the_materials(self):
        item = item_asking("居民身份证", "照片")
        token = saved(item)
        tick(token, item, ticked=["居民身份证", "照片"])

        lines, gone = checklists.tick_lines(checklists.find(token), asking_now(item, "《居民 身份证》", "户口簿"))

        assert [(each.line.name, each.is_ticked, each.is_new) for each in lines] == [
            ("《居民 身份证》", True, False),
            ("户口簿", False, True),
        ]
        assert gone == ["照片"]

    def test_a_new_material_stays_marked_when_it_is_ticked(self):
        item = item_asking("甲")
        token = saved(item)
        now_asked = asking_now(item, "甲", "乙")

        checklists.tick(token=token, lines=now_asked, ticked=["乙"], cleared=[], now=NOON + DAY)

        lines, _gone = checklists.tick_lines(checklists.find(token), now_asked)
        assert [(each.line.name, each.is_ticked, each.is_new) for each in lines] == [
            ("甲", False, False),
            ("乙", True, True),
        ]

    def test_a_deleted_list_is_gone_and_deleting_it_again_does_nothing(self):
        item = item_asking("甲")
        token = saved(item)

        checklists.delete(token=token)
        checklists.delete(token=token)

        assert checklists.find(token) is None
        assert tick(token, item, ticked=["甲"]) is None
        assert ChecklistLine.objects.count() == 0

    def test_looking_counts_as_use_and_writes_once_a_day(self):
        row = checklists.find(saved(make_item()))

        for hours in (1, 25, 26):
            checklists.note_use(row, NOON + timedelta(hours=hours))

        row.refresh_from_db()
        assert row.used_at == NOON + timedelta(hours=25)

    def test_a_list_unused_for_90_days_is_dropped_and_another_kept(self):
        old, used = saved(make_item()), saved(make_item())
        checklists.note_use(checklists.find(used), NOON + 2 * DAY)

        counts = [checklists.drop_unused(now=NOON + days * DAY) for days in (89, 90, 90)]

        assert counts == [0, 1, 0]
        assert (checklists.find(old), checklists.find(used) is not None) == (None, True)

    def test_the_schedule_drops_unused_lists(self):
        token = saved(make_item(), now=NOON - 400 * DAY)

        app.tasks[app.conf.beat_schedule["drop-unused-checklists"]["task"]].apply(throw=True)
        tasks.drop_unused_checklists()

        assert checklists.find(token) is None

    @pytest.mark.parametrize(
        ("rule", "wrong"),
        [
            (
                "checklist_holds_a_whole_hash",
                lambda row, item: Checklist.objects.create(token_hash="short", made_at=NOON, used_at=NOON),
            ),
            (
                "checklist_is_used_after_it_is_made",
                lambda row, item: Checklist.objects.create(token_hash="x" * 64, made_at=NOON, used_at=NOON - DAY),
            ),
            (
                "token_hash",
                lambda row, item: Checklist.objects.create(token_hash=row.token_hash, made_at=NOON, used_at=NOON),
            ),
            (
                "item_once_per_checklist",
                lambda row, item: ChecklistItem.objects.create(checklist=row, item=item, position=9),
            ),
            (
                "position_once_per_checklist",
                lambda row, item: ChecklistItem.objects.create(checklist=row, item=make_item(), position=1),
            ),
            (
                "material_once_per_checklist",
                lambda row, item: ChecklistLine.objects.create(checklist=row, key="甲", name="甲", added_at=NOON),
            ),
            (
                "checklist_line_has_a_key",
                lambda row, item: ChecklistLine.objects.create(checklist=row, key="", name="乙", added_at=NOON),
            ),
        ],
    )
    def test_the_database_refuses(self, rule, wrong):
        item = item_asking("甲")
        row = checklists.find(saved(item))

        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            wrong(row, item)

    def test_the_address_of_a_list_takes_every_link(self):
        assert re.fullmatch(TokenConverter.regex, checklists.new_token())


def send(client, token: str, *, ticked, was) -> None:
    """What a page sends that was made when `was` were ticked."""
    response = client.post(f"/together/{token}/", {"ticked": ticked, "was": was})
    assert response.status_code == 302


@pytest.mark.django_db(transaction=True)
class TestTwoDevices:
    @pytest.fixture
    def item(self) -> ServiceItem:
        return item_asking("甲", "乙", "丙")

    def send_at_once(self, token: str) -> None:
        """Two devices whose pages were made before either had ticked anything."""
        answers = at_once([partial(send, Client(), token, ticked=[name], was=[]) for name in ("甲", "乙")])
        assert answers == [None, None]

    def test_ticks_sent_at_once_are_both_kept(self, item):
        token = saved(item)
        tick(token, item, ticked=["丙"])

        self.send_at_once(token)

        assert ticks(token) == {"甲", "乙", "丙"}

    def test_without_the_guard_one_device_undoes_the_other(self, item, monkeypatch):
        """Switched off: a page that says of every line how it stands there, not what was changed."""
        token = saved(item)
        verb = checklists.tick

        def whole_page(*, ticked, cleared, lines, **rest):
            return verb(ticked=ticked, cleared={line.key for line in lines} - set(ticked), lines=lines, **rest)

        monkeypatch.setattr(checklists, "tick", whole_page)

        self.send_at_once(token)

        assert ticks(token) in ({"甲"}, {"乙"})

    def test_a_box_ticked_before_the_page_was_made_can_be_cleared_on_it(self, item):
        token = saved(item)
        tick(token, item, ticked=["甲", "丙"])

        send(Client(), token, ticked=["甲"], was=["甲", "丙"])

        assert ticks(token) == {"甲"}

    def test_a_new_material_ticked_on_two_devices_at_once_is_one_line(self, item):
        token = saved(item)
        lines = asking_now(item, "甲", "新")
        call = partial(checklists.tick, token=token, lines=lines, ticked=["新"], cleared=[], now=NOON + DAY)

        answers = at_once([call] * 4)

        assert [type(answer) for answer in answers] == [Checklist] * 4
        assert ChecklistLine.objects.filter(name="新").count() == 1

    def test_saved_on_two_devices_at_once_it_is_one_list(self, item):
        token, lines = checklists.new_token(), checklist_lines.merge([item])

        answers = at_once([partial(checklists.save, token=token, items=[item], lines=lines, now=NOON)] * 4)

        assert len({answer.pk for answer in answers}) == 1
        assert (Checklist.objects.count(), ChecklistLine.objects.count()) == (1, 3)

    def slow_lines(self, monkeypatch) -> None:
        """Time for a deletion to arrive between the look at the list and the writing of its lines."""
        create = QuerySet.bulk_create

        def later(queryset, *args, **kwargs):
            time.sleep(0.5)
            return create(queryset, *args, **kwargs)

        monkeypatch.setattr(QuerySet, "bulk_create", later)

    def tick_and_delete(self, item) -> list:
        token = saved(item)
        lines = asking_now(item, "甲", "新")

        def delete() -> None:
            time.sleep(0.2)
            checklists.delete(token=token)

        ticking = partial(checklists.tick, token=token, lines=lines, ticked=["新"], cleared=[], now=NOON + DAY)
        return at_once([ticking, delete])

    def test_a_list_deleted_while_it_is_ticked_goes_without_an_error(self, item, monkeypatch):
        self.slow_lines(monkeypatch)

        answers = self.tick_and_delete(item)

        assert [type(answer) for answer in answers] == [Checklist, type(None)]
        assert (Checklist.objects.count(), ChecklistLine.objects.count()) == (0, 0)

    def test_without_the_lock_ticking_runs_into_the_deletion(self, item, monkeypatch):
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
        self.slow_lines(monkeypatch)

        answers = self.tick_and_delete(item)

        assert IntegrityError in [type(answer) for answer in answers]
