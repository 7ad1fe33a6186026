"""What is kept of searches that failed: counts by day and words, and nothing that points at a person."""

from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog import search, search_log
from catalog.masking import masked
from catalog.models import SearchLog
from catalog.tasks import forget_old_searches
from tests.factories import TODAY
from tests.threads import at_once

NUMBERS = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138。。。。0013。。。。8000",
    "44030119900101123----X",
    "+86 138.0013.8000",
    "１３８００１３８０００",
    "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "٠١٢٣٤٥٦٧",
    "一三八零零一三八零零零",
    "(0755) 8888-8888",
    "44030119900101123X",
    "44030119900101123x",
    "4403 0119 9001 0112 3X",
    "440301900101123",
    "E12345678",
    "H 1234 5678",
    "A123456(7)",
    "91440300MA5F1234X5",
    "粤B12345",
    "粤B·D12345",
    "someone@example.com",
    "ＳＯＭＥＯＮＥ＠ＥＸＡＭＰＬＥ．ＣＯＭ",
    "1" * 64,
    "我的13800138000怎么办",
    "张三 13800138000",
    "zhangsan 13800138000",
]


def kept() -> set[tuple]:
    return set(SearchLog.objects.values_list("day", "kind", "words", "count", "top_item"))


def found(*codes: str, confident: bool = True, kind: str = "") -> search.Result:
    return search.Result(codes, (), {}, confident, "", search.Interpretation(kind))


NOTHING, UNSURE = found(), found("D13-080", "D13-081", confident=False)


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_document_plate_or_address_is_not_kept_at_all(typed):
    assert masked(typed) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("丢了护照和户口本13800138000", "丢了护照和户口本***"),
        ("港澳通行证 H12345678 过期了", "港澳通行证 *** 过期了"),
        ("粤B12345违章处理在哪里办", "***违章处理在哪里办"),
        ("邮箱someone@example.com收不到验证码", "邮箱***收不到验证码"),
        ("4403 0119 9001 0112 3X 积分入户查询", "*** 积分入户查询"),
    ],
)
def test_a_number_among_other_words_is_masked(typed, words):
    assert masked(typed) == words
    assert masked(words) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("买房过户", "买房过户"),
        ("  買房　過戶 ", "买房 过户"),
        ("HùZhào", "huzhao"),
        ("12345热线", "12345热线"),
        ("D13-080", "d13-080"),
        ("2024年12月退税", "2024年12月退税"),
        ("5G基站", "5g基站"),
        ("张@三", "张 三"),
        ("\0\u200b", ""),
        ("护照" * 40, "护照" * 32),
    ],
)
def test_other_words_are_kept_as_search_reads_them(typed, words):
    assert masked(typed) == words


@pytest.mark.django_db
def test_a_search_that_found_nothing_or_nothing_that_fits_is_counted_by_the_day():
    for words, result, day in [
        ("登月", NOTHING, TODAY),
        ("登 月", NOTHING, TODAY),
        ("登月", NOTHING, TODAY),
        ("登月", UNSURE, TODAY),
        ("登月", NOTHING, TODAY + timedelta(days=1)),
    ]:
        search_log.record(words, result, day=day)

    assert kept() == {
        (TODAY, "nothing", "登月", 2, ""),
        (TODAY, "nothing", "登 月", 1, ""),
        (TODAY, "unsure", "登月", 1, "D13-080"),
        (TODAY + timedelta(days=1), "nothing", "登月", 1, ""),
    }


@pytest.mark.django_db
def test_a_search_that_went_well_and_one_without_words_leave_nothing():
    search_log.record("护照", found("D13-080"), day=TODAY)
    search_log.record("！！", found(kind="everything", confident=False), day=TODAY)

    assert kept() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", NUMBERS)
def test_neither_a_search_nor_an_answer_about_a_number_leaves_a_row(typed):
    search_log.record(typed, NOTHING, day=TODAY)
    search_log.vote(typed, is_useful=False, top_item="D13-080", day=TODAY)

    assert kept() == set()


@pytest.mark.django_db
def test_the_item_that_stood_first_is_that_of_the_last_time():
    search_log.vote("护照", is_useful=False, top_item="D13-080", day=TODAY)
    search_log.vote("护照", is_useful=False, top_item="D13-081", day=TODAY)
    search_log.vote("护照", is_useful=True, top_item="D13-080", day=TODAY)

    assert kept() == {(TODAY, "not_useful", "护照", 2, "D13-081"), (TODAY, "useful", "护照", 1, "D13-080")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"words": "我的13800138000"}, "search_log_holds_no_long_number"),
        ({"words": "123456"}, "search_log_holds_no_long_number"),
        ({"words": "a@b"}, "search_log_holds_no_mail_address"),
        ({"words": ""}, "search_log_has_words"),
        ({"count": 0}, "search_log_counts_something"),
        ({"kind": "other"}, "search_log_kind_is_known"),
    ],
)
def test_the_database_itself_refuses_what_must_not_be_kept(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SearchLog.objects.create(**{"day": TODAY, "kind": "nothing", "words": "登月"} | fields)


@pytest.mark.django_db
def test_a_number_of_five_digits_may_be_kept():
    SearchLog.objects.create(day=TODAY, kind="nothing", words="12345 54321")

    assert SearchLog.objects.count() == 1


@pytest.mark.django_db
def test_on_a_full_day_no_new_words_are_kept_and_those_held_are_counted(monkeypatch):
    monkeypatch.setattr(search_log, "MOST_ROWS_A_DAY", 2)

    for words in ("甲", "乙", "丙", "甲"):
        search_log.record(words, NOTHING, day=TODAY)
    search_log.record("丙", NOTHING, day=TODAY + timedelta(days=1))

    assert kept() == {
        (TODAY, "nothing", "甲", 2, ""),
        (TODAY, "nothing", "乙", 1, ""),
        (TODAY + timedelta(days=1), "nothing", "丙", 1, ""),
    }


@pytest.mark.django_db
def test_nothing_is_kept_longer_than_ninety_days():
    today = timezone.localdate()
    for age in (0, 90, 91, 400):
        search_log.record("登月", NOTHING, day=today - timedelta(days=age))

    forget_old_searches()
    forget_old_searches()

    assert sorted((today - row.day).days for row in SearchLog.objects.all()) == [0, 90]


def type_at_once(times: int) -> None:
    assert at_once([partial(search_log.record, "登月", NOTHING, day=TODAY) for _each in range(times)]) == [None] * times


@pytest.mark.django_db(transaction=True)
def test_of_the_first_searches_at_once_none_is_lost(monkeypatch):
    look, all_of_them = QuerySet.count, Barrier(4)

    def look_and_wait(rows):
        held = look(rows)
        all_of_them.wait(timeout=10)
        return held

    monkeypatch.setattr(QuerySet, "count", look_and_wait)  # None has written when the last one has looked.
    type_at_once(4)

    assert kept() == {(TODAY, "nothing", "登月", 4, "")}


@pytest.mark.django_db(transaction=True)
def test_of_further_searches_at_once_none_is_lost():
    search_log.record("登月", NOTHING, day=TODAY)

    type_at_once(8)

    assert kept() == {(TODAY, "nothing", "登月", 9, "")}


@pytest.mark.django_db(transaction=True)
def test_if_the_page_counted_instead_of_the_database_searches_at_once_would_be_lost(monkeypatch):
    search_log.record("登月", NOTHING, day=TODAY)
    all_of_them = Barrier(4)

    def read_then_write(rows, **_changes):
        row = rows.get()
        all_of_them.wait(timeout=10)
        row.count += 1
        row.save(force_update=True)
        return 1

    monkeypatch.setattr(QuerySet, "update", read_then_write)
    type_at_once(4)

    assert kept() == {(TODAY, "nothing", "登月", 2, "")}
