"""CloudFormation's side, by virtual time: the driver of the functional tests, and what it leaves out."""

from __future__ import annotations

import contextlib
import random
import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

from campaign.world.function import SERVICE_TIMEOUT_SECONDS
from support.answers import read_answer
from support.cloudformation import Outcome, Stack
from support.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from campaign.world.function import Function
    from campaign.world.scheduler import World
    from support.answers import Answer
    from support.conversation import Exchange
    from support.events import Event


class _Conversation(Conversation):
    must_agree: Callable[[Event, Answer], bool] = staticmethod(lambda *_: True)

    def _check_agreement(self, event: Event) -> None:
        bodies = self._sink.stored(event["ResponseURL"])
        if len(bodies) > 1 and self.must_agree(event, read_answer(bodies[0], event)):
            super()._check_agreement(event)


class OwnedStack(Stack):
    """A stack whose owner can also let go of resources, and continue a rollback that failed."""

    def __init__(self, name: str, function: Function, **options: Any) -> None:
        sink: Any = function.bucket
        super().__init__(
            name, function, sink, service_timeout=SERVICE_TIMEOUT_SECONDS, silence_is_a_violation=False, **options
        )
        self._conversation = self._talk = _Conversation(self.stack_id, function, sink, SERVICE_TIMEOUT_SECONDS)
        self._unfinished: Any = None

    def require_agreement(self, when: Callable[[Event, Answer], bool]) -> None:
        """Hold all answers to an event to the first, by which CloudFormation goes, where that is such an answer."""
        self._talk.must_agree = when

    def let_go(self, logical_ids: Collection[str]) -> None:
        """Forget resources that the template removes while retaining them."""
        for logical_id in logical_ids:
            self.resources.pop(logical_id, None)

    def continue_rollback(self) -> Outcome:
        """Try again to restore what a failed rollback left."""
        assert self.status == "UPDATE_ROLLBACK_FAILED"
        run = self._unfinished
        run.reasons.clear()
        run.touched = [key for key in run.touched if self.resources.get(key) != run.before.get(key)]
        self.status = self._roll_back_update(run)
        self._conversation.settle()
        return Outcome(self.status, run.reasons)

    def last_exchange(self, logical_id: str, since: int = 0) -> Exchange | None:
        """The last event of a resource, of those after the first ``since``."""
        return next((x for x in reversed(self.history[since:]) if x.event["LogicalResourceId"] == logical_id), None)

    def _roll_back_update(self, run: Any) -> str:
        replaced_before = list(run.outdated) if self._unfinished is run else []
        self._unfinished = run
        status = super()._roll_back_update(run)
        if status == "UPDATE_ROLLBACK_FAILED":
            run.outdated = [*replaced_before, *run.outdated]
            return status
        self._unfinished = None
        self._clean_up(run, replaced_before)
        return status


@contextlib.contextmanager
def cloudformation_in(world: World) -> Iterator[None]:
    """Let the driver live by a world's time, and make its ids repeatable."""
    ids = SimpleNamespace(uuid4=lambda: uuid.UUID(int=random.getrandbits(128), version=4))
    with (
        mock.patch("support.conversation.time", SimpleNamespace(sleep=world.sleep)),
        mock.patch("support.conversation.wait", lambda _, seconds: world.sleep(seconds)),
        mock.patch("support.conversation.uuid", ids),
        mock.patch("support.events.uuid", ids),
        mock.patch("support.events.secrets", random),
    ):
        yield
