"""One event is one attempt: all that is true so far about it, and all that is answered in the end."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.contract import FAILED_MESSAGE
from workteam_provider.protocol.environment import Environment, Stack
from workteam_provider.protocol.errors import (
    InvalidEventError,
    OutOfTimeError,
    ResourceError,
    UnexpectedError,
    UnsendableError,
)
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.physical_id import InDoubt, NotCreated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.deadline import Deadline
    from workteam_provider.protocol.event import Event


_LARGEST_DATA: Final = 1536


class Owner(NamedTuple):
    """The custom resource that an event is for, and the request that the event is."""

    stack_id: str
    stack: Stack
    logical_id: str
    request_id: str


class Attempt:
    """What is true so far about one event. Nothing else changes while an event is handled.

    The physical id is the one that would be answered if the attempt ended now: what an Update or a Delete was given,
    and for a Create a marker that tells its Delete whether to look for something.

    Parameters
    ----------
    event : Event
        What CloudFormation asks for.
    deadline : Deadline
        When work must stop.
    function_arn : str
        The ARN by which Lambda invoked the function.

    Attributes
    ----------
    physical_id : str
        Of the answer.
    data : mapping
        The attributes of the answer.
    error : ResourceError or None
        Why the answer is FAILED.
    """

    def __init__(self, event: Event, deadline: Deadline, function_arn: str) -> None:
        self.event: Final = event
        self.deadline: Final = deadline
        self._function_arn: Final = function_arn
        self.physical_id = event.physical_resource_id or str(NotCreated(event.logical_resource_id, event.request_id))
        self.data: Mapping[str, Any] = {}
        self.error: ResourceError | None = None

    @property
    def owner(self) -> Owner:
        """The resource that the event is for.

        Raises
        ------
        InvalidEventError
            The stack id is not the ARN of a CloudFormation stack.
        """
        stack = Stack.parse(self.event.stack_id)
        if stack is None:
            raise InvalidEventError("`StackId`: expected the ARN of a CloudFormation stack; nothing was done")
        return Owner(self.event.stack_id, stack, self.event.logical_resource_id, self.event.request_id)

    @property
    def environment(self) -> Environment:
        """Where the function is, and so all that it can make."""
        return Environment.of_function(self._function_arn)

    def require_own_environment(self) -> None:
        """Refuse to make anything for a stack in another account, Region or partition than the function.

        Raises
        ------
        InvalidEventError
            The stack is elsewhere.
        """
        theirs, ours = self.owner.stack.environment, self.environment
        if theirs != ours:
            raise InvalidEventError(
                f"`ServiceToken`: the stack is in {theirs.region} of account {theirs.account}, its provider's function "
                f"in {ours.region} of account {ours.account}; give the stack a provider of its own account and Region; "
                "nothing was done"
            )

    def require_time_to_work(self) -> None:
        """Refuse to start where too little time is left; an earlier delivery of the event may have had more.

        Raises
        ------
        OutOfTimeError
            There is too little.
        """
        try:
            self.deadline.require_time_to_work()
        except OutOfTimeError:
            self.may_have_made()
            raise

    def may_have_made(self) -> None:
        """Note that from here on something of this request may exist."""
        if self.event.physical_resource_id is None:
            self.physical_id = str(InDoubt(self.event.logical_resource_id, self.event.request_id))

    def made_nothing(self) -> None:
        """Note that nothing of this request can exist, whoever tried."""
        if self.event.physical_resource_id is None:
            self.physical_id = str(NotCreated(self.event.logical_resource_id, self.event.request_id))

    def succeeded(self, physical_id: str, data: Mapping[str, Any]) -> None:
        """Note that what was asked for is done.

        Raises
        ------
        UnsendableError
            An answer can't carry the attributes; the physical id stays that of a failure.
        """
        _require_sendable(data)
        self.physical_id, self.data = physical_id, data

    def failed(self, error: BaseException) -> None:
        """Note why the answer is FAILED."""
        self.error = error if isinstance(error, ResourceError) else UnexpectedError(error)
        log_event(FAILED_MESSAGE, level=logging.ERROR, errorClass=type(self.error).__name__, reason=str(self.error))


def _require_sendable(data: Mapping[str, Any]) -> None:
    try:
        size = len(json.dumps(data, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsendableError(f"can't be written as JSON: {type(error).__name__}") from None
    if size > _LARGEST_DATA:
        raise UnsendableError(f"take {size} bytes, more than an answer holds")
