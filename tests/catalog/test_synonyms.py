"""Synonyms as staff keep them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog import directory, search, synonyms
from catalog.models import SearchState, Synonym
from tests.factories import make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def make(term="测过户", expansions=("转移登记",), **values) -> Synonym:
    return Synonym(term=term, expansions=list(expansions), **values)


def generation() -> int:
    return SearchState.objects.get().generation


def test_a_saved_synonym_is_kept_plain_and_searched_by_at_once():
    before, clerk = generation(), make_user()

    saved = synonyms.save(make("  測過戶 ", ["轉移登記", "转移登记"]), by=clerk)

    assert (saved.term, saved.expansions, saved.created_by) == ("测过户", ["转移登记"], clerk)
    assert generation() == before + 1


def test_who_changes_a_synonym_does_not_become_its_creator():
    first, second = make_user(), make_user()
    synonym = synonyms.save(make(), by=first)
    synonym.note = "why"

    synonyms.save(synonym, by=second)

    assert Synonym.objects.get(pk=synonym.pk).created_by == first


@pytest.mark.parametrize(
    ("term", "expansions"),
    [
        ("", ["转移登记"]),
        ("？！", ["转移登记"]),
        ("长" * 21, ["转移登记"]),
        ("测过户", []),
        ("测过户", ["测过户"]),
        ("测过户", ["測過戶"]),
        ("测过户", ["……"]),
        ("测过户", ["长" * 41]),
        ("测过户", [f"第{n}个" for n in range(9)]),
    ],
)
def test_what_cannot_be_searched_is_refused(term, expansions):
    with pytest.raises(ValidationError):
        synonyms.save(make(term, expansions), by=None)

    assert not Synonym.objects.filter(term=term).exists()


def test_a_term_is_held_once():
    synonyms.save(make(), by=None)

    with pytest.raises(synonyms.TermTaken):
        synonyms.save(make(expansions=["变更登记"]), by=None)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_save_a_term_once_and_the_other_is_told():
    one, other = at_once([lambda: synonyms.save(make(), by=None)] * 2)

    assert {type(one), type(other)} == {Synonym, synonyms.TermTaken}
    assert Synonym.objects.filter(term="测过户").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_other_meets_the_database():
    answers = at_once([lambda: directory.save(make())] * 2)

    assert {type(answer) for answer in answers} == {type(None), IntegrityError}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"term": ""}, "synonym_term_not_empty"),
        ({"weight": 0}, "synonym_weight_above_0_to_1"),
        ({"weight": 1.5}, "synonym_weight_above_0_to_1"),
        ({"expansions": []}, "synonym_stands_for_something"),
    ],
)
def test_the_database_refuses_it_too(values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Synonym.objects.create(**{"term": "测过户", "expansions": ["转移登记"]} | values)


def test_deleting_twice_is_once():
    synonym = synonyms.save(make(), by=None)
    before = generation()

    synonyms.delete(synonym)
    synonyms.delete(synonym)

    assert not Synonym.objects.filter(term="测过户").exists()
    assert generation() == before + 1


def test_reference_synonyms_leave_what_staff_wrote():
    synonyms.save(make(expansions=["变更登记"]), by=None)

    synonyms.add_missing([make(), make("测新词", ["转移登记"])])
    before = generation()
    synonyms.add_missing([make(), make("测新词", ["转移登记"])])

    assert Synonym.objects.get(term="测过户").expansions == ["变更登记"]
    assert Synonym.objects.get(term="测新词").expansions == ["转移登记"]
    assert generation() == before


def test_a_synonym_finds_what_it_stands_for_and_says_so():
    synonyms.save(make("测过户", ["转移登记"]), by=None)
    search.refresh()

    result = search.search("测过户")

    assert result.interpretation == search.Interpretation("synonym", "转移登记")
    assert result.hits[0].name_spans


def test_a_trial_changes_nothing_for_anybody_else():
    before = search.search("测过户").codes

    tried = search.trial(synonyms=[search.SynonymRule("测过户", ("普通护照签发",))]).search("测过户")

    assert tried.codes[0] == "D13-080"
    assert search.search("测过户").codes == before


def test_a_trial_with_other_aliases():
    code = "D13-080"

    tried = search.trial(aliases={code: ["出洋的本本"]}).search("出洋的本本")

    assert (tried.codes[0], tried.hits[0].matched_as) == (code, "出洋的本本")
