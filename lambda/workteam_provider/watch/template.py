"""Whether a tick's properties are those of the deployed template, and no deployment is in progress.

A tick may have waited in Lambda's queue, or its check may have taken a while, so a deployment may have ended meanwhile.
Therefore the stack must be in a settled state, and the schedule's input must still equal the tick, which also rejects
forged ticks.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, Any, Final

from workteam_provider.client import OTHERS, make_client
from workteam_provider.contract import SCHEDULE
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient

    from workteam_provider.protocol.attempt import Attempt

BEING_CHANGED: Final = "a deployment of the stack is in progress, or its last one did not complete"
NOT_SCHEDULED: Final = "the schedule no longer exists, or its input has changed"

_SETTLED: Final = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
_ARN = re.compile(r"arn:[a-z-]+:scheduler:[a-z0-9-]+:[0-9]{12}:schedule/(?P<group>[\w.-]+)/(?P<name>[\w.-]+)", re.ASCII)


@functools.cache
def cloudformation() -> BaseClient:
    """Return the process's client, created on first use; its trimmed model reads only a stack's status."""
    return make_client("cloudformation", OTHERS)


@functools.cache
def scheduler() -> BaseClient:
    """Return the process's client, created on first use; its trimmed model reads only a schedule's input."""
    return make_client("scheduler", OTHERS)


def obstacle(attempt: Attempt, tick: Mapping[str, Any]) -> str:
    """Say why a tick can't be trusted to be the template; empty if it can.

    Raises
    ------
    ServiceError
        The stack or the schedule can't be read.
    """
    if not _is_settled(attempt):
        return BEING_CHANGED
    return "" if _is_scheduled(attempt, tick) else NOT_SCHEDULED


def _is_settled(attempt: Attempt) -> bool:
    service = Service(cloudformation(), attempt.deadline)
    try:
        answer = service.call("describe_stacks", {"StackName": attempt.owner.stack_id})
    except ServiceError as error:
        if error.code == "ValidationError":  # there is no such stack
            return False
        raise
    return any(stack.get("StackStatus") in _SETTLED for stack in answer.get("Stacks") or [])


def _is_scheduled(attempt: Attempt, tick: Mapping[str, Any]) -> bool:
    arn = _ARN.fullmatch(str(tick.get(SCHEDULE)))
    if arn is None:
        return False
    service = Service(scheduler(), attempt.deadline)
    try:
        answer = service.call("get_schedule", {"GroupName": arn["group"], "Name": arn["name"]})
    except ServiceError as error:
        if error.code == "ResourceNotFoundException":
            return False
        raise
    # EventBridge Scheduler replaces a keyword in the input by the schedule's ARN
    scheduled = json.loads((answer.get("Target") or {}).get("Input") or "{}")
    return {**scheduled, SCHEDULE: arn.group()} == {**tick, SCHEDULE: arn.group()}
