"""Names that must not move: a deployed stack holds on to them.

A function's logical id is in every ``ServiceToken``, which CloudFormation refuses to change. To accept a change on
purpose, edit ``logical_ids.json`` by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

from cdk_sagemaker_workteam import Workteam, WorkteamMember
from cdk_sagemaker_workteam import _contract as contract
from synth.rendering import NewStack, render

PINNED = Path(__file__).with_name("logical_ids.json")


def test_p49_logical_ids_are_those_of_the_last_release(new_stack: NewStack) -> None:
    stack = new_stack()
    for name in ("First", "Second"):
        Workteam(stack, name, description="d", members=[WorkteamMember.oidc(groups=["annotators"])])
    rendered = {logical_id: resource["Type"] for logical_id, resource in render(stack).resources.items()}
    assert rendered == json.loads(PINNED.read_text())


def test_names_that_templates_speak_of() -> None:
    assert contract.RESOURCE_TYPE == "Custom::SageMakerWorkteam"
    assert contract.ATTRIBUTES == ("WorkteamArn", "WorkteamName", "WorkforceArn", "SubDomain", "PortalUrl")
    assert set(contract.WORKTEAM.shapes) == {
        "WorkteamName",
        "WorkforceName",
        "MemberDefinitions",
        "Description",
        "NotificationConfiguration",
        "WorkerAccessConfiguration",
        "Tags",
        "AdoptExisting",
    }
