"""Time that passes only when a living process waits."""

from __future__ import annotations

from campaign.crash.process import Process


class Clock:
    """Stands in for the ``time`` module in the function's modules."""

    now = 1000.0

    @classmethod
    def monotonic(cls) -> float:
        """Return the time in seconds."""
        return cls.now

    @classmethod
    def sleep(cls, seconds: float) -> None:
        """Let time pass."""
        Process.current().require_alive()
        cls.now += seconds


class ClockEvent:
    """Stands in for ``threading.Event`` where the function waits at it for its deadline."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Wake whoever waits."""
        self._set = True

    def is_set(self) -> bool:
        """Tell whether nobody waits any more."""
        return self._set

    def wait(self, timeout: float) -> bool:
        """Wait."""
        if not self._set:
            Clock.sleep(timeout)
        return self._set


class EvenChance:
    """Stands in for the ``random`` module: pauses are the same in every run, so that a point is the same point."""

    @staticmethod
    def uniform(low: float, high: float) -> float:
        """Return the middle."""
        return (low + high) / 2
