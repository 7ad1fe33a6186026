"""The filters of the results page against the database: the search counts what the rows say."""

import pytest
from django.http import QueryDict

from catalog import search
from catalog.filters import ItemFilter
from catalog.models import ServiceItem

pytestmark = pytest.mark.django_db


def filtered(query: str) -> ItemFilter:
    return ItemFilter(QueryDict(query), queryset=ServiceItem.objects.in_force())


@pytest.mark.parametrize("name", list(ItemFilter.base_filters))
def test_every_value_of_a_facet_counts_the_rows_it_stands_for(name):
    counts = dict(search.search("").facets.get(name, ()))
    values = [value for value, _label in filtered("").form.fields[name].choices]

    held = {value: filtered(f"{name}={value}").qs.count() for value in values}

    assert {value: counts.get(value, 0) for value in values} == held


@pytest.mark.parametrize("name", list(ItemFilter.base_filters))
def test_every_value_the_search_counts_can_be_chosen(name):
    values = {value for value, _label in filtered("").form.fields[name].choices}

    assert {value for value, _count in search.search("").facets.get(name, ())} - values == set()


def test_values_of_two_facets_narrow_each_other():
    filters = filtered("audience=person&fee=no&fee=unknown&hall=M&place=municipal_hall")

    codes = set(filters.qs.values_list("code", flat=True))

    assert codes == set(search.search("", filters=filters.chosen, limit=2000).codes)
    assert codes


def test_an_unknown_value_narrows_nothing_and_is_named():
    filters = filtered("tier=A&tier=Z&theme=nothing&colour=red")

    assert filters.chosen == {"tier": ["A"]}
    assert filters.unknown == ["nothing", "Z"]
