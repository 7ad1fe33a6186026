"""The list as a file: the same data in every format, safe in a spreadsheet, and of any day as known at any moment."""

import csv
import hashlib
import io
import json
import unicodedata
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog import contents, exports, revisions
from catalog.exports import Selection
from catalog.exports.cells import guarded, plain, unguarded
from catalog.exports.columns import ITEM_COLUMNS, PLACEMENT_COLUMNS
from catalog.models import ServiceItem
from tests.factories import LIST_DAY, TODAY, make_content, make_revision, placement_content

pytestmark = pytest.mark.django_db

NAMES = (
    "item_code catalog_code task_code handle_item_code item_name tier b_kind task_type dept_code dept_name use_level "
    "service_object project_type promise_days promise_unit statutory_days statutory_unit visits online_depth is_fee "
    "supports_booking supports_mail_result supports_locker placement_kinds placement_kind_count consult_phone "
    "complaint_phone status valid_from valid_to version source source_date page_url"
)
TOWN = "D13-080"


def written(selection: Selection, format: str, **options) -> tuple[bytes, exports.Written]:
    file = BytesIO()
    result = exports.write(selection, format, file, **options)
    return file.getvalue(), result


def csv_rows(selection: Selection) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(selection, "csv")[0].decode(), newline="")))


def jsonl_rows(selection: Selection) -> list[dict]:
    return [json.loads(line) for line in written(selection, "jsonl")[0].decode().splitlines()]


def workbook(selection: Selection):
    return openpyxl.load_workbook(BytesIO(written(selection, "xlsx")[0]))


def one(**fields) -> Selection:
    content = make_content(**fields)
    make_revision(content)
    return Selection(day=TODAY, codes={content["code"]})


def test_all_formats_hold_the_same_items():
    selection = Selection(day=LIST_DAY)

    table, lines = csv_rows(selection), jsonl_rows(selection)
    items, places, _notes = workbook(selection).worksheets

    codes = [row["item_code"] for row in table]
    assert codes == [item["code"] for item in lines] == [row[0].value for row in items.iter_rows(min_row=2)]
    assert len(codes) == 1618
    assert places.max_row == 1 + 1688


def test_the_columns_are_those_of_the_published_description():
    header = written(Selection(day=LIST_DAY, codes=()), "csv")[0].decode()

    assert header == ",".join(NAMES.split()) + "\r\n"


def test_a_line_says_what_is_known_and_leaves_the_rest_empty():
    [row] = csv_rows(Selection(day=LIST_DAY, codes={TOWN}))

    assert row["dept_name"] == "深圳市公安局"
    assert (row["status"], row["valid_from"], row["valid_to"], row["version"]) == ("in_force", "2017-11-06", "", "1")
    assert row["promise_days"] == row["promise_unit"] == row["handle_item_code"] == ""
    assert row["page_url"] == f"{settings.SITE_URL}/items/{TOWN}/"


@pytest.mark.parametrize(("sharing", "b_kind"), [("identical", "shared"), ("by_circumstance", "by_case")])
def test_sharing_is_told_by_its_national_word(sharing, b_kind):
    [row] = csv_rows(one(tier="B", sharing=sharing))

    assert row["b_kind"] == b_kind


def test_an_item_kept_at_its_department_only_cannot_be_booked():
    [row] = csv_rows(one())

    assert (row["supports_booking"], row["placement_kinds"], row["placement_kind_count"]) == ("false", "retained", "1")


def test_a_version_says_when_the_next_one_follows():
    content = make_content()
    make_revision(content)
    make_revision(content | {"name": "另名"}, effective_from=TODAY + timedelta(days=30))

    [row] = csv_rows(Selection(day=TODAY, codes={content["code"]}))

    assert row["valid_to"] == "2026-12-24"


def test_the_json_lines_hold_the_whole_content_and_its_version():
    [item] = jsonl_rows(Selection(day=LIST_DAY, codes={TOWN}))
    content = ServiceItem.objects.get(code=TOWN).as_of(LIST_DAY)

    assert item == content | {"valid_from": "2017-11-06", "valid_to": None, "version": 1, "origin": "seed"}


def test_the_json_lines_are_canonical():
    data, result = written(Selection(day=LIST_DAY), "jsonl")
    lines = data.decode().split("\n")

    assert lines.pop() == ""
    assert lines == sorted(lines, key=lambda line: json.loads(line)["code"])
    assert all(
        line == json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for line in lines
    )
    assert unicodedata.is_normalized("NFC", data.decode())
    assert result.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("format", exports.FORMATS)
def test_the_same_data_give_the_same_bytes(format):
    first, second = (written(Selection(day=LIST_DAY, department="D13"), format) for _time in range(2))

    assert first == second


@pytest.mark.parametrize("format", exports.FORMATS)
def test_the_number_of_items_is_reported(format):
    assert written(Selection(day=LIST_DAY, department="D13"), format)[1].rows == len(
        [content for content in revisions.list_as_of(LIST_DAY) if content["department"] == "D13"]
    )


def test_the_table_of_an_earlier_day_does_not_know_the_later_one():
    content = make_content()
    make_revision(content)
    make_revision(content | {"name": "新名称"}, effective_from=TODAY)

    names = [
        csv_rows(Selection(day=day, codes={content["code"]}))[0]["item_name"] for day in (TODAY - timedelta(1), TODAY)
    ]

    assert names == ["测试事项", "新名称"]


def test_a_late_correction_does_not_rewrite_what_was_known():
    known_then = timezone.now()
    before = written(Selection(day=LIST_DAY, known_at=known_then), "jsonl")
    content = ServiceItem.objects.get(code=TOWN).as_of(LIST_DAY)
    make_revision(content | {"name": "更正后的名称"}, effective_from=LIST_DAY, now=timezone.now())

    assert written(Selection(day=LIST_DAY, known_at=known_then), "jsonl") == before
    assert written(Selection(day=LIST_DAY), "jsonl") != before


def test_a_retired_item_leaves_the_file_on_its_day():
    make_revision(contents.retirement(TOWN, reason="取消"), effective_from=TODAY, now=timezone.now())

    assert csv_rows(Selection(day=TODAY, codes={TOWN})) == []
    assert len(csv_rows(Selection(day=LIST_DAY, codes={TOWN}))) == 1


@pytest.mark.parametrize(
    "narrowed",
    [{"tier": "B"}, {"department": "D13"}, {"kind": "retained"}, {"hall": "BDC"}, {"codes": {TOWN}}],
)
def test_a_selection_holds_only_what_was_asked_for(narrowed):
    expected = {
        "tier": lambda c: c["tier"] == "B",
        "department": lambda c: c["department"] == "D13",
        "kind": lambda c: "retained" in contents.kinds(c),
        "hall": lambda c: "BDC" in [p["hall"] for p in c["placements"]],
        "codes": lambda c: c["code"] == TOWN,
    }[next(iter(narrowed))]

    found = [row.content["code"] for row in Selection(day=LIST_DAY, **narrowed).rows()]

    assert found == sorted(content["code"] for content in revisions.list_as_of(LIST_DAY) if expected(content))


def test_the_workbook_is_text_with_a_frozen_header_and_filters():
    items, places, notes = workbook(Selection(day=LIST_DAY, department="D13")).worksheets

    assert [sheet.title for sheet in (items, places, notes)] == ["事项", "进驻", "说明"]
    assert [cell.value for cell in items[1]] == [column.name for column in ITEM_COLUMNS]
    assert [cell.value for cell in places[1]] == list(PLACEMENT_COLUMNS)
    assert items.freeze_panes == "A2"
    assert items.auto_filter.ref.startswith("A1:AH")
    assert items["AE2"].value == 1


def test_long_codes_keep_all_digits_in_the_workbook():
    code = "440300000000000000000000000001234"

    items = workbook(one(handle_code=code)).worksheets[0]

    assert (items["D2"].value, items["D2"].data_type) == (code, "s")


def test_a_placement_under_an_answer_names_the_circumstance():
    content = make_content(
        tier="B",
        sharing="by_circumstance",
        circumstances=[
            {
                **{"question": "在本市参保吗？", "kind": "yes_no", "unit": "", "explanation": "", "is_example": True},
                **{"source": "test"},
                "answers": [
                    {"label": "是", "level": "municipal", "yes": True, "amount_from": None, "amount_to": None},
                    {"label": "否", "level": "district", "yes": False, "amount_from": None, "amount_to": None},
                ],
            }
        ],
    )
    content["placements"] = [placement_content("ZZ-P1", answer=[1, 2])]
    make_revision(content)

    places = workbook(Selection(day=TODAY, codes={content["code"]})).worksheets[1]

    assert [cell.value for cell in places[2]] == [
        content["code"],
        "retained",
        None,
        None,
        "否",
        "2017-11-06",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0755-88127451",
        "-",
        "|x",
        "《行政许可法》第3条",
        "12345",
        "",
        "——",
        "a=b",
        "1-2",
        "备注：=1",
        "no'quote",
        "'quoted'",
    ],
)
def test_plain_data_is_not_damaged(text):
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "\u3000=1", "＝1", "＋1", "－1", "＠x",
     "﹦1", "|cmd /c calc", "\u200b=1", "\ufeff=1", "=cmd|'/c calc'!A1"],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guarded(text).startswith("'")


dangerous = st.builds(
    str.__add__,
    st.text(alphabet=" \t\r\n\0\u3000\u200b\ufeff'", max_size=3),
    st.builds(str.__add__, st.sampled_from([*"=+-@＝＋－＠﹢﹣|", "|cmd", "DDE"]), st.text(max_size=12)),
)


@given(text=st.text(min_size=1, max_size=30) | dangerous)
def test_no_cell_of_a_csv_file_is_a_formula(text):
    [[cell]] = csv.reader(io.StringIO(_csv_line(text), newline=""))

    seen = _first_seen(cell)
    assert cell == "-" or seen not in ("=", "+", "-", "@")
    assert unguarded(cell) == plain(text)


def _csv_line(text: str) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([guarded(text)])
    return line.getvalue()


def _first_seen(cell: str) -> str:
    """The first character of the cell a person would see, at half width."""
    visible = [each for each in unicodedata.normalize("NFKC", cell) if unicodedata.category(each)[0] not in "ZC"]
    return visible[0] if visible else ""


@pytest.mark.parametrize(
    "name", ["=1+1", "＝HYPERLINK(1)", "@SUM(1)", "+1", "-2+3", "\t=1", "http://example.org", "{=1}"]
)
def test_no_cell_of_an_export_is_a_formula_or_a_link(name):
    selection = one(name=name, description=name)

    [row] = csv_rows(selection)
    items = workbook(selection).worksheets[0]

    assert _first_seen(row["item_name"]) not in ("=", "+", "-", "@")
    assert items["E2"].value == plain(name)
    assert items["E2"].data_type == "s"
    assert items["E2"].hyperlink is None
    assert jsonl_rows(selection)[0]["name"] == name


def test_no_cell_of_the_whole_workbook_is_a_formula():
    book = workbook(Selection(day=LIST_DAY))

    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}


def test_the_byte_order_mark_comes_only_when_asked_for():
    selection = Selection(day=LIST_DAY, codes={TOWN})

    without, with_mark = written(selection, "csv")[0], written(selection, "csv", bom=True)[0]

    assert with_mark == b"\xef\xbb\xbf" + without


@pytest.mark.parametrize("format", exports.FORMATS)
def test_the_command_writes_a_file_and_says_what_it_holds(format, tmp_path):
    target, err = tmp_path / f"list.{format}", StringIO()

    call_command("export_items", "--format", format, "--as-of", "2017-11-06", "--output", str(target), stderr=err)

    assert err.getvalue() == f"1618 items, SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}\n"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_the_command_knows_what_was_known(tmp_path):
    target, moment = tmp_path / "list.jsonl", timezone.now().isoformat()
    make_revision(contents.retirement(TOWN, reason="取消"), effective_from=LIST_DAY, now=timezone.now())

    arguments = ["--format", "jsonl", "--as-of", "2017-11-06", "--output", str(target)]
    call_command("export_items", *arguments, stderr=StringIO())
    now = target.read_text().count("\n")
    call_command("export_items", *arguments, "--known-at", moment, stderr=StringIO())

    assert (now, target.read_text().count("\n")) == (1617, 1618)


def test_the_command_prints_to_standard_output(capfdbinary):
    call_command("export_items", "--format", "jsonl", "--as-of", "2017-11-06", stderr=StringIO())

    assert capfdbinary.readouterr().out == written(Selection(day=LIST_DAY), "jsonl")[0]


def test_the_command_names_a_place_it_cannot_write_to(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command(
            "export_items", "--format", "csv", "--output", str(tmp_path / "none" / "list.csv"), stderr=StringIO()
        )
