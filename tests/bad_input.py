"""What people, programs and attackers send as words, percent-encoded as it stands in an address."""

from urllib.parse import quote

WORDS = [
    "",
    " \t\n",
    "\0",
    "护照\0丢了",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE catalog_serviceitem; --",
    "%",
    "%s%(x)s{0}",
    "🚪👨‍👩‍👧",
    "𠮷",
    "！！！，。、",
    "怎么办理",
    "זכות אזרח",
    "\u202e护照\u202c",
    "\u200b\ufeff",
    "ｈｕｚｈａｏ　１２３",
    "hùzhào",
    "護照丟了",
    "e\u0301" * 40,
    "ﷺ" * 64,
    "440301199001011234",
    "照" * 10_000,
    "a" * 10_000,
]
NO_TEXT = ["%ED%A0%80", "%ED%B0%80%ED%A0%80", "%FF%FE", "%C0%AF", "%", "%zz", "%u62a4"]
"""Lone surrogates, bytes that are no UTF-8, and what is no encoding at all."""

BAD_INPUT = [*map(quote, WORDS), *NO_TEXT]
