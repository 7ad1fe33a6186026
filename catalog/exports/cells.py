"""Text that a spreadsheet program shows and never runs.

Excel and its relatives read a CSV cell that begins with `=`, `+`, `-` or `@` as a formula, also behind blanks and also
written full width. Such a cell gets an apostrophe in front (OWASP ASVS 1.2.10). What is data stays data: a lone “-” and
`|x` are left alone; the JSON lines are the untouched copy.
"""

import unicodedata

GUARD = "'"
FORMULA_SIGNS = "=+-@"
DDE_COMMAND = "|cmd"
LONE_DASH = "-"
NOT_IN_XML = "\ufffe\uffff"


def plain(text: str) -> str:
    """The text without what a spreadsheet file cannot hold: line ends become LF, tabs blanks, other controls go."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in text if each == "\n" or not _is_forbidden(each))


def guarded(text: str) -> str:
    """The text as a CSV cell that no spreadsheet program runs."""
    text = plain(text)
    return GUARD + text if _runs(text) or _looks_guarded(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: for reading our own files back."""
    rest = text.removeprefix(GUARD)
    return rest if rest != text and (_runs(rest) or _looks_guarded(rest)) else text


def _runs(text: str) -> bool:
    seen = _as_seen(text)
    return text != LONE_DASH and (seen.startswith(tuple(FORMULA_SIGNS)) or seen.lower().startswith(DDE_COMMAND))


def _looks_guarded(text: str) -> bool:
    """An apostrophe that belongs to the text is doubled, so that reading back takes off only ours."""
    return text.startswith(GUARD) and (_runs(text[1:]) or _looks_guarded(text[1:]))


def _as_seen(text: str) -> str:
    """Full width made half width, and everything invisible in front taken off."""
    text = unicodedata.normalize("NFKC", text)
    start = next((n for n, each in enumerate(text) if unicodedata.category(each)[0] not in "ZC"), len(text))
    return text[start:]


def _is_forbidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in NOT_IN_XML
