"""One process of a function, under Lambda's own client for its language, and what it used."""

from __future__ import annotations

import math
import os
import re
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Self

from support.runtime_api import Answered, Polled, RuntimeApi, Signal, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.functions import Function
    from bench.world import World

_FUNCTION_SECONDS: Final = 100.0
"""Short enough that crhelper does not pause for two minutes before it answers a Delete."""

_PROC: Final = Path("/proc")
_PATIENCE_SECONDS: Final = 300.0
"""Enough for a start under valgrind on a busy machine."""


@dataclass(frozen=True)
class Usage:
    """What a process used until it was ended."""

    cpu_seconds: float
    peak_bytes: float
    """Not a number where there is no ``/proc`` to read it from."""


class Process:
    """Started by ``with``; ready when it asks for its first event.

    Parameters
    ----------
    under
        A command to run it under.
    log
        A file for what it writes; by default that is lost.
    """

    def __init__(self, function: Function, world: World, *, under: Sequence[str] = (), log: Path | None = None) -> None:
        self._command = [*under, *function.command, function.handler]
        self._folder = function.asset
        self._environment = world.environment(function)
        self._log = log or Path(os.devnull)
        self._signals: SimpleQueue[Signal] = SimpleQueue()

    def __enter__(self) -> Self:
        self._api = RuntimeApi(self._signals)
        self._environment["AWS_LAMBDA_RUNTIME_API"] = self._api.host
        with self._log.open("ab") as log:
            started = time.monotonic()
            self._process = subprocess.Popen(  # noqa: S603
                self._command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=log
            )
        try:
            self._expect(Polled)
        except BaseException:
            self.__exit__()
            raise
        self.start_seconds = time.monotonic() - started
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self.end()
        self._api.close()

    def handle(self, event: dict[str, Any]) -> Any:
        """Hand over an event and wait until its process asks for the next; returns what the handler returned."""
        work = Work(event, str(uuid.uuid4()), event["ServiceToken"], time.time() + _FUNCTION_SECONDS)
        self._api.hand_over(work)
        answer = self._expect(Answered)
        if answer.kind != "result":
            raise RuntimeError(f"expected a result, received {answer.payload}")
        self._expect(Polled)
        return answer.payload

    def end(self) -> Usage:
        """End the process; it must be idle."""
        peak = _peak_bytes(self._process.pid)
        self._process.terminate()
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Usage(used.ru_utime + used.ru_stime, peak)

    def _expect(self, kind: type[Any]) -> Any:
        try:
            signal = self._signals.get(timeout=_PATIENCE_SECONDS)
        except Empty:
            raise TimeoutError(f"expected {kind.__name__} within {_PATIENCE_SECONDS:.0f} seconds") from None
        if not isinstance(signal, kind):
            raise TypeError(f"expected {kind.__name__}, received {signal}")
        return signal


def _peak_bytes(pid: int) -> float:
    """Read the peak of resident memory; rusage's would count the process that this one was forked from."""
    status = _PROC / str(pid) / "status"
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else math.nan
