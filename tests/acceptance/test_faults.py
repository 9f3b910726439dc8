"""The run finds what a cloud does wrongly: each fault of the emulator that it should find turns it red."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local.cdk import CdkError
from local.sagemaker.faults import Fault
from tools.acceptance.cleaner import clean
from tools.acceptance.run import Run, Unexpected
from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from local.cloud import LocalCloud
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LOST_TAGS = Fault("CreateWorkteam", "forget", members=["Tags"])
OTHERS = {
    "a new team has no topic": Fault("CreateWorkteam", "forget", members=["NotificationConfiguration"]),
    "a new team has no access": Fault("CreateWorkteam", "forget", members=["WorkerAccessConfiguration"]),
    "members don't change": Fault("UpdateWorkteam", "forget", members=["MemberDefinitions"]),
    "the description doesn't change": Fault("UpdateWorkteam", "forget", members=["Description"]),
    "topic and access stay": Fault("UpdateWorkteam", "keep_on_removal"),
    "teams aren't deleted": Fault("DeleteWorkteam", "unsuccessful"),
    "tags can't be read": Fault("ListTags", "deny"),
    "tags can't be added": Fault("AddTags", "deny"),
    "teams can't be changed": Fault("UpdateWorkteam", "deny"),
    "a team isn't shown": Fault("DescribeWorkteam", "error", code="ValidationException", message="The work team x"),
}


def failed_step(target: Target, cloud: LocalCloud, fault: Fault) -> str | None:
    """Return the step that a run fails at while a fault is in force; it is lifted before the run is cleaned up."""
    run = Run(target)
    cloud.control.add_fault(fault)
    try:
        for step in STEPS:
            try:
                step.go(run)
            except (Unexpected, CdkError, ClientError):
                return step.name
        return None
    finally:
        cloud.control.clear_faults()
        clean(target, run.id)


@pytest.mark.long
def test_lost_tags_are_found(target: Target, cloud: LocalCloud) -> None:
    assert failed_step(target, cloud, LOST_TAGS) == "deploy"


@pytest.mark.long
@pytest.mark.parametrize("fault", OTHERS.values(), ids=OTHERS.keys())
def test_each_fault_is_found(target: Target, cloud: LocalCloud, fault: Fault) -> None:
    step = failed_step(target, cloud, fault)
    print(f"found at {step}")
    assert step is not None
