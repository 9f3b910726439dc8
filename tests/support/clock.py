"""A clock that nobody waits for: time passes only when the function sleeps."""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from unittest import mock

from workteam_provider.protocol import clock as real

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Clock:
    """Stands in for the function's clock; its threads are done before they are waited for."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._epoch = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=self.now)
        self._later: list[tuple[float, Callable[[], object]]] = []

    def utc(self) -> datetime:
        """Return the date and the time of day; it starts at the real one."""
        return self._epoch + timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds < 60, f"an unreasonable pause of {seconds} seconds"
        end = self.now + seconds
        due = sorted((item for item in self._later if item[0] <= end), key=lambda item: item[0])
        self._later = [item for item in self._later if item[0] > end]
        for self.now, action in due:
            action()
        self.now = end

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something once that much time has passed."""
        self._later.append((self.now + seconds, action))

    def run_bounded(self, work: Callable[[], T], seconds: float) -> real.Outcome[T]:
        """Do the work; where it lets more time pass than there is, it is not done when it should be."""
        end, outcome = self.now + seconds, real.Outcome[T]()
        outcome.settle(work)
        if self.now > end:
            self.now, outcome.done = end, False
        return outcome

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let the function live by this clock."""
        chance = random.Random(1)
        with mock.patch.multiple(
            real,
            now=lambda: self.now,
            utc=self.utc,
            sleep=self.sleep,
            run_bounded=self.run_bounded,
            jitter=chance.uniform,
        ):
            yield
