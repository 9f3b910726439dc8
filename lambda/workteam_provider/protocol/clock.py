"""Time, chance and threads. No other module reads them, so that a test replaces them in one place."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Outcome(Generic[T]):
    """What became of some work: nothing yet, a value, or an error."""

    def __init__(self) -> None:
        self.done = False
        self._value: T
        self._error: BaseException | None = None

    def settle(self, work: Callable[[], T]) -> None:
        """Do the work and keep what came of it."""
        try:
            self._value = work()
        except BaseException as error:  # noqa: BLE001
            self._error = error
        self.done = True

    def result(self) -> T:
        """Return the value, or raise the error; `TimeoutError` where the work is not done."""
        if not self.done:
            raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._value


def now() -> float:
    """Return the time in seconds, from a clock that is never set back."""
    return time.monotonic()


def utc() -> datetime:
    """Return the date and the time of day."""
    return datetime.now(UTC)


def sleep(seconds: float) -> None:
    """Let time pass."""
    time.sleep(seconds)


def jitter(low: float, high: float) -> float:
    """Return a random number between two."""
    return random.uniform(low, high)  # noqa: S311


def run_bounded(work: Callable[[], T], seconds: float) -> Outcome[T]:
    """Do work in a thread of its own and wait for it, at most so many seconds.

    Where that was too short the outcome is not done; the thread goes on and ends with the process.
    """
    outcome: Outcome[T] = Outcome()
    thread = threading.Thread(target=outcome.settle, args=(work,), daemon=True)
    thread.start()
    thread.join(seconds)
    return outcome
