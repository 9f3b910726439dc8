"""The whole template of a provider and two teams, as it was: nothing in it moves unnoticed.

To accept a change, run this test with ``UPDATE_SNAPSHOTS=1`` and look at the difference in version control.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import RemovalPolicy

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember
from synth.rendering import NewStack, render

SNAPSHOT = Path(__file__).with_name("template.json")
HASH = "the hash of the asset"


def template(new_stack: NewStack) -> dict[str, Any]:
    stack = new_stack(tags={"stage": "test"})
    Workteam(
        stack,
        "First",
        description="Everything",
        members=[
            WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", user_pool_client="client", group="annotators")
        ],
        workteam_name="first",
        workforce_name="default",
        notification_topic="arn:aws:sns:eu-west-1:123456789012:work",
        worker_access=WorkerAccess(source_ip=True),
        adopt_existing=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    Workteam(stack, "Second", description="The least", members=[WorkteamMember.oidc(groups=["annotators"])])
    resources = render(stack).resources
    resources["WorkteamProviderFunction217F5EC1"]["Properties"]["Code"]["S3Key"] = HASH
    return resources


def test_p49_the_template_is_that_of_the_last_release(new_stack: NewStack) -> None:
    rendered = template(new_stack)
    if "UPDATE_SNAPSHOTS" in os.environ:
        SNAPSHOT.write_text(json.dumps(rendered, indent=2, sort_keys=True) + "\n")
        pytest.fail(f"{SNAPSHOT.name} was written anew; look at the difference, then run without UPDATE_SNAPSHOTS")
    assert rendered == json.loads(SNAPSHOT.read_text())
