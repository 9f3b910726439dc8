"""How much time an event has, and the end of everything when it is over."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar
from typing import Final

from workteam_provider.errors import OutOfTimeError

_SHORTEST_MARGIN_SECONDS: Final = 2.0
_MARGIN_SHARE: Final = 0.05
_WORK_WORTH_STARTING_SECONDS: Final = 3.0


_CURRENT: Final[ContextVar[Deadline | None]] = ContextVar("deadline", default=None)


class Deadline:
    """The moment at which work stops, so that the margin behind it is left for the answer.

    Parameters
    ----------
    remaining : float
        Seconds until Lambda stops the function.
    """

    def __init__(self, remaining: float) -> None:
        margin = max(_SHORTEST_MARGIN_SECONDS, remaining * _MARGIN_SHARE)
        self.end_of_function: Final = time.monotonic() + remaining
        self._end_of_work: Final = self.end_of_function - margin
        self._closed = threading.Event()

    @property
    def remaining(self) -> float:
        """Seconds of work left, never negative."""
        return max(0.0, self._end_of_work - time.monotonic())

    def govern(self) -> None:
        """Make this the deadline that `stop_late_calls` looks at in the current thread."""
        _CURRENT.set(self)

    def close(self) -> None:
        """Let no further call start; wakes whoever waits."""
        self._closed.set()

    def require_open(self) -> None:
        """Raise `OutOfTimeError` once the deadline is closed or past."""
        if self._closed.is_set() or self.remaining <= 0:
            raise OutOfTimeError

    def require_time_to_work(self) -> None:
        """Raise `OutOfTimeError` where too little time is left for starting at all."""
        if self.remaining < _WORK_WORTH_STARTING_SECONDS:
            raise OutOfTimeError

    def wait(self, seconds: float) -> None:
        """Sleep, and raise `OutOfTimeError` at the deadline."""
        self._closed.wait(min(seconds, self.remaining))
        self.require_open()


def stop_late_calls(**_: object) -> None:
    """Raise `OutOfTimeError` where the deadline that governs the current thread is closed or past.

    A hook for the SDK's events, whose arguments it doesn't look at.
    """
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.require_open()
