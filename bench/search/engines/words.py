"""Chinese cut into words by jieba, for engines that see words only where there are spaces."""

from importlib import metadata

import rjieba

from bench.search.engines import Texts

VERSION = f"rjieba {metadata.version('rjieba')}"


def words(text: str) -> list[str]:
    """Words and the shorter words inside them, in lower case; punctuation is no word."""
    return [word for word in rjieba.cut_for_search(text.lower()) if any(map(str.isalnum, word))]


def asked(q: str) -> list[str]:
    """The words of a query, each once."""
    return list(dict.fromkeys(words(q)))


def spaced(texts: Texts) -> Texts:
    """The same texts with a space between the words."""
    parts = (texts.name, texts.aliases, texts.description, texts.department)
    return Texts(*(" ".join(words(part)) for part in parts))
