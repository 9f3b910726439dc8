"""Faults that calls can be hit by, and the limit of their rate."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from local.sagemaker.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.sagemaker.state import Place

FaultKind: TypeAlias = Literal[
    "throttle", "error", "deny", "delay", "drop", "forget", "keep_on_removal", "unsuccessful"
]

_KINDS: Final = get_args(FaultKind)
_ONLY_FOR: Final = {"keep_on_removal": "UpdateWorkteam", "unsuccessful": "DeleteWorkteam"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with calls.

    Parameters
    ----------
    operation
        Whose calls it hits; ``*`` for all.
    kind
        ``throttle`` and ``deny`` answer as the service does; ``error`` answers ``code``, ``message`` and ``status``;
        ``delay`` answers ``delay`` seconds late; ``drop`` closes the connection without an answer;
        ``forget`` carries the call out without ``members``;
        ``keep_on_removal`` lets UpdateWorkteam ignore that a topic or an access is taken away; ``unsuccessful`` lets
        DeleteWorkteam answer ``Success`` false and keep the team.
    times
        How many calls it hits; None for any number.
    seconds
        How long it lasts from when it was added; None for ever.
    after_effect
        The call takes effect first; then its answer is hit.

    Raises
    ------
    ValueError
        On an unknown kind, or a number of times or seconds that is negative.
    """

    operation: str
    kind: FaultKind
    times: int | None = None
    seconds: float | None = None
    after_effect: bool = False
    code: str = "InternalFailure"
    message: str = "The request processing has failed because of an unknown error, exception or failure."
    status: int = 500
    delay: float = 1.0
    members: Sequence[str] = ()
    """Of the request, which are forgotten."""

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"`kind`: expected one of {', '.join(_KINDS)}, received {self.kind!r}")
        for name in ("times", "seconds", "delay"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"`{name}`: expected 0 or more, received {value!r}")
        # from outside it comes as a list
        object.__setattr__(self, "members", tuple(self.members))

    def hits(self, operation: str) -> bool:
        """Tell whether it is meant for this operation."""
        return self.operation in ("*", operation) and _ONLY_FOR.get(self.kind, operation) == operation

    def answer(self, operation: str, place: Place, name: str) -> ServiceError | None:
        """Return the error that the caller gets, or None where the kind isn't an error."""
        match self.kind:
            case "throttle":
                return throttled()
            case "deny":
                return _denied(operation, place, name)
            case "error":
                return ServiceError(self.code, self.message, self.status)
            case _:
                return None


def throttled() -> ServiceError:
    """Return the answer to a call beyond the allowed rate."""
    return ServiceError("ThrottlingException", "Rate exceeded")


def _denied(operation: str, place: Place, name: str) -> ServiceError:
    kind = "workforce" if "Workforce" in operation else "workteam"
    role = f"arn:aws:sts::{place.account}:assumed-role/local/session"
    return ServiceError(
        "AccessDeniedException",
        f"User: {role} is not authorized to perform: sagemaker:{operation} on resource: "
        f"{place.arn(f'{kind}/private-crowd/{name}')} because no identity-based policy allows the "
        f"sagemaker:{operation} action",
    )


class Faults:
    """The faults in force; the first one that fits hits a call."""

    def __init__(self) -> None:
        self._in_force: list[_InForce] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Put a fault in force, behind those that are."""
        with self._lock:
            self._in_force.append(_InForce(fault, fault.times, time.monotonic()))

    def all(self) -> list[Fault]:
        """Return the faults that can still hit."""
        with self._lock:
            return [entry.fault for entry in self._in_force if entry.is_live()]

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self._in_force.clear()

    def next_for(self, operation: str) -> Fault | None:
        """Return the fault that hits the next call of an operation, and count it."""
        with self._lock:
            for entry in self._in_force:
                if entry.is_live() and entry.fault.hits(operation):
                    entry.left = None if entry.left is None else entry.left - 1
                    return entry.fault
        return None


@dataclass(slots=True)
class _InForce:
    fault: Fault
    left: int | None
    since: float

    def is_live(self) -> bool:
        lasts = self.fault.seconds is None or time.monotonic() - self.since < self.fault.seconds
        return lasts and self.left != 0


class RateLimit:
    """A token bucket that holds one second's worth of calls, at least one."""

    def __init__(self) -> None:
        self._rate: float | None = None
        self._tokens = 0.0
        self._filled = 0.0
        self._lock = threading.Lock()

    def set(self, calls_per_second: float | None) -> None:
        """Set the rate, None for no limit; the bucket is full again.

        Raises
        ------
        ValueError
            On a rate that isn't above 0.
        """
        if calls_per_second is not None and calls_per_second <= 0:
            raise ValueError(f"`calls_per_second`: expected a number above 0 or None, received {calls_per_second!r}")
        with self._lock:
            self._rate = calls_per_second
            self._tokens = max(1.0, calls_per_second or 1.0)
            self._filled = time.monotonic()

    def admits(self) -> bool:
        """Tell whether a call may pass now, and count it if so."""
        with self._lock:
            if self._rate is None:
                return True
            now = time.monotonic()
            self._tokens = min(max(1.0, self._rate), self._tokens + (now - self._filled) * self._rate)
            self._filled = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
