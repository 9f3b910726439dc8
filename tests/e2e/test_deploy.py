"""What the demo doesn't show: the example app and its neighbours, by the CDK CLI on a local cloud."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local.cdk import Cdk, CdkError
from local.cloud import LocalCloud
from local.stacks import Stack
from local.teams import Team, find_team, make_strangers_team, require_team

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

RESOURCE_TYPE = "Custom::SageMakerWorkteam"
CONSUMER = f"python3 {Path(__file__).with_name('consumer_app.py')}"
NAMED = f"python3 {Path(__file__).with_name('named_app.py')}"


def team_of(cloud: LocalCloud, stack: Stack) -> Team:
    outputs = stack.outputs()
    team = require_team(cloud, outputs["WorkteamName"])
    assert team.arn == outputs["WorkteamArn"]
    return team


def test_settings_change_in_place_while_another_stack_uses_the_arn(
    cloud: LocalCloud, cdk: Cdk, log: Path, new_stack: Callable[[], Stack]
) -> None:
    stack, consumer = new_stack(), new_stack()
    context = {"stack_name": stack.name}

    cdk.deploy(stack.name, context)
    created = team_of(cloud, stack)
    assert (created.topic is not None, created.access) == (True, ["SourceIp"])

    Cdk(cloud, log, app=CONSUMER).deploy(consumer.name, {"stack_name": consumer.name, "producer": stack.name})
    parameter = cloud.client("ssm").get_parameter(Name=consumer.outputs()["Parameter"])["Parameter"]
    assert parameter["Value"] == created.arn

    cdk.deploy(stack.name, context | {"notifications": "off", "worker_access": "none"})
    changed = team_of(cloud, stack)
    assert (changed.arn, changed.topic, changed.access) == (created.arn, None, [])
    assert changed.described["CreateDate"] == created.described["CreateDate"]

    consumer.delete()
    stack.delete()
    assert find_team(cloud, created.described["WorkteamName"]) is None


def test_a_strangers_name_is_refused_at_first_and_adopted_on_request(
    cloud: LocalCloud, cdk: Cdk, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    context = {"stack_name": stack.name}
    cdk.deploy(stack.name, context)
    created = team_of(cloud, stack)
    stranger = make_strangers_team(cloud, "strangers-team")
    renamed = context | {"workteam_name": "strangers-team"}

    with pytest.raises(CdkError, match="ended with code 1"):
        cdk.deploy(stack.name, renamed)

    assert stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    (reason, *_) = stack.failures(RESOURCE_TYPE)
    assert "strangers-team exists already" in reason
    assert require_team(cloud, "strangers-team").as_bytes() == stranger.as_bytes()
    assert team_of(cloud, stack).as_bytes() == created.as_bytes()

    cdk.deploy(stack.name, renamed | {"adopt_existing": "true"})
    adopted = team_of(cloud, stack)
    assert adopted.arn == stranger.arn
    assert adopted.groups == ["annotators", "reviewers"]
    assert adopted.tags.items() > stranger.tags.items()
    assert find_team(cloud, created.described["WorkteamName"]) is None


def test_a_workforce_is_chosen_by_name_and_an_unknown_one_rolled_back(
    cloud: LocalCloud, log: Path, new_stack: Callable[[], Stack]
) -> None:
    stack, cdk = new_stack(), Cdk(cloud, log, app=NAMED)
    cloud.control.add_workforce("crowd", account=cloud.account, region=cloud.region)
    context = {"stack_name": stack.name, "workforce_name": "crowd"}

    cdk.deploy(stack.name, context)
    team = team_of(cloud, stack)
    assert team.described["WorkforceArn"].endswith("/crowd")

    with pytest.raises(CdkError):
        cdk.deploy(stack.name, context | {"workforce_name": "nobody"})
    assert stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert "nobody" in stack.failures(RESOURCE_TYPE)[0]
    assert team_of(cloud, stack).as_bytes() == team.as_bytes()
    assert [shown["WorkteamName"] for shown in cloud.client("sagemaker").list_workteams()["Workteams"]] == [
        team.described["WorkteamName"]
    ]
