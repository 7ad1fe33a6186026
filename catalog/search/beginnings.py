"""Which items are found by their initials. One run of letters is kept for all that may be typed of it."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain

from .analysis import Token

_AFTER_ALL = "~"
_ANSWERS_KEPT = 512

Weights = Callable[[Token], Mapping[int, float]]
"""Initials → item → what they weigh in it: the sum over everything in it that begins so."""


def beginnings(runs: Mapping[Token, Sequence[float]]) -> Weights:
    """往来港澳通行证 is held once, as wlgatxz, and found by wl, wlg, wlga and so on.

    `runs` is token → item, weight, item, weight and so on. With a token for each beginning of theirs the index would
    have twice the tokens, and take half as long again to build.
    """
    ordered = sorted(runs)
    held = [runs[run] for run in ordered]
    flat = list(chain.from_iterable(held))
    items, weights = array("I", flat[::2]), array("d", flat[1::2])
    starts = array("I", accumulate([len(pairs) // 2 for pairs in held], initial=0))

    @lru_cache(_ANSWERS_KEPT)  # A query asks several times for the same.
    def weights_of(token: Token) -> Mapping[int, float]:
        first, last = bisect_left(ordered, token), bisect_left(ordered, token + _AFTER_ALL)
        found = slice(starts[first], starts[last])
        summed: dict[int, float] = {}
        for number, weight in zip(items[found], weights[found], strict=True):
            summed[number] = summed.get(number, 0.0) + weight
        return summed

    return weights_of
