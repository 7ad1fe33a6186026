"""A list taken in: what differs is found, saved whole or not at all, and only once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from catalog import contents, exports, imports, reconcile, revisions
from catalog.models import Revision, ServiceItem
from tests.factories import LIST_DAY, make_item, make_revision
from tests.lists import (
    CHINESE,
    ITEMS,
    NEW,
    PLACEMENTS,
    TOWN,
    chinese_rows,
    command,
    csv_file,
    held,
    placement_rows,
    placements_header,
    prepare,
    reference_rows,
    state,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chinese")]


def test_the_reference_list_over_itself_makes_no_difference():
    before = state()

    code, text = command(ITEMS)

    assert code == 0
    assert "没有变化：1618 个事项与文件一致。" in text
    assert "未识别并忽略的列：situation_count。" in text
    assert state() == before


def test_the_reference_places_over_themselves_make_no_difference():
    plan = prepare(ITEMS, PLACEMENTS)

    assert (plan.differences, plan.problems, plan.unchanged) == ([], [], 1618)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_read_back_makes_no_difference(format, tmp_path):
    path = tmp_path / f"list.{format}"
    with path.open("w+b") as file:
        exports.write(exports.Selection(day=timezone.localdate()), format, file, bom=True)

    plan = prepare(path)

    assert (plan.differences, plan.problems, plan.ignored, plan.unchanged) == ([], [], [], 1618)


def test_a_name_that_is_guarded_in_csv_comes_back_as_it_was(tmp_path):
    item = make_item(name="=不是公式", list_level="district", tier="C")
    path = tmp_path / "list.csv"
    with path.open("w+b") as file:
        exports.write(exports.Selection(day=timezone.localdate(), codes={item.code}), "csv", file)

    assert "'=不是公式" in path.read_text()
    assert prepare(path).differences == []


def test_a_new_item_is_unknown_where_the_file_is_silent(tmp_path):
    [added] = prepare(csv_file(tmp_path, [CHINESE, NEW]), source="某通知", notice_no="深府〔2018〕1号").added

    after = added.after
    assert (after["department"], after["tier"], after["sharing"], after["task_type"]) == ("D13", "A", "", "01")
    assert (after["promise_days"], after["is_fee"], after["visits"]) == (None, None, None)
    assert (after["evidence"], after["source"], after["list_level"]) == ("staff", "某通知", "municipal")
    assert after["legal_bases"] == [{"citation": "《某条例》第1条", "status": "stated", "text_version": ""}]
    today = timezone.localdate().isoformat()
    assert [(p["code"], p["kind"], p["hall"], p["counter_group"], p["valid_from"]) for p in after["placements"]] == [
        ("N01-001-P1", "municipal_hall", "M", "综合窗口", today),
        ("N01-001-P2", "district_or_street", "", "", today),
    ]
    assert {p["notice_no"] for p in after["placements"]} == {"深府〔2018〕1号"}


def test_all_kinds_of_difference_are_saved_and_shown(tmp_path):
    header, *lines = reference_rows()
    by_code = {line[0]: line for line in lines}
    by_code[TOWN][3] = "改了名称的事项"
    del by_code["D01-002"]
    placements = placement_rows()
    move = next(row for row in placements if row[0] == "D01-003")
    move[2:5] = ["BDC", "", ""]
    fresh = ["N01-001", "市公安局", "", "新事项", "行政许可", "A", *[""] * 5, "recalled only", "", "某来源"]
    path = csv_file(tmp_path, [header, *by_code.values(), fresh])
    stay = [row for row in placements if row[0] in by_code]
    fresh_place = ["N01-001", "", "R", "", "", "", ""]
    places = csv_file(tmp_path, [placements_header(), *stay, fresh_place], name="places.csv")

    code, text = command(path, "--placements", places, "--notice-no", "深府〔2018〕1号")

    assert code == 0, text
    assert [line for line in text.splitlines() if not line.startswith(" ")][1:] == [
        "新增: 1",
        "变更: 1",
        "办理地点变动: 1",
        "取消: 1",
        "无变化：1615",
        "已记录 4 个版本。",
    ]
    recorded = Revision.objects.filter(origin="import")
    assert sorted(recorded.values_list("item__code", "change", "notice_no")) == [
        ("D01-002", "retired", "深府〔2018〕1号"),
        ("D01-003", "moved", "深府〔2018〕1号"),
        (TOWN, "changed", "深府〔2018〕1号"),
        ("N01-001", "added", "深府〔2018〕1号"),
    ]
    assert held()["name"] == ServiceItem.objects.get(code=TOWN).name == "改了名称的事项"
    assert ServiceItem.objects.get(code="D01-002").retired_reason == "新导入的清单中没有该事项"


def test_the_same_file_twice_records_nothing_the_second_time(tmp_path):
    path = csv_file(tmp_path, [[*CHINESE], *chinese_rows(), NEW])

    first = command(path)
    after = state()
    second = command(path)

    assert (first[0], second[0]) == (0, 0)
    assert "没有变化：1619 个事项与文件一致。" in second[1]
    assert state() == after


def test_a_dry_run_shows_everything_and_saves_nothing(tmp_path):
    before = state()

    code, text = command(csv_file(tmp_path, [CHINESE, *chinese_rows(), NEW]), "--dry-run")

    assert code == 0
    assert "新增: 1\n  N01-001 新事项" in text
    assert "试运行：没有保存任何内容。" in text
    assert state() == before


def test_a_retired_code_is_not_used_again(tmp_path):
    make_revision(contents.retirement(TOWN, reason="取消"), effective_from=LIST_DAY, now=timezone.now())
    row = [TOWN, *NEW[1:]]

    [problem] = prepare(csv_file(tmp_path, [CHINESE, row])).problems

    assert str(problem) == f"第 2 行「事项编码」：{TOWN} 已停用，停用的编码不再使用"


def test_a_file_without_most_of_the_list_is_not_taken_for_the_list(tmp_path):
    before = state()

    code, text = command(csv_file(tmp_path, [CHINESE, NEW]))

    assert code == 1
    assert "现有 1618 项中有 1618 项不在文件里，会被取消。如果文件就是完整的新清单，请加 --replace。" in text
    assert state() == before


def test_replacing_needs_a_source(tmp_path):
    code, text = command(csv_file(tmp_path, [CHINESE, NEW]), "--replace")

    assert (code, text) == (1, "使用 --replace 时必须用 --source 写明正式清单的来源。")


def test_the_official_list_replaces_the_reconstruction(tmp_path):
    official = [["X-" + row[0], *row[1:]] for row in chinese_rows()]
    path = csv_file(tmp_path, [CHINESE, *official])

    first, text = command(path, "--replace", "--source", "官方清单")
    second = prepare(path, replace=True, source="官方清单")
    report = reconcile.run(timezone.localdate())

    assert first == 0, text
    assert second.differences == []
    current = ServiceItem.objects.in_force()
    assert set(current.values_list("evidence", "source", "evidence_match")) == {("official", "官方清单", "")}
    assert current.count() == 1618
    assert not any(item.is_reconstruction for item in current)
    assert report.check("R5").outcome == report.check("R14").outcome == "passed"
    assert [check.id for check in report.failed] == ["R9b", "R11"]
    assert len(list(revisions.list_as_of(timezone.localdate() - timedelta(days=1)))) == 1618


def test_items_of_other_lists_stay_where_the_file_does_not_speak_of_them():
    make_item(list_level="district", tier="C")

    assert prepare(ITEMS).differences == []


def test_a_later_day_takes_effect_on_that_day(tmp_path):
    day = timezone.localdate() + timedelta(days=30)

    command(csv_file(tmp_path, [CHINESE, *chinese_rows(), NEW]), "--effective-from", day)

    assert not ServiceItem.objects.in_force().filter(code="N01-001").exists()
    assert len(list(revisions.list_as_of(day))) == 1619
    assert prepare(tmp_path / "list.csv", effective_from=day).differences == []


def test_a_correction_of_the_past_is_recorded_as_one_and_known_history_stays(tmp_path):
    known_then = timezone.now()
    rows = chinese_rows()
    rows[0][1] = "更正后的名称"

    command(csv_file(tmp_path, [CHINESE, *rows]), "--effective-from", LIST_DAY)

    assert Revision.objects.get(origin="import").change == Revision.Change.CORRECTED
    selection = exports.Selection(day=LIST_DAY, known_at=known_then)
    assert "更正后的名称" not in export_of(selection)
    assert "更正后的名称" in export_of(exports.Selection(day=LIST_DAY))


def export_of(selection) -> str:
    file = BytesIO()
    exports.write(selection, "jsonl", file)
    return file.getvalue().decode()


def test_a_moved_item_keeps_the_code_of_a_place_that_stays_and_never_reuses_one(tmp_path):
    rows = {row[0]: row for row in chinese_rows()}
    code = next(c for c, row in rows.items() if row[7] == "M:综合窗口")
    placement = held(code)["placements"][0]

    def move(cell: str):
        rows[code][7] = cell
        assert command(csv_file(tmp_path, [CHINESE, *rows.values()]))[0] == 0
        return [(p["code"], p["hall"] or p["kind"], p["counter_group"]) for p in held(code)["placements"]]

    assert move("M|R") == [(placement["code"], "M", "综合窗口"), (f"{code}-P2", "retained", "")]
    assert move("M:综合窗口") == [(placement["code"], "M", "综合窗口")]
    assert move("BDC") == [(f"{code}-P3", "BDC", "")]
    assert move("R") == [(f"{code}-P4", "retained", "")]


def test_a_plan_with_problems_cannot_be_applied(tmp_path):
    plan = prepare(csv_file(tmp_path, [CHINESE, NEW]))

    with pytest.raises(imports.BadRows):
        imports.apply(plan, now=timezone.now())
