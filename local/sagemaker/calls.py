"""The record of every call that reached the emulator."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.sagemaker.state import Place


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it arrived and as it was answered.

    Attributes
    ----------
    number
        1 for the first call since the start or the last clearing.
    operation
        Such as ``CreateWorkteam``.
    request
        The request as sent.
    account, region
        Where it was made, from its signature.
    error
        The error code that it was answered with, or None.
    fault
        The kind of fault that hit it, or None.
    started, finished
        Seconds since the epoch; ``finished`` is None while the call runs.
    """

    number: int
    operation: str
    request: dict[str, Any]
    account: str
    region: str
    started: float
    finished: float | None = None
    error: str | None = None
    fault: str | None = None


class CallLog:
    """Calls in the order in which they arrived."""

    def __init__(self) -> None:
        self._calls: dict[int, Call] = {}
        self._last = 0
        self._lock = threading.Lock()

    def start(self, operation: str, request: dict[str, Any], place: Place) -> int:
        """Record a call that just arrived and return its number."""
        with self._lock:
            self._last += 1
            self._calls[self._last] = Call(self._last, operation, request, place.account, place.region, time.time())
            return self._last

    def finish(self, number: int, error: str | None, fault: str | None) -> None:
        """Record how a call ended; nothing if the log was cleared meanwhile."""
        with self._lock:
            if number in self._calls:
                self._calls[number] = replace(self._calls[number], finished=time.time(), error=error, fault=fault)

    def all(self) -> list[Call]:
        """Return the calls, the first one first."""
        with self._lock:
            return list(self._calls.values())

    def clear(self) -> None:
        """Drop the calls and count from 1 again."""
        with self._lock:
            self._calls.clear()
            self._last = 0
