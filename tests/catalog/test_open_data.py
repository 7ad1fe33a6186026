"""The public download: what it answers, what it refuses, and in which words."""

import base64
import csv
import hashlib
import io
from urllib.parse import unquote

import pytest
from django.utils import timezone

from catalog import contents, exports
from tests.factories import LIST_DAY, make_revision

pytestmark = pytest.mark.django_db

URL = "/open/items"
PART = {"as_of": "2017-11-06", "dept": "D13"}


@pytest.fixture
def get(client):
    """Gets the download and reads it to its end, which closes the file behind it."""

    def get(parameters: dict[str, str], **headers: str):
        response = client.get(URL, parameters, **headers)
        response.body = response.getvalue()
        return response

    return get


def test_the_list_is_given_to_anybody_as_csv_for_excel(get):
    response = get({"as_of": "2017-11-06"})
    data = response.body

    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert data.startswith(b"\xef\xbb\xbfitem_code,")
    assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) == 1619
    assert response["X-Row-Count"] == "1618"


def test_the_mark_for_excel_can_be_left_out(get):
    assert get({**PART, "bom": "0"}).body.startswith(b"item_code,")


@pytest.mark.parametrize("format", exports.FORMATS)
def test_a_download_says_how_to_check_it(get, format):
    response = get({**PART, "format": format})
    data = response.body

    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert response["Content-Type"] == exports.FORMATS[format]
    assert response["Repr-Digest"] == f"sha-256=:{digest}:"
    assert response["Content-Length"] == str(len(data))
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_file_has_a_chinese_name_and_a_plain_one(get):
    plain, chinese = get(PART)["Content-Disposition"].removeprefix("attachment; ").split("; ")

    assert plain == 'filename="items-2017-11-06.csv"'
    assert unquote(chinese) == "filename*=UTF-8''政务服务事项-2017-11-06.csv"


def test_a_copy_that_is_still_right_is_not_sent_again(get):
    first = get(PART)
    again = get(PART, headers={"if-none-match": first["ETag"]})
    make_revision(contents.retirement("D13-080", reason="取消"), effective_from=LIST_DAY, now=timezone.now())
    changed = get(PART, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again["ETag"], again.body) == (304, first["ETag"], b"")
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "narrowed", [{"tier": "B"}, {"dept": "D13"}, {"kind": "retained"}, {"hall": "BDC"}, {"dept": "D13", "tier": "A"}]
)
def test_the_list_can_be_narrowed(get, narrowed):
    response = get({"as_of": "2017-11-06", **narrowed})

    fields = {"dept": "department"}
    selection = exports.Selection(day=LIST_DAY, **{fields.get(name, name): value for name, value in narrowed.items()})
    assert int(response["X-Row-Count"]) == len(list(selection.rows())) > 0


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"format": "pdf"}, "参数 format（格式）"),
        ({"as_of": "2017-13-01"}, "参数 as_of（清单日期）"),
        ({"as_of": "yesterday"}, "参数 as_of（清单日期）"),
        ({"tier": "E"}, "参数 tier（权责清单类别）"),
        ({"dept": "D99"}, "参数 dept（"),
        ({"dept": "\0"}, "参数 dept（"),
        ({"hall": "<script>"}, "参数 hall（"),
        ({"kind": "x" * 10_000}, "参数 kind（办理地点种类）"),
        ({"bom": "2"}, "参数 bom（BOM）"),
        ({"department": "D13"}, "没有这个参数：department。"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_in_words(get, parameters, sentence):
    response = get(parameters)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.body.decode().startswith(sentence)


def test_a_day_to_come_has_no_list_yet(get):
    response = get({"as_of": "2999-01-01"})

    assert response.status_code == 400
    assert response.body.decode() == "参数 as_of（清单日期）：还没有到这一天，清单尚未确定。\n"


def test_a_day_before_the_list_has_none(get):
    response = get({"as_of": "2017-11-05"})

    assert response.status_code == 404
    assert response.body.decode() == "2017-11-05 还没有清单。\n"


def test_a_narrowing_that_nothing_meets_gives_an_empty_list(get):
    response = get({"as_of": "2017-11-06", "tier": "C", "format": "jsonl"})

    assert (response.status_code, response["X-Row-Count"], response.body) == (200, "0", b"")


def test_nothing_can_be_sent_here(client):
    assert client.post(URL).status_code == 405
