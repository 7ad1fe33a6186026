"""Initials: one run of letters answers for all its beginnings."""

import pytest

from catalog.search import analysis
from catalog.search.analysis import Doc
from catalog.search.beginnings import beginnings
from catalog.search.index import Index

WEIGHTS = beginnings({"iwlga": [0, 2.0, 3, 1.0], "iwl": [3, 0.5], "iwz": [1, 4.0]})


@pytest.mark.parametrize(
    ("token", "found"),
    [
        ("iwl", {0: 2.0, 3: 1.5}),
        ("iwlga", {0: 2.0, 3: 1.0}),
        ("iw", {0: 2.0, 1: 4.0, 3: 1.5}),
        ("iwlgat", {}),
        ("ia", {}),
        ("iz", {}),
    ],
)
def test_every_beginning_weighs_what_all_that_begins_so_weighs(token, found):
    assert WEIGHTS(token) == found


def test_the_index_tells_of_initials_what_it_would_if_each_were_a_token():
    names = ["往来港澳通行证", "往来台湾通行证签发", "护照换发"]
    index = Index([Doc(f"X-{number}", name) for number, name in enumerate(names)])
    held = [set(analysis.tokens(name, "i")) for name in names]
    for token in set.union(*held):
        frequency = sum(token in tokens for tokens in held)
        assert index.idf(token) == index._idf(frequency)
