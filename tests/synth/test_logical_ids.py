"""Names that must not move: a deployed stack holds on to them.

A function's logical id is in every ``ServiceToken``, which CloudFormation refuses to change. To accept a change on
purpose, edit ``logical_ids.json`` by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aws_cdk.aws_sns import Topic

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam, WorkteamMember
from cdk_sagemaker_workteam import _contract as contract
from synth.rendering import NewStack, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack

PINNED = Path(__file__).with_name("logical_ids.json")


def teams(stack: Stack) -> None:
    for name in ("First", "Second"):
        Workteam(stack, name, description="d", members=[WorkteamMember.oidc(groups=["annotators"])])


def workforce(stack: Stack) -> None:
    made = PrivateWorkforce(stack, "Workforce", workforce_name="crowd", domain_prefix="acme")
    made.invite_by_mail(organization="Acme")
    group = made.add_group("annotators")
    team = Workteam(stack, "Team", description="d", workforce=made, members=[group])
    made.add_worker("ada", email="ada@acme.example", groups=[group])
    topic = Topic(stack, "Topic")
    for watched in (made, team):
        watched.watch(notify=topic)


@pytest.mark.parametrize("make", [teams, workforce])
def test_p49_logical_ids_are_those_of_the_last_release(new_stack: NewStack, make: Callable[[Stack], None]) -> None:
    stack = new_stack()
    make(stack)
    rendered = {logical_id: resource["Type"] for logical_id, resource in render(stack).resources.items()}
    assert rendered == json.loads(PINNED.read_text())[make.__name__]


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
