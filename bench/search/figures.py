"""Times, and tables of them."""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TypeVar

Answer = TypeVar("Answer")


def timed(function: Callable[[], Answer]) -> tuple[Answer, float]:
    """What it returns, and the milliseconds it took."""
    started = perf_counter()
    answer = function()
    return answer, (perf_counter() - started) * 1000


def p50_p99(milliseconds: Iterable[float]) -> tuple[float, float]:
    """The middle one, and the one that a hundredth exceeds."""
    ordered = sorted(milliseconds)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def short(number: float) -> str:
    """Two digits that tell, and no more zeros than needed."""
    return f"{number:.2f}" if number < 1 else f"{number:.1f}" if number < 100 else f"{number:.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
