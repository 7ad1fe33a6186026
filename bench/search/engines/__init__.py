"""One module an engine, and what all of them promise.

Every engine is set up as somebody who knows it would: Chinese is cut into words where it cannot do that itself, the
name weighs most, any of the words will do where it can rank. All are given the same text of an item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from catalog.search.analysis import Doc

BEST = 10
"""Items of an answer."""
WEIGHTS = (3.0, 2.5, 1.0, 0.7)
"""What a word weighs in the name, the aliases, the description and the department, in engines that weigh: as in our own
index."""


class Engine(Protocol):
    """Something that can be asked for items. `version` is that of everything it is made of."""

    name: str
    version: str

    def build(self, items: Sequence[Doc]) -> None:
        """Exactly these items can be found. Raises Missing where something is needed for that and not there."""

    def search(self, q: str) -> list[str]:
        """The codes of at most BEST items, best first."""


class Missing(Exception):
    """What an engine needs and this machine does not have, in words that say how to get it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of an item in words, as every engine gets it."""

    name: str
    aliases: str
    description: str
    department: str

    @classmethod
    def of(cls, item: Doc) -> Self:
        return cls(item.name, " ".join(item.aliases), item.description, " ".join(item.department))
