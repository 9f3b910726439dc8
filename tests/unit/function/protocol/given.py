"""What the tests of the protocol are given: an attempt, and outcomes one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unit.function.scene import FUNCTION_ARN, raw_event
from workteam_provider.protocol.attempt import Attempt
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.event import parse_event

if TYPE_CHECKING:
    from support.clock import Clock


def new_attempt(
    request_type: Any = "Create", *, seconds: float = 300, function_arn: str = FUNCTION_ARN, **changes: Any
) -> Attempt:
    """Begin an attempt at an event; of its fields, ``None`` leaves one out."""
    return Attempt(parse_event(raw_event(request_type, **changes)), Deadline(seconds), function_arn)


class Scripted:
    """Returns or raises its outcomes one after another, the last for ever; each takes time."""

    def __init__(self, clock: Clock, *outcomes: Any, takes: float = 0) -> None:
        self.clock, self.takes = clock, takes
        self.outcomes = list(outcomes)
        self.at: list[float] = []
        """When it was called, in seconds from the clock's beginning."""
        self.calls: list[Any] = []

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.at.append(self.clock.now - 1000)
        self.calls.append(named or given)
        self.clock.now += self.takes
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome
