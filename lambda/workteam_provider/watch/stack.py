"""Whether a deployment is under way: what it has half done is no drift, and nothing may get in its way."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from workteam_provider.client import MODELS, make_client
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.service import Service

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from workteam_provider.protocol.attempt import Attempt

_SETTLED: Final = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)


@functools.cache
def cloudformation() -> BaseClient:
    """Make the client, or return the one that was made; of a stack it knows the status alone."""
    return make_client("cloudformation", MODELS / "cloudformation")


def is_settled(attempt: Attempt) -> bool:
    """Whether the stack is as one of its templates has it: not being changed, not gone, not left half done."""
    service = Service(cloudformation(), attempt.deadline)
    try:
        answer = service.call("describe_stacks", {"StackName": attempt.owner.stack_id})
    except ServiceError as error:
        if error.code == "ValidationError":  # there is no such stack
            return False
        raise
    return any(stack.get("StackStatus") in _SETTLED for stack in answer.get("Stacks") or [])
