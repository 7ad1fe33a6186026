"""Files of a list: read in many spellings, and refused line by line in words."""

import pytest
from django.core.exceptions import ValidationError

from catalog.imports import Unreadable
from catalog.imports.cleaning import clean
from catalog.models import ServiceItem
from catalog.seeding.items import TASK_TYPES
from tests.factories import make_department
from tests.lists import (
    CHINESE,
    ITEMS,
    NEW,
    PLACEMENTS,
    chinese_rows,
    command,
    csv_file,
    prepare,
    reference_rows,
    state,
    xlsx_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chinese")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_office_may_write_in_any_usual_encoding(encoding, tmp_path):
    plan = prepare(csv_file(tmp_path, [CHINESE, NEW], encoding=encoding), replace=True, source="测试")

    assert plan.problems == []
    [added] = plan.added
    assert added.after["name"] == "新事项"


def test_a_workbook_says_the_same_as_a_csv_file(tmp_path):
    row = [*NEW, 20, True, 45.0]
    header = [*CHINESE, "法定办结时限", "是否收费", "到现场次数"]
    text = [*NEW, "20", "是", "45"]

    one = prepare(xlsx_file(tmp_path, [[*header, "法定时限单位"], [*row, "工作日"]])).added
    other = prepare(csv_file(tmp_path, [[*header, "法定时限单位"], [*text, "工作日"]])).added

    assert one[0].after | {"source": ""} == other[0].after | {"source": ""} | {"placements": one[0].after["placements"]}
    assert (one[0].after["statutory_days"], one[0].after["is_fee"], one[0].after["visits"]) == (20, True, 45)


def test_every_bad_row_is_listed_and_nothing_is_saved(tmp_path):
    before, rows = state(), reference_rows()
    rows[11][5] = "E"
    rows[19][5] = ""
    rows[29][4] = "不存在的类型"
    rows[39][1] = "市没有局"
    rows[49][0] = rows[48][0]
    rows[59][6] = "分情形"
    rows[59][5] = "A"
    rows[69] = rows[69][:-2]
    rows[79][3] = "长" * 201
    rows[89][0] = "编码 1"

    code, text = command(csv_file(tmp_path, rows))

    listed = [line for line in text.splitlines() if line.startswith("第 ")]
    assert code == 1
    assert listed == [
        "第 12 行「tier」：应为 A 或 B，写的是 E",
        "第 20 行「tier」：应为 A 或 B，写的是 空白",
        f"第 30 行「item_type」：应为 {'、'.join(TASK_TYPES)}，写的是 不存在的类型",
        "第 40 行「department」：系统内没有：市没有局",
        f"第 50 行「item_code」：{rows[48][0]} 与第 49 行重复",
        "第 60 行「b_mode」：只有 B 类事项才分市区同办、分情形",
        "第 70 行：有 12 个单元格，表头有 14 个",
        f"第 80 行「item_name」：{too_long()}",
        "第 90 行「item_code」：编码只能含英文字母、数字和“-”，写的是 编码 1",
    ]
    assert text.endswith("没有保存任何内容。")
    assert state() == before


def too_long() -> str:
    """The framework's own words."""
    with pytest.raises(ValidationError) as refusal:
        ServiceItem._meta.get_field("name").clean("长" * 201, None)
    return "；".join(refusal.value.messages)


def test_a_bad_row_is_told_by_the_header_of_its_file(tmp_path):
    bad = ["N01-002", "另一事项", "市公安局", "E", *NEW[4:]]

    [problem] = prepare(csv_file(tmp_path, [CHINESE, NEW, bad])).problems

    assert str(problem) == "第 3 行「类别」：应为 A 或 B，写的是 E"


def test_a_line_is_counted_where_it_begins_as_an_editor_shows_it(tmp_path):
    first = [*NEW[:6], "《甲》\n《乙》\n《丙》", NEW[7]]
    bad = ["N01-002", "另一事项", "市公安局", "E", *NEW[4:]]

    plan = prepare(csv_file(tmp_path, [CHINESE, first, bad]))

    assert [problem.line for problem in plan.problems] == [5]
    assert [basis["citation"] for basis in plan.added[0].after["legal_bases"]] == ["《甲》", "《乙》", "《丙》"]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("进驻", "", "新增事项必须有办理地点"),
        ("进驻", "XX", "没有开放的大厅叫“XX”"),
        ("进驻", "M:没有的窗口", "市行政服务大厅没有“没有的窗口”"),
        ("进驻", "M|M:综合窗口", "同一地点写了两次"),
        ("进驻", "D:综合窗口", "“D”不是单个大厅，不能写窗口"),
        ("事项编码", "", "编码只能含英文字母、数字和“-”，写的是 空白"),
        ("事项编码", "../x", "编码只能含英文字母、数字和“-”，写的是 ../x"),
        ("市区同办/分情形", "都办", "应为 市区同办、分情形，写的是 都办"),
        ("类别", "B", None),
        ("实施主体", "", "不能为空"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_with_its_reason(tmp_path, column, value, reason):
    row = NEW.copy()
    row[CHINESE.index(column)] = value

    [problem] = prepare(csv_file(tmp_path, [CHINESE, row])).problems

    if reason is None:  # Tier B without its sharing: the other column is to blame.
        column, reason = "市区同办/分情形", "B 类事项应写明市区同办或分情形"
    assert (problem.line, problem.column, problem.reason) == (2, column, reason)


@pytest.mark.parametrize(
    ("column", "value", "blamed", "reason"),
    [
        ("承诺办结时限", "十", "承诺办结时限", "应为整数，写的是 十"),
        ("承诺办结时限", "-1", "承诺办结时限", "应为整数，写的是 -1"),
        ("承诺办结时限", "5", "承诺时限单位", "写了天数没有写单位，应为工作日或自然日"),
        ("承诺时限单位", "工作日", "承诺办结时限", "写了单位没有写天数"),
        ("来源日期", "2017-02-30", "来源日期", "应为日期，如 2017-11-06，写的是 2017-02-30"),
        ("是否收费", "也许", "是否收费", "应为 是、否，写的是 也许"),
        ("服务对象", "外星人", "服务对象", "应为 自然人、法人，写的是 外星人"),
        ("主题", "没有的主题", "主题", "系统内没有：没有的主题"),
    ],
)
def test_a_further_column_is_checked_as_well(tmp_path, column, value, blamed, reason):
    [problem] = prepare(csv_file(tmp_path, [[*CHINESE, column], [*NEW, value]])).problems

    assert (problem.column, problem.reason) == (blamed, reason)


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("服务对象", "自然人；企业法人", "audience", "both"),
        ("服务对象", "企业", "audience", "company"),
        ("办件类型", "即办件", "project_type", "immediate"),
        ("网上办理深度", "Ⅳ级", "online_depth", 4),
        ("网上办理深度（必填）", "", "online_depth", None),
        ("是否收费*", "否", "is_fee", False),
        ("来源日期", "2017年11月6日", "source_date", "2017-11-06"),
        ("别名", "房产过户|过户", "aliases", ["房产过户", "过户"]),
        ("主题", "出境入境", "themes", ["chujingrujing"]),
        ("taskHandleItem", "4" * 33, "handle_code", "4" * 33),
    ],
)
def test_a_cell_may_be_spelt_as_offices_spell_it(tmp_path, column, value, field, expected):
    [added] = prepare(csv_file(tmp_path, [[*CHINESE, column], [*NEW, value]])).added

    assert added.after[field] == expected


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("公司&amp;amp;企业", "公司&企业"),
        ("a&amp;lt;b&amp;gt;c", "ac"),
        ("第一行<br>第二行<BR/>第三行", "第一行\n第二行\n第三行"),
        ("<p>段落</p><script>alert(1)</script>", "段落\nalert(1)"),
        ("坏\x00字\x85符\ufeff", "坏字符"),
        ("  前后  空格\t ", "前后 空格"),
        ("e\u0301", "é"),
        ("1000万元 < 项目", "1000万元 < 项目"),
    ],
)
def test_text_of_other_systems_is_made_plain(dirty, plain):
    assert clean(dirty) == plain


def test_two_items_do_not_share_a_handling_code(tmp_path):
    rows = [[*CHINESE, "业务办理项编码"], [*NEW, "4" * 33], ["N01-002", *NEW[1:], "4" * 33]]

    [problem] = prepare(csv_file(tmp_path, rows)).problems

    assert str(problem) == "第 3 行「业务办理项编码」：已经是 N01-001 的编码"


def test_departments_of_one_name_are_told_apart_by_their_code(tmp_path):
    make_department(code="T98", short_name="市测试局", full_name="深圳市测试局")
    make_department(code="T99", short_name="市测试局", full_name="深圳市测试二局")
    row = [*NEW[:2], "市测试局", *NEW[3:]]

    [problem] = prepare(csv_file(tmp_path, [CHINESE, row])).problems
    [added] = prepare(csv_file(tmp_path, [[*CHINESE, "实施主体编码"], [*row, "T99"]])).added

    assert problem.reason == "有几个部门叫这个名称，请写部门编码"
    assert added.after["department"] == "T99"


def test_department_columns_have_to_agree(tmp_path):
    row = [*NEW, "D01"]

    [problem] = prepare(csv_file(tmp_path, [[*CHINESE, "实施主体编码"], row])).problems

    assert (problem.column, problem.reason) == ("实施主体", "与其他部门列不一致：市公安局")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "文件是空的。"),
        ([["事项编码", "实施主体"]], "缺少必需的列：事项名称、类别。文件中的列有：事项编码、实施主体。"),
        ([["事项编码", "事项名称", "类别"]], "缺少必需的列：实施主体。文件中的列有：事项编码、事项名称、类别。"),
        ([["事项编码", "item_code", "类别"]], "“事项编码”和“item_code”两列含义相同，请只保留一列。"),
        ([["类别", "类别"]], "重复的列：类别。"),
        ([["<html>502</html>"]], "缺少必需的列：事项编码、事项名称、类别。文件中的列有：502。"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path, rows, sentence):
    code, text = command(csv_file(tmp_path, rows))

    assert (code, text) == (1, sentence)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xfe\x00", "文件不是 UTF-8 或 GB18030 编码的文本，也不是 .xlsx 工作簿。"),
        (b"\xd0\xcf\x11\xe0", "这是旧格式的工作簿（.xls），请先另存为 .xlsx 或 CSV。"),
        (b"PK\x03\x04broken", "工作簿已损坏，无法打开。"),
        (b'a,b\n"x', "第 2 行不是有效的 CSV：unexpected end of data"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, data, sentence):
    path = tmp_path / "list.csv"
    path.write_bytes(data)

    with pytest.raises(Unreadable) as refusal:
        prepare(path)

    assert refusal.value.messages == [sentence]


def test_a_file_that_is_not_there_is_named(tmp_path):
    code, text = command(tmp_path / "none.csv")

    assert code == 1
    assert text.startswith("无法读取 none.csv：")


def test_a_long_code_stored_as_a_number_is_a_bad_row(tmp_path):
    path = xlsx_file(tmp_path, [[*CHINESE, "业务办理项编码"], [*NEW, 440300000000001234]])

    [problem] = prepare(path).problems

    assert str(problem) == "第 2 行「业务办理项编码」：编码存成了数字，末尾数字已丢失，请存为文本。"


def test_places_given_twice_are_refused(tmp_path):
    plan = prepare(csv_file(tmp_path, [CHINESE, *chinese_rows(), NEW]), PLACEMENTS)

    assert plan.refusals == ["办理地点写了两次：清单的列里有，另一个文件里也有。请只用一种。"]


def test_a_place_of_an_item_that_is_not_listed_is_refused(tmp_path):
    places = csv_file(tmp_path, [["item_code", "venue_key"], ["Z-1", "D"], ["D01-001", "nowhere"]], name="places.csv")

    plan = prepare(ITEMS, places)

    assert plan.refusals == ["办理地点文件中的事项不在清单里：Z-1。"]
    assert [str(problem) for problem in plan.problems] == ["第 3 行「venue_key」：没有开放的大厅叫“nowhere”"]


def test_an_item_with_questions_is_not_made_alike_by_a_file(tmp_path):
    rows = reference_rows()
    rows[1][6] = "市区同办"

    [problem] = prepare(csv_file(tmp_path, rows)).problems

    assert (rows[1][0], problem.reason) == ("D01-001", "该事项设有分情形的问题，请先在管理页面删除")
