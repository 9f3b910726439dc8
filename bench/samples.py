"""Pairs of readings, taken in turns so that what else the machine does hits both."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Reading = TypeVar("Reading")


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Take the median and the quartiles of at least two values."""
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)

    def __format__(self, spec: str) -> str:
        return f"{self.median:{spec}} ({self.low:{spec}} to {self.high:{spec}})"


@dataclass(frozen=True)
class Pairs:
    """Readings of the peer and of ours, one pair a turn."""

    theirs: tuple[float, ...]
    ours: tuple[float, ...]

    @classmethod
    def of(cls, readings: Sequence[tuple[Reading, Reading]], value: Callable[[Reading], float]) -> Pairs:
        """Take one value of each reading."""
        return cls(tuple(value(their) for their, _ in readings), tuple(value(our) for _, our in readings))

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours by theirs, pair by pair."""
        return tuple(our / their for their, our in zip(self.theirs, self.ours, strict=True))


def in_turns(theirs: Callable[[], Reading], ours: Callable[[], Reading], turns: int) -> list[tuple[Reading, Reading]]:
    """Take one reading of each a turn; who begins changes from turn to turn. A first turn is not counted."""
    readings = []
    for turn in range(turns + 1):
        if turn % 2:
            reading = theirs(), ours()
        else:
            our = ours()
            reading = theirs(), our
        readings.append(reading)
    return readings[1:]
