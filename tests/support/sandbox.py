"""One execution environment of a Lambda function: a process, its Runtime API and its log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

from support.runtime_api import Answered, Exited, InitFailed, Polled, RuntimeApi, Signal, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INIT_SECONDS = 10.0
"""What Lambda allows from the start of a process to its first poll."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What became of one event that a function was given."""

    request_id: str
    outcome: Literal["result", "error", "timeout", "crash"]
    payload: Any
    """What the handler returned, what it raised (``errorType``, ``errorMessage``, ``stackTrace``), or the exit code."""
    seconds: float
    log: tuple[str, ...]
    init_seconds: float | None
    """From the start of the process to its first poll, where this event started it; None on a warm process."""

    @property
    def succeeded(self) -> bool:
        """Whether the handler returned."""
        return self.outcome == "result"


class Sandbox:
    """Runs a handler with Lambda's own runtime client; frozen between events, as Lambda does."""

    def __init__(self, asset: Path, handler: str, environment: Mapping[str, str]) -> None:
        self._signals: SimpleQueue[Signal] = SimpleQueue()
        self._api = RuntimeApi(self._signals)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        self._log_end = 0
        self._started = time.monotonic()
        self._init_seconds: float | None = None
        self._warm = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", handler],
            cwd=asset,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": self._api.host},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        Thread(target=self._watch, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the process can take another event."""
        return self._process.poll() is None

    def invoke(self, event: Any, request_id: str, function_arn: str, timeout: float) -> Invocation:
        """Run one event to its end; a process that outlives ``timeout`` seconds is killed."""
        failure = self._init()
        if failure is not None:
            return self._ended(request_id, failure, 0.0)
        handed_over = time.monotonic()
        self._signal(signal.SIGCONT)
        self._api.hand_over(Work(event, request_id, function_arn, time.time() + timeout))
        answer = self._run(handed_over + timeout)
        return self._ended(request_id, answer, time.monotonic() - handed_over)

    def kill(self) -> None:
        """Kill the process where it stands, as a lost machine or Lambda's time-out would."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Kill the process and free what belongs to it."""
        self.kill()
        self._api.close()
        self._log.close()

    def _init(self) -> Signal | None:
        if self._init_seconds is not None:
            self._warm = True
            return None
        first = self._next_signal(self._started + INIT_SECONDS)
        self._init_seconds = time.monotonic() - self._started
        if isinstance(first, Polled):
            return None
        self.kill()
        return first

    def _run(self, deadline: float) -> Signal:
        answer = self._next_signal(deadline)
        if isinstance(answer, Answered) and isinstance(self._next_signal(deadline), Polled):
            self._signal(signal.SIGSTOP)
        return answer

    def _next_signal(self, deadline: float) -> Signal:
        try:
            return self._signals.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            self.kill()
            return _TIMED_OUT

    def _ended(self, request_id: str, last: Signal, seconds: float) -> Invocation:
        outcome, payload = _outcome(last)
        return Invocation(
            request_id=request_id,
            outcome=outcome,
            payload=payload,
            seconds=seconds,
            log=self._new_log_lines(),
            init_seconds=None if self._warm else self._init_seconds,
        )

    def _new_log_lines(self) -> tuple[str, ...]:
        size = os.fstat(self._log.fileno()).st_size
        new = os.pread(self._log.fileno(), size - self._log_end, self._log_end)
        self._log_end = size
        return tuple(new.decode(errors="replace").splitlines())

    def _watch(self) -> None:
        self._signals.put(Exited(self._process.wait()))

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)


_TIMED_OUT = Exited(-int(signal.SIGALRM))


def _outcome(last: Signal) -> tuple[Literal["result", "error", "timeout", "crash"], Any]:
    match last:
        case Answered(kind=kind, payload=payload):
            return kind, payload
        case InitFailed(payload=payload):
            return "crash", payload
        case Exited() if last is _TIMED_OUT:
            return "timeout", None
        case Exited(code=code):
            return "crash", code
        case Polled():
            message = "the runtime asked for another event without answering the one it had"
            raise AssertionError(message)
