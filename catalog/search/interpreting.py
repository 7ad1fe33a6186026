"""How the query was understood, for the line above the results."""

from dataclasses import dataclass

from .analysis import AnalysedQuery, Origin
from .backend import Hits


@dataclass(frozen=True, slots=True)
class Interpretation:
    """`text` is the words understood.

    `kind` is one of everything, code, pinyin, initials, correction, synonym, and "" for as typed.
    """

    kind: str = ""
    text: str = ""


def interpretation(query: AnalysedQuery, hits: Hits) -> Interpretation:
    """Taken from the best item; pinyin and initials are told by what they mark in it."""
    if query.is_empty:
        return Interpretation("everything")
    if query.codes:
        return Interpretation("code", " ".join(query.codes))
    if corrected := suggestion(query, hits):
        return Interpretation("correction", corrected)
    if meant := [reading.text for reading in hits.readings if reading.origin == Origin.SYNONYM]:
        return Interpretation("synonym", "、".join(meant))
    channels = {token[0] for reading in hits.readings for token, _ in reading.tokens}
    if channels == {"p"}:
        return Interpretation("pinyin", hits.reading_text)
    if channels == {"i"}:
        return Interpretation("initials", hits.reading_text)
    return Interpretation()


def suggestion(query: AnalysedQuery, hits: Hits) -> str:
    """The query with the pieces replaced that were typed by sound; "" where the best item was found as typed."""
    text = query.text
    for group in query.groups:
        for reading in hits.readings:
            if reading.origin == Origin.SOUND and reading in group:
                text = text.replace(group[0].text, reading.text)
    return "" if text == query.text else text
