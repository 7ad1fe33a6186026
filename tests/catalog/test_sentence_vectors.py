"""Vectors are made where they are missing, once, and search goes by meaning when all are there."""

from struct import pack, unpack

import pytest
from django.db import IntegrityError, transaction

from catalog import search, sentence_vectors, tasks
from catalog.models import SearchState, SentenceVector, ServiceItem
from catalog.search import documents, meaning
from catalog.search.meaning import DIMENSIONS
from catalog.seeding import vectors
from tests.factories import TODAY, make_item
from tests.threads import at_once


@pytest.fixture
def few(db, sentence_model):
    """Only what the test adds is searchable, and no vector is held."""
    ServiceItem.objects.update(retired_on=TODAY)
    SentenceVector.objects.all().delete()
    SearchState.advance()
    search.forget()


def test_all_items_get_a_vector_and_the_second_time_none(few):
    make_item(name="一个事项")
    make_item(name="另一个事项")
    before = SearchState.objects.get().generation
    seen = []

    assert sentence_vectors.fill(lambda done, total: seen.append((done, total))) == 2
    assert (seen, SearchState.objects.get().generation) == ([(2, 2)], before + 1)
    assert sentence_vectors.fill() == 0
    assert SearchState.objects.get().generation == before + 1


def test_equal_texts_share_a_vector(few):
    make_item(code="T-1", name="同名事项")
    make_item(code="T-2", name="同名事项")

    assert sentence_vectors.fill() == 1
    assert all(doc.vector for doc in documents.load().docs)


def test_killed_between_two_batches_the_next_run_makes_the_rest(few, monkeypatch):
    monkeypatch.setattr(sentence_vectors, "AT_ONCE", 2)
    for number in range(5):
        make_item(name=f"事项{number}")

    def killed(done, total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sentence_vectors.fill(killed)

    assert SentenceVector.objects.count() == 4
    tasks.fill_sentence_vectors()
    assert SentenceVector.objects.count() == 5


def test_processes_are_told_once_all_are_there(few, monkeypatch):
    monkeypatch.setattr(sentence_vectors, "AT_ONCE", 2)
    monkeypatch.setattr(documents, "MADE_WHILE_LOADING", 1)
    for number in range(7):
        make_item(name=f"事项{number}")
    before = SearchState.objects.get().generation

    sentence_vectors.fill()

    assert SearchState.objects.get().generation == before + 2  # After six of seven, and after the last.


def test_the_database_holds_a_vector_once(db):
    SentenceVector.objects.create(model="a model", text_hash="0" * 32, vector=b"")

    with pytest.raises(IntegrityError, match="sentence_vector_once_per_text"), transaction.atomic():
        SentenceVector.objects.create(model="a model", text_hash="0" * 32, vector=b"")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_one_vector_of_each(sentence_model):
    SentenceVector.objects.all().delete()
    ServiceItem.objects.exclude(code__startswith="D13-08").update(retired_on=TODAY)
    items = ServiceItem.objects.in_force().count()

    at_once([sentence_vectors.fill, sentence_vectors.fill])

    assert SentenceVector.objects.count() == items


def test_vectors_that_no_item_needs_are_dropped(few):
    item = make_item(name="一个事项")
    sentence_vectors.fill()
    SentenceVector.objects.create(model="an older model", text_hash="0" * 32, vector=b"")
    ServiceItem.objects.filter(pk=item.pk).update(name="改了名的事项")

    tasks.drop_unused_sentence_vectors()

    assert SentenceVector.objects.count() == 0


def test_an_item_just_edited_is_found_by_meaning_at_once(few, monkeypatch):
    make_item(code="T-1", name="一个事项")
    assert [doc.vector != b"" for doc in documents.load().docs] == [True]

    monkeypatch.setattr(documents, "MADE_WHILE_LOADING", 0)
    assert [doc.vector for doc in documents.load().docs] == [b""]
    search.refresh()
    assert search.status()["by_meaning"] is False


def test_without_the_model_search_goes_by_words(few, settings):
    settings.SEARCH_BY_MEANING = False
    make_item(code="T-1", name="普通护照签发")
    search.refresh()

    assert search.search("护照").codes == ("T-1",)
    assert (search.status()["by_meaning"], search.status()["model"]) == (False, None)
    assert (sentence_vectors.fill(), sentence_vectors.drop_unused()) == (0, 0)


def test_what_means_the_like_is_found_and_said_to_be(few):
    make_item(code="T-1", name="机动车驾驶证补证", description="驾驶证遗失的人补领一本新证")
    make_item(code="T-2", name="粮食收购资格认定", description="收购粮食的企业取得资格")
    search.refresh()

    result = search.search("开车的本子不见了")

    assert (result.codes[0], result.hits[0].by_meaning, result.hits[0].name_spans) == ("T-1", True, ())


@pytest.mark.django_db
def test_the_vectors_kept_with_the_reference_data_are_those_of_its_texts(sentence_model):
    model, kept = vectors.read(vectors.path())
    wanted = sentence_vectors.wanted()

    assert model == sentence_model.name
    assert kept.keys() == wanted.keys(), "Run “manage.py fill_sentence_vectors --save” after a change of the texts."
    for key in sorted(wanted)[::400]:
        [made] = sentence_model.passages([wanted[key]])
        assert cosine(made, kept[key]) > 0.99


@pytest.mark.django_db
def test_the_reference_data_is_searched_by_meaning(sentence_model):
    assert search.status()["by_meaning"] is True
    assert search.status()["model"] == sentence_model.name


def test_vectors_are_written_and_read_as_they_are(tmp_path, settings):
    settings.FIXTURES_DIR = tmp_path
    held = {f"{n:032x}": pack(f"<{DIMENSIONS}e", *([n / 8] * DIMENSIONS)) for n in range(3)}

    vectors.save("a model", held)

    assert vectors.read(vectors.path()) == ("a model", held)


def test_a_passage_names_the_item_its_aliases_and_what_it_is_for():
    doc = documents.Doc("X-1", "普通护照签发", aliases=("办护照", "护照丢了"), description="出国前领一本")

    assert meaning.passage(doc) == "普通护照签发（办护照、护照丢了）出国前领一本"


def cosine(one: bytes, other: bytes) -> float:
    left, right = unpack(f"<{DIMENSIONS}e", one), unpack(f"<{DIMENSIONS}e", other)
    length = sum(value * value for value in left) ** 0.5 * sum(value * value for value in right) ** 0.5
    return sum(a * b for a, b in zip(left, right, strict=True)) / length
