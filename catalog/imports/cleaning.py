"""Text as other systems send it, made plain: they escape twice, leave mark-up in, and lose control characters."""

import html
import re
import unicodedata

ESCAPED_AT_MOST = 3
LINE_BREAK = re.compile(r"<\s*br\s*/?\s*>|</\s*p\s*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # All but tab and LF.
BLANKS = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\s*\n\s*")


def clean(text: str) -> str:
    """Plain text in NFC: unescaped, without tags, controls and blanks at the ends. Lines are kept apart by LF."""
    for _round in range(ESCAPED_AT_MOST):
        text, before = html.unescape(text), text
        if text == before:
            break
    text = TAG.sub("", LINE_BREAK.sub("\n", text)).replace("\r\n", "\n").replace("\r", "\n")
    text = BLANK_LINES.sub("\n", BLANKS.sub(" ", CONTROLS.sub("", text)))
    return unicodedata.normalize("NFC", text).strip().strip("\ufeff")
