"""The pages of the departments: who they are, who took over, and their items by type."""

import html
import re

import pytest

from catalog.models import Department
from tests.factories import make_department, make_item

pytestmark = pytest.mark.django_db

QUERIES = 5


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_index_counts_the_items_in_force(client):
    listed = client.get("/departments/").context["departments"]

    assert len(listed) == 43
    assert sum(department.held for department in listed) == 1618


def test_items_stand_by_type_in_the_order_of_a_dictionary(client):
    department = make_department(code="T80")
    for name, kind in [("备案", "01"), ("安全", "01"), ("奖励", "08")]:
        make_item(name=name, task_type=kind, department="T80")

    types = client.get(department.get_absolute_url()).context["types"]

    assert [(str(label), [row.name for row in group]) for label, group in types] == [
        ("行政许可", ["安全", "备案"]),
        ("行政奖励", ["奖励"]),
    ]


def test_successors_and_predecessors_are_named(client):
    successor = make_department(code="T81", short_name="市新局")
    old = make_department(code="T82", short_name="市旧局", successor=successor, successor_names="市新局；市另一局")

    assert "现承接单位 市新局；市另一局" in text(client.get(old.get_absolute_url()))
    assert "承接自 市旧局" in text(client.get(successor.get_absolute_url()))


def test_a_department_without_items_says_so(client):
    assert "清单中没有该部门的事项。" in text(client.get(make_department(code="T83").get_absolute_url()))


@pytest.mark.parametrize("code", ["NONE", "%00", "x" * 10_000, "%3Cscript%3E"])
def test_a_code_no_department_has_is_not_found(client, code):
    assert client.get(f"/departments/{code}/").status_code == 404


@pytest.mark.parametrize("items", [1, 30])
def test_a_department_takes_the_same_queries_for_one_item_and_for_thirty(client, django_assert_num_queries, items):
    department = make_department(code="T84")
    for _ in range(items):
        make_item(department="T84")

    with django_assert_num_queries(QUERIES):
        client.get(department.get_absolute_url())


def test_the_index_takes_one_query(client, django_assert_num_queries):
    assert Department.objects.exists()

    with django_assert_num_queries(1):
        client.get("/departments/")
