"""Which runtimes, numbers and time-outs the function can run with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aws_cdk import Duration, Token

from .._contract import MAX_SERVICE_TIMEOUT_SECONDS, Problem, received

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_lambda import Runtime
    from aws_cdk.aws_sqs import IQueue

MARGIN_SECONDS: Final = 60

_TIMEOUT_SECONDS: Final = (30, 900)
_MEMORY_MB: Final = (128, 10240)
_LEAST_PYTHON: Final = 11


def number_problems(memory_size: float, reserved_concurrent_executions: float | None) -> Iterator[Problem]:
    """Yield numbers that Lambda would refuse, or with which no event would ever be handled."""
    least, most = _MEMORY_MB
    if not Token.is_unresolved(memory_size) and not least <= memory_size <= most:
        yield Problem(("memory_size",), f"{least} to {most} MB", received(memory_size))
    reserved = reserved_concurrent_executions
    if reserved is not None and not Token.is_unresolved(reserved) and reserved < 1:
        expected = "1 or more, since with 0 no event is handled"
        yield Problem(("reserved_concurrent_executions",), expected, received(reserved))
    for prop, value in (("memory_size", memory_size), ("reserved_concurrent_executions", reserved)):
        if value is not None and not Token.is_unresolved(value) and value % 1:
            yield Problem((prop,), "a whole number", received(value))


def code_problems(runtime: Runtime, dead_letter_queue: IQueue | None) -> Iterator[Problem]:
    """Yield a runtime that can't read the function's code, and a queue that Lambda sends nothing to."""
    python = re.fullmatch(r"python3\.(\d+)", runtime.name)
    if python is None or int(python[1]) < _LEAST_PYTHON:
        yield Problem(("runtime",), f"Python 3.{_LEAST_PYTHON} or newer", runtime.name)
    if dead_letter_queue is not None and dead_letter_queue.fifo:
        yield Problem(("dead_letter_queue",), "a standard queue, since Lambda sends to no other", "a FIFO queue")


def imported_time_problems(service_timeout: Duration) -> Iterator[Problem]:
    """Yield a time-out that no function of this kind fits into."""
    least, most = _TIMEOUT_SECONDS[0] + MARGIN_SECONDS, MAX_SERVICE_TIMEOUT_SECONDS
    if service_timeout.is_unresolved() or least <= service_timeout.to_seconds() <= most:
        return
    yield Problem(("service_timeout",), f"{least} to {most} seconds", f"{service_timeout.to_seconds():.0f}")


def time_problems(timeout: Duration, service_timeout: Duration) -> Iterator[Problem]:
    """Yield time-outs that leave no time for a response, and tokens, for which nobody can tell."""
    unknown = [
        Problem((prop,), "a literal duration, since how long an event may wait is computed from it", "a token")
        for prop, duration in (("timeout", timeout), ("service_timeout", service_timeout))
        if duration.is_unresolved()
    ]
    if unknown:
        yield from unknown
        return
    seconds, service_seconds = timeout.to_seconds(), service_timeout.to_seconds()
    shortest, longest = _TIMEOUT_SECONDS
    if not shortest <= seconds <= longest:
        yield Problem(("timeout",), f"{shortest} to {longest} seconds", f"{seconds:.0f}")
    least = seconds + MARGIN_SECONDS
    if not least <= service_seconds <= MAX_SERVICE_TIMEOUT_SECONDS:
        expected = f"{least:.0f} to {MAX_SERVICE_TIMEOUT_SECONDS} seconds for a `timeout` of {seconds:.0f}"
        yield Problem(("service_timeout",), expected, f"{service_seconds:.0f}")
