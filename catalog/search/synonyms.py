"""Words of the citizens and what they may stand for, found in what was typed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import spelling


@dataclass(frozen=True, slots=True)
class SynonymRule:
    """A term, and the words of the catalogue it may stand for, believed with `weight` (0 to 1)."""

    term: str
    expansions: tuple[str, ...]
    weight: float = 1.0


class SynonymTable:
    """The rules of one generation. Of two for one term the later counts. Nothing changes it after it is built."""

    def __init__(self, rules: Iterable[SynonymRule] = ()) -> None:
        self._rules = {rule.term: rule for rule in rules}
        self._longest = max(map(len, self._rules), default=0)
        self._spelled: dict[tuple[str, ...], list[SynonymRule]] = defaultdict(list)
        for rule in self._rules.values():
            syllables = tuple(spelling.syllables(rule.term))
            if all(syllables):
                self._spelled[syllables].append(rule)

    def __iter__(self) -> Iterator[SynonymRule]:
        return iter(self._rules.values())

    def cut(self, text: str) -> Iterator[tuple[str, SynonymRule | None]]:
        """The text in pieces: terms with their rule, and what stands between. The longest term from the left counts.

        A term begins and ends where a word does: 交委 is not found in 提交委托书.
        """
        if not self._rules:
            yield text, None
            return
        edges = {0, len(text), *(edge for _, start, end in spelling.words(text) for edge in (start, end))}
        done = at = 0
        while at < len(text):
            rule = self._longest_from(text, at, edges) if at in edges else None
            if rule is None:
                at += 1
                continue
            if done < at:
                yield text[done:at], None
            yield rule.term, rule
            done = at = at + len(rule.term)
        if done < len(text):
            yield text[done:], None

    def spelled(self, syllables: Sequence[str]) -> Sequence[SynonymRule]:
        """Rules whose term is read like this."""
        return self._spelled.get(tuple(syllables), ())

    def _longest_from(self, text: str, start: int, edges: set[int]) -> SynonymRule | None:
        for end in range(min(start + self._longest, len(text)), start, -1):
            if end in edges and (rule := self._rules.get(text[start:end])):
                return rule
        return None
