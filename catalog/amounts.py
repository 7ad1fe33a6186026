"""An amount as people type it, in the unit its question asks for.

1200, 1,200.50, １２００, 1200万, 1.2亿, 一千二百万, 1200万元 and 12000000元 are all read; anything else is refused.
"""

import re
from decimal import Decimal

from .search.text import clean

LONGEST = 30
"""Characters. No amount of a service item is longer."""

DIGITS = dict(zip("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", map(int, "001223456789123456789"), strict=True))
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
YUAN = ("元", "块", "块钱", "元整", "圆")

FIGURES = f"0-9.{''.join([*DIGITS, *TENS, *MYRIADS])}"
WRITTEN = re.compile(rf"(?:人民币|rmb|￥|¥)?(?P<number>[{FIGURES}]+)(?P<unit>\D*)")
PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|\D")
COLLOQUIAL = re.compile(r"[百佰千仟万亿][1-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]$")
"""三万五 is 35000 to one reader and 30005 to another, so it is not guessed at."""

COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


class NotAnAmount(ValueError):
    """What was typed cannot be read as one amount."""


def read(text: str, unit: str) -> Decimal:
    """The amount in `unit`, such as 万元: a bare number is in that unit, one with 万, 亿 or 元 says its own.

    Raises NotAnAmount.
    """
    plain = COMMA.sub("", "".join(clean(text).text.split()))
    written = WRITTEN.fullmatch(plain)
    if not written or len(plain) > LONGEST:
        raise NotAnAmount(text)
    number, said = written["number"], written["unit"]
    scale, base = _split(unit)
    if said not in ("", unit, base, *(YUAN if base == "元" else ())):
        raise NotAnAmount(text)
    value = _value(number)
    # “1200万” and “12000000元” name their size; “1200” and “1200万元” are in the unit of the question.
    names_its_size = any(myriad in number for myriad in MYRIADS) or said not in ("", unit)
    return value / scale if names_its_size else value


def _split(unit: str) -> tuple[int, str]:
    """万元 → 10000 and 元."""
    return (MYRIADS[unit[0]], unit[1:]) if unit[:1] in MYRIADS else (1, unit)


def _value(number: str) -> Decimal:
    """A number in Arabic or Chinese figures, or both mixed. Raises NotAnAmount."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    parts = PARTS.findall(number)
    if "".join(parts) != number or "." in parts or COLLOQUIAL.search(number):
        raise NotAnAmount(number)
    for part in parts:
        if part in TENS:
            section += (Decimal(1) if digit is None else digit) * TENS[part]
            digit = None
        elif part in MYRIADS:
            counted = section + (digit or 0)
            if not counted and not total:
                raise NotAnAmount(number)
            total = (total + counted) * MYRIADS[part] if part == "亿" else total + counted * MYRIADS[part]
            section, digit = Decimal(0), None
        elif digit:  # Two numbers in a row, such as 一二 or 5六.
            raise NotAnAmount(number)
        else:
            digit = Decimal(DIGITS[part]) if part in DIGITS else Decimal(part)
    return total + section + (digit or 0)
