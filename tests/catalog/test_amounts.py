"""Amounts as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import amounts


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1200",
            "1,200",
            "１２００",
            "1200.00",
            " 1 200 ",
            "1200万",
            "1200 万元",
            "1200萬元",
            "１，２００万",
            "0.12亿",
        ),
        *("12000000元", "12,000,000元", "￥1200万", "人民币1200万元", "一千二百万", "1千2百万", "壹仟贰佰万元"),
    ],
)
def test_one_amount_is_read_however_it_is_written(text):
    assert amounts.read(text, "万元") == 1200


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("0.5", "0.5"), ("十万", 10), ("二十", 20), ("两百万", 200), ("1亿2000万", 12000), ("1万亿", 10**8)],
)
def test_an_amount_in_the_unit_of_ten_thousand_yuan(text, value):
    assert amounts.read(text, "万元") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("300", "平方米", 300),
        ("300平方米", "平方米", 300),
        ("3万平方米", "平方米", 30000),
        ("500元", "元", 500),
        ("三十人", "人", 30),
    ],
)
def test_other_units_are_read_too(text, unit, value):
    assert amounts.read(text, unit) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "万",
            "元",
            "abc",
            "-5",
            "1e5",
            "1..2",
            "1.2.3",
            ".5",
            "5.",
            "1,20",
            "12,00,000",
            "1200美元",
            "$1200",
        ),
        *("1200以上", "500-1000", "大约1200", "一二三", "三万五", "1万5", "9" * 31, "<b>1</b>", "∞", "NaN"),
    ],
)
def test_what_is_not_one_clear_amount_is_refused(text):
    with pytest.raises(amounts.NotAnAmount):
        amounts.read(text, "万元")


@given(st.integers(0, 10**10))
def test_commas_and_full_width_figures_change_nothing(number):
    wide = f"{number:,}".translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789,"})

    assert amounts.read(f"{number:,}", "万元") == amounts.read(wide, "万元") == number


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(amounts.NotAnAmount):
        assert amounts.read(text, "元") >= 0
