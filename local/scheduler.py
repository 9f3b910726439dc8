"""What EventBridge Scheduler puts into a target's input, which ministack leaves as it stands."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.cloud import LocalCloud


def fill(text: str, schedule_arn: str) -> str:
    """Return an input with its context attributes filled in, for an invocation that starts now."""
    attributes = {
        "schedule-arn": schedule_arn,
        "scheduled-time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "execution-id": str(uuid.uuid4()),
        "attempt-number": "1",
    }
    for name, value in attributes.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def put_right(eventbridge: Any) -> None:
    """Have ministack's schedules, which EventBridge's code fires, fill in the input of their targets."""
    invoke = eventbridge._invoke_target

    def filling(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], *others: Any) -> Any:
        if event["Source"] == "aws.scheduler" and target.get("Input"):
            target = {**target, "Input": fill(target["Input"], rule["Arn"])}
        return invoke(target, event, rule, *others)

    eventbridge._invoke_target = filling


def invoke_now(cloud: LocalCloud, part_of_name: str) -> Any:
    """Invoke the function that is the target of a schedule as the schedule would, and return its answer.

    Raises
    ------
    LookupError
        Not exactly one schedule has that in its name.
    """
    scheduler, functions = cloud.client("scheduler"), cloud.client("lambda")
    found = [one for one in scheduler.list_schedules()["Schedules"] if part_of_name in one["Name"]]
    if len(found) != 1:
        raise LookupError(f"expected one schedule with {part_of_name!r} in its name, found {len(found)}")
    shown = scheduler.get_schedule(GroupName=found[0]["GroupName"], Name=found[0]["Name"])
    answer = functions.invoke(
        FunctionName=shown["Target"]["Arn"], Payload=fill(shown["Target"]["Input"], shown["Arn"]).encode()
    )
    return json.loads(answer["Payload"].read())
