"""crhelper's dispatch with our own answer.

crhelper picks the function for the request type and owns the timer. What it would lose data with (its sender, its
answer on a time-out, its made-up ids, its pause before a Delete's answer, its cutting of reasons, its log) is
overridden here; a test pins its version and the methods that this class counts on.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from workteam_provider.bounded import run_bounded
from workteam_provider.dispatcher import CfnResource
from workteam_provider.errors import InvalidEventError, OutOfTimeError, UnexpectedError, WorkteamError
from workteam_provider.log import LIBRARIES_LEVEL, decided
from workteam_provider.response import FAILED, SUCCESS, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from workteam_provider.deadline import Deadline
    from workteam_provider.lifecycle import FailureId


Operation: TypeAlias = "Callable[[dict[str, Any], object], str]"


class WorkteamResource(CfnResource):
    """One event's dispatch; a new instance for each, so that nothing passes from one event to the next.

    A registered function takes the event and the context and returns the physical id; it may put attributes into
    ``Data``.

    Parameters
    ----------
    reply : Reply
        Delivers the one answer.
    deadline : Deadline
        Closed when the time for work is over.
    failure_id : FailureId
        The physical id to fail with.
    """

    RequestType: str
    _event: dict[str, Any]
    _context: object
    _create_func: Operation
    _update_func: Operation
    _delete_func: Operation

    def __init__(self, reply: Reply, deadline: Deadline, failure_id: FailureId) -> None:
        self._reply: Final = reply
        self._deadline: Final = deadline
        self._failure_id: Final = failure_id
        super().__init__(log_level=logging.root.level, boto_level=LIBRARIES_LEVEL, sleep_on_delete=0)  # type: ignore[arg-type]

    def __call__(self, event: dict[str, Any], context: object) -> None:
        """Handle the event and answer it.

        Raises
        ------
        DeliveryError
            The answer could not be delivered, so that Lambda delivers the event again.
        """
        super().__call__({**event, "RequestType": str(event.get("RequestType"))}, context)
        if self._reply.undelivered is not None:
            raise self._reply.undelivered

    @property
    def _sam_local(self) -> str:
        """Keep crhelper from making its three idle clients, as it does under a local invocation."""
        return "true"

    @_sam_local.setter
    def _sam_local(self, _: str | None) -> None:
        pass

    def _log_setup(self, event: object, context: object) -> None:
        pass

    def _wait_for_cwlogs(self) -> None:
        pass

    def _set_timeout(self) -> None:
        """Leave the time to `_wrap_function`, which ends the invocation where crhelper's timer would not."""

    def _get_func(self) -> Operation:
        functions = {"Create": self._create_func, "Update": self._update_func, "Delete": self._delete_func}
        return functions.get(self.RequestType, _refuse)

    def _wrap_function(self, func: Operation) -> None:
        """Run the function in a thread of its own, so that the invocation ends in time whatever the function waits for.

        What is left behind at the deadline can't call, since the deadline is closed, nor answer, since the answer is
        out. If the invocation didn't end, Lambda would kill it and deliver the event again.
        """
        outcome = run_bounded(functools.partial(func, self._event, self._context), self._deadline.remaining)
        if not outcome.done():
            self._deadline.close()
            self._fail(OutOfTimeError())
        elif (error := outcome.exception()) is not None:
            self._fail(error if isinstance(error, WorkteamError) else UnexpectedError(error))
        else:
            self.PhysicalResourceId = outcome.result()

    def _cfn_response(self, event: object) -> None:  # noqa: ARG002
        self._reply.send(SUCCESS, self.PhysicalResourceId, data=self.Data)

    def _send(self, status: str | None = None, reason: str = "", send_response: object = None) -> None:  # noqa: ARG002
        self._reply.send(status or FAILED, self._failure_id.value, reason=reason)

    def _fail(self, error: WorkteamError) -> None:
        decided("failed", level=logging.ERROR, errorType=type(error).__name__, reason=str(error))
        self._send(FAILED, str(error))


def _refuse(_event: object, _context: object) -> str:
    raise InvalidEventError("`RequestType`: expected Create, Update or Delete; nothing was done")
