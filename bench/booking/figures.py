"""What is said of one side in one scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.booking.driver import Drive
from bench.booking.sides import Sold
from bench.search.figures import p50_p99, short, table

HEAD = (
    *("side", "booked", "refused", "failed", "oversold", "a second", "to the bound"),
    *("p50 ms", "p99 ms", "p99 to the bound", "CPU ms each"),
)


@dataclass
class Measured:
    """One side over all its rounds: what clients saw, what the database says, and the server's processor time."""

    name: str
    drive: Drive = field(default_factory=Drive)
    cpu: float = 0.0
    sold: list[Sold] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Attempts that were answered, and got nothing."""
        return len(self.drive.milliseconds) - self.drive.reached

    @property
    def oversold(self) -> int:
        """Bookings without a place, in all."""
        return sum(slot.oversold for slot in self.sold)

    @property
    def is_exact(self) -> bool:
        """Every slot counts its bookings, and as many were booked as clients were told."""
        kept = sum(slot.bookings for slot in self.sold)
        return kept == self.drive.reached and all(slot.bookings == slot.counted for slot in self.sold)

    @property
    def a_second(self) -> float:
        """Attempts in a second."""
        return len(self.drive.milliseconds) / self.drive.seconds

    def row(self, bound: "Measured") -> list[str]:
        """The figures, and how they compare with those of the bound."""
        p50, p99 = p50_p99(self.drive.milliseconds)
        return [
            self.name,
            *map(str, (self.drive.reached, self.refused, self.drive.failed)),
            str(self.oversold) + ("" if self.is_exact else " (counts differ)"),
            short(self.a_second),
            f"{self.a_second / bound.a_second:.2f}",
            *(short(p50), short(p99)),
            f"{p99 / p50_p99(bound.drive.milliseconds)[1]:.1f}",
            short(self.cpu * 1000 / len(self.drive.milliseconds)),
        ]


def compared(title: str, measured: Sequence[Measured]) -> str:
    """A heading and a table; the first of them is the bound."""
    return f"#### {title}\n\n{table(HEAD, (each.row(measured[0]) for each in measured))}"
