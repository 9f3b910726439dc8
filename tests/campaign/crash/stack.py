"""CloudFormation's side of a run, with what a stack's owner does where an update's rollback has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.cloudformation import Stack
from support.conversation import Conversation

if TYPE_CHECKING:
    from support.cloudformation import _Run
    from support.conversation import AsyncFunction
    from support.events import Event
    from support.response_sink import ResponseSink


class OwnedStack(Stack):
    """A stack whose failed rollback can be continued, as the console offers it."""

    _unfinished: _Run | None = None

    def __init__(self, name: str, function: AsyncFunction, sink: ResponseSink, **options: Any) -> None:
        super().__init__(name, function, sink, silence_is_a_violation=False, **options)
        self._conversation = _CrashingConversation(self.stack_id, function, sink, 0.0)

    def continue_rollback(self) -> None:
        """Try the rollback of the last update again."""
        assert self.status == "UPDATE_ROLLBACK_FAILED", self.status
        assert self._unfinished is not None
        self.status = self._roll_back_update(self._unfinished)

    def _roll_back_update(self, run: _Run) -> str:
        self._unfinished = run
        return super()._roll_back_update(run)


class _CrashingConversation(Conversation):
    """An exchange in which an event that failed and died before its end may succeed when it comes again.

    CloudFormation has acted on the first answer by then, and takes no other.
    """

    def _check_agreement(self, event: Event) -> None:
        first = next((exchange.answer for exchange in self.history if exchange.event is event), None)
        if first is not None and first.succeeded:
            super()._check_agreement(event)
