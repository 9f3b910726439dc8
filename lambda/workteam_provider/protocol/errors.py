"""What can go wrong with any custom resource.

::

    ResourceError                   the reason of a FAILED answer
    ├── InvalidEventError           the event's type or ids are none that CloudFormation sends
    ├── OutOfTimeError              the function's time is nearly over
    ├── UnsendableError             the attributes don't fit into an answer
    ├── ServiceError                an AWS API refused a call or could not be reached
    └── UnexpectedError             anything else
    UnanswerableError               raised out of the invocation: there is nobody to answer
    ├── MalformedEventError         the event lacks what an answer needs
    ├── ResponseUrlError            the response URL is not CloudFormation's
    └── DeliveryError               the answer did not reach CloudFormation

A reason is read by a person in a stack event: it says what happened and what to do.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class ResourceError(Exception):
    """Base of the errors that are answered with FAILED."""


class InvalidEventError(ResourceError):
    """The event can be answered, but its type or its ids are none that CloudFormation sends here."""


class OutOfTimeError(ResourceError):
    """The function's time is nearly over; no further call is made."""

    def __init__(self) -> None:
        super().__init__("the function ran out of time and stopped before it was done; deploy again")


class UnsendableError(ResourceError):
    """What was done can't be told: its attributes don't fit into an answer."""

    def __init__(self, obstacle: str) -> None:
        super().__init__(f"the attributes {obstacle}")


class UnexpectedError(ResourceError):
    """Anything that no other class describes; its own words are left out, since they may hold any value."""

    def __init__(self, cause: BaseException) -> None:
        frame = traceback.extract_tb(cause.__traceback__)[-1:]
        where = "".join(f" at {Path(f.filename).name}:{f.lineno}" for f in frame)
        super().__init__(f"unexpected {type(cause).__name__}{where}; this is a defect of cdk-sagemaker-workteam")


class ServiceError(ResourceError):
    """An AWS API refused a call or could not be reached.

    Attributes
    ----------
    operation, code, message
        The API operation, its error code (the name of the connection error where there was no answer), and the
        service's words as they came, which may hold values that must not be shown.
    refused
        Whether the call is known to have had no effect, whoever tried it how often.
    broken
        Whether the service or the network failed on the way, so that another try may succeed.
    throttled
        Whether the service had no room for the call.
    """

    def __init__(
        self,
        operation: str,
        code: str,
        message: str,
        *,
        shown: str,
        request_id: str = "",
        refused: bool = False,
        broken: bool = False,
        throttled: bool = False,
    ) -> None:
        self.operation = operation
        self.code = code
        self.message = message
        self.refused = refused
        self.broken = broken
        self.throttled = throttled
        suffix = f" (AWS request {request_id})" if request_id else ""
        super().__init__(f"{operation} failed with {code}: {shown}{suffix}")


class UnanswerableError(Exception):
    """Base of the errors that end the invocation without an answer."""


class MalformedEventError(UnanswerableError):
    """The event lacks what an answer needs."""

    def __init__(self, field: str) -> None:
        super().__init__(f"`{field}` of the event is missing or not a string of a sensible length; nothing was done")


class ResponseUrlError(UnanswerableError):
    """The response URL is not CloudFormation's; no byte goes there."""

    def __init__(self, why: str) -> None:
        super().__init__(f"`ResponseURL` {why}; nothing was sent and nothing was done")


class DeliveryError(UnanswerableError):
    """The answer could not be delivered."""

    def __init__(self, last: str) -> None:
        super().__init__(f"the answer could not be delivered to CloudFormation; last outcome: {last}")
