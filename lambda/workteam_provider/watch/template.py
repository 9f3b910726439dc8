"""Whether what a tick brings is what the stack's template has: not while it is being changed, and not of an older one.

A tick may have waited in Lambda's queue, or have looked for a while: a deployment may have ended meanwhile. So the
stack must be settled, and the schedule must still have what it handed over. A tick that somebody made up is none of a
schedule's.
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

BEING_CHANGED: Final = "the stack is being changed, or its last deployment was left half done"
NOT_SCHEDULED: Final = "its schedule hands over something else by now"

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
    """Make the client, or return the one that was made; of a stack it knows the status alone."""
    return make_client("cloudformation", OTHERS)


@functools.cache
def scheduler() -> BaseClient:
    """Make the client, or return the one that was made; of a schedule it knows the input alone."""
    return make_client("scheduler", OTHERS)


def obstacle(attempt: Attempt, tick: Mapping[str, Any]) -> str:
    """Say why nothing can be made of what a tick brings; empty where it is the template's.

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
    # the scheduler puts the ARN where the input has a keyword
    scheduled = json.loads((answer.get("Target") or {}).get("Input") or "{}")
    return {**scheduled, SCHEDULE: arn.group()} == {**tick, SCHEDULE: arn.group()}
