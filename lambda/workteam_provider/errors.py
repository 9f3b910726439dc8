"""Everything that can go wrong, one class each.

A `WorkteamError` becomes the reason of a FAILED answer: its text is read by a person in a stack event, and says what
happened and what to do. An `UnanswerableError` is raised out of the invocation, since there is nobody to answer.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workteam_provider.contract import Problem


class WorkteamError(Exception):
    """Base of the errors that are answered with FAILED."""


class InvalidEventError(WorkteamError):
    """The event can be answered, but its type or identifiers are none that CloudFormation sends."""


class InvalidPropertiesError(WorkteamError):
    """Properties that CreateWorkteam would refuse; nothing has been called."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, found)) + "; nothing was changed")


class NameTakenError(WorkteamError):
    """A team of the wanted name exists, and nothing proves that it is this resource's."""

    def __init__(self, arn: str, owner: str | None) -> None:
        if owner is None:
            way_out = "or set `AdoptExisting` to true to take the team over"
        else:
            way_out = (
                f"or, if that resource is gone, remove the tags `{STACK_TAG}` and `{LOGICAL_ID_TAG}` from the team "
                "and set `AdoptExisting` to true to take it over"
            )
        belongs = f"it belongs to {owner}" if owner else "it carries no tags of this resource"
        super().__init__(
            f"the work team {arn} exists already and is not managed by this resource: {belongs}; it was left as it is; "
            f"choose another `WorkteamName`, leave it out to have one derived, {way_out}"
        )


class NotOwnedError(WorkteamError):
    """A Delete names a team that nothing proves to be this resource's."""

    def __init__(self, arn: str, owner: str | None) -> None:
        why = f"it belongs to {owner}" if owner else "it carries no ownership tags"
        super().__init__(
            f"the work team {arn} was not deleted: {why}; "
            "delete it by hand if it should go, and delete the stack while retaining this resource"
        )


class WorkforceChangeError(WorkteamError):
    """A team can't move to another workforce, and the explicit name leaves no room for a second team."""

    def __init__(self, name: str, current: str, wanted: str) -> None:
        super().__init__(
            f"`WorkforceName`: the work team {name} is in the workforce {current} and can't be moved to {wanted}; "
            "change `WorkteamName` too, or leave it out so that a new name is derived; nothing was changed"
        )


class RemovalIgnoredError(WorkteamError):
    """A property was taken away, but the service still shows its old value."""

    def __init__(self, name: str, properties: Sequence[str]) -> None:
        listed = " and ".join(f"`{item}`" for item in properties)
        super().__init__(
            f"{listed} of the work team {name} could not be removed: the service kept the old value; "
            "set another value, or give the team another `WorkteamName` to have it made anew"
        )


class StillInUseError(WorkteamError):
    """The team could not be deleted within the function's time because something uses it."""

    def __init__(self, arn: str, jobs: Sequence[str] | None, last: str) -> None:
        if jobs is None:
            users = "it is in use, and its labeling jobs could not be listed"
        else:
            users = f"labeling jobs that use it: {', '.join(jobs)}" if jobs else "no labeling job of it was found"
        super().__init__(
            f"the work team {arn} could not be deleted in time: {users}; last answer: {last}; "
            "stop or finish what uses the team and delete again"
        )


class TeamVanishedError(WorkteamError):
    """A team that was there a moment ago is not to be seen."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the work team {name} was there and is not to be seen any more; deploy again")


class OutOfTimeError(WorkteamError):
    """The function's time is nearly over; no further call is made."""

    def __init__(self) -> None:
        super().__init__("the function ran out of time and stopped before it was done; deploy again")


class UnexpectedError(WorkteamError):
    """Anything that no other class describes; its own words are left out, since they may hold any value."""

    def __init__(self, cause: BaseException) -> None:
        frame = traceback.extract_tb(cause.__traceback__)[-1:]
        where = "".join(f" at {Path(f.filename).name}:{f.lineno}" for f in frame)
        super().__init__(f"unexpected {type(cause).__name__}{where}; this is a defect of cdk-sagemaker-workteam")


class ServiceError(WorkteamError):
    """SageMaker refused a call or could not be reached.

    Attributes
    ----------
    operation, code, message, request_id
        The API operation, its error code (the name of the connection error where there was no answer), the service's
        words as they came, not to be shown, and the id of the request, empty where there was no answer.
    refused
        Whether the call is known to have had no effect.
    """

    def __init__(
        self,
        operation: str,
        code: str,
        message: str,
        request_id: str = "",
        *,
        refused: bool = False,
        hide: Callable[[str], str] = str,
    ) -> None:
        self.operation = operation
        self.code = code
        self.message = message
        self.request_id = request_id
        self.refused = refused
        suffix = f" (SageMaker request {request_id})" if request_id else ""
        super().__init__(f"{operation} failed with {code}: {hide(message)}{suffix}")


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
