"""What the tests of a watch share: Lambda's context, CloudFormation's client, and the numbers that are written."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from support.fake_sagemaker import client_error, denied
from unit.function.scene import FUNCTION_ARN, STACK_ID
from workteam_provider.contract import TICK, TICK_VERSION
from workteam_provider.handler import handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest


class Context:
    """Lambda's context."""

    aws_request_id = "invocation"
    invoked_function_arn = FUNCTION_ARN

    def get_remaining_time_in_millis(self) -> int:
        return 300_000


SCHEDULE_ARN: Final = "arn:aws:scheduler:eu-west-1:123456789012:schedule/group/name"


@dataclass
class Schedules:
    """The scheduler's client; the schedule that ticks has what it handed over last, unless that is ``given``."""

    given: dict[str, Any] | None = None
    handed_over: dict[str, Any] = field(default_factory=dict)
    gone: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get_schedule(self, GroupName: str, Name: str) -> dict[str, Any]:  # noqa: N803
        self.asked.append((GroupName, Name))
        if self.gone:
            raise client_error("GetSchedule", "ResourceNotFoundException", "no", 404)
        held = self.handed_over if self.given is None else self.given
        return {"Target": {"Input": json.dumps({**held, "ScheduleArn": "<aws.scheduler.schedule-arn>"})}}


@dataclass
class Stacks:
    """CloudFormation's client."""

    statuses: list[str] = field(default_factory=lambda: ["UPDATE_COMPLETE"])
    asked: list[str] = field(default_factory=list)

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        self.asked.append(StackName)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status == "GONE":
            raise client_error("DescribeStacks", "ValidationError", "Stack does not exist")
        if status == "DENIED":
            raise denied("DescribeStacks")
        return {"Stacks": [{"StackStatus": status}]}


def told(capsys: pytest.CaptureFixture[str], resource: str = "Stack/Team") -> list[int]:
    """Return the numbers of the metric that were written."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(line["Resource"] == resource for line in lines)
    assert all(
        line["_aws"]["CloudWatchMetrics"]
        == [
            {
                "Namespace": "SageMakerWorkteams",
                "Dimensions": [["Resource"]],
                "Metrics": [{"Name": "Drift", "Unit": "Count"}],
            }
        ]
        for line in lines
    )
    return [line["Drift"] for line in lines]


@dataclass
class Watching:
    """What hands ticks of one resource to the function."""

    stacks: Stacks = field(default_factory=Stacks)
    schedules: Schedules = field(default_factory=Schedules)

    def hand_over(self, clients: Mapping[str, object], **event: Any) -> Any:
        """Hand over a tick; ``clients`` are by the function, below the package, that would make them."""
        event = {TICK: TICK_VERSION, "StackId": STACK_ID, "ScheduleArn": SCHEDULE_ARN, **event}
        self.schedules.handed_over = event
        clients = {"watch.template.cloudformation": self.stacks, "watch.template.scheduler": self.schedules, **clients}
        with ExitStack() as replaced:
            for name, client in clients.items():
                replaced.enter_context(mock.patch(f"workteam_provider.{name}", return_value=client))
            return handler(event, Context())
