"""How much time an event has for its work."""

from __future__ import annotations

from typing import Final

from workteam_provider.protocol import clock
from workteam_provider.protocol.errors import OutOfTimeError

_SHORTEST_MARGIN_SECONDS: Final = 2.0
_MARGIN_SHARE: Final = 0.05
_WORK_WORTH_STARTING_SECONDS: Final = 3.0


class Deadline:
    """When work must stop, leaving enough time to send the answer.

    Parameters
    ----------
    seconds : float
        Seconds until Lambda stops the function.
    """

    def __init__(self, seconds: float) -> None:
        margin = max(_SHORTEST_MARGIN_SECONDS, seconds * _MARGIN_SHARE)
        self.end_of_function: Final = clock.now() + seconds
        self._end_of_work: Final = self.end_of_function - margin

    @property
    def remaining(self) -> float:
        """Seconds of work left, never negative."""
        return max(0.0, self._end_of_work - clock.now())

    def require_time_to_work(self) -> None:
        """Raise `OutOfTimeError` where too little time is left for starting at all."""
        if self.remaining < _WORK_WORTH_STARTING_SECONDS:
            raise OutOfTimeError

    def require_open(self) -> None:
        """Raise `OutOfTimeError` once the time for work is over."""
        if self.remaining <= 0:
            raise OutOfTimeError

    def wait(self, seconds: float) -> None:
        """Sleep, and raise `OutOfTimeError` at the deadline."""
        clock.sleep(min(seconds, self.remaining))
        self.require_open()
