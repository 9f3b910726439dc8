"""What the demo doesn't show: the example app and its neighbours, by the CDK CLI on a local cloud."""

from pathlib import Path

import pytest

from local.cdk import Cdk, CdkError
from local.teams import find_team, make_strangers_team

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

RESOURCE_TYPE = "Custom::SageMakerWorkteam"
CONSUMER = f"python3 {Path(__file__).with_name('consumer_app.py')}"


def team_of(cloud, stack):
    outputs = stack.outputs()
    team = find_team(cloud, outputs["WorkteamName"])
    assert team.arn == outputs["WorkteamArn"]
    return team


def test_topic_and_access_are_changed_and_taken_away_and_the_arn_is_used_by_another_stack(cloud, cdk, log, new_stack):
    stack, consumer = new_stack(), new_stack()
    context = {"stack_name": stack.name}

    cdk.deploy(stack.name, context)
    created = team_of(cloud, stack)
    assert (created.topic is not None, created.access) == (True, ["SourceIp"])

    neighbour = Cdk(cloud, log, app=CONSUMER)
    neighbour.deploy(consumer.name, {"stack_name": consumer.name, "producer": stack.name})
    parameter = cloud.client("ssm").get_parameter(Name=consumer.outputs()["Parameter"])["Parameter"]
    assert parameter["Value"] == created.arn

    cdk.deploy(stack.name, context | {"notifications": "off", "worker_access": "vpc_source_ip"})
    changed = team_of(cloud, stack)
    assert (changed.arn, changed.topic, changed.access) == (created.arn, None, ["VpcSourceIp"])
    assert changed.described["CreateDate"] == created.described["CreateDate"]

    cdk.deploy(stack.name, context | {"worker_access": "none"})
    restored = team_of(cloud, stack)
    assert (restored.arn, restored.topic is not None, restored.access) == (created.arn, True, [])

    neighbour.destroy(consumer.name)
    cdk.destroy(stack.name)
    assert (stack.status(), find_team(cloud, created.described["WorkteamName"])) == (None, None)


def test_a_first_deploy_on_a_strangers_name_fails_and_leaves_the_stranger_alone(cloud, cdk, new_stack):
    stack = new_stack()
    stranger = make_strangers_team(cloud, "strangers-team")

    with pytest.raises(CdkError, match="ended with code 1"):
        cdk.deploy(stack.name, {"stack_name": stack.name, "workteam_name": "strangers-team"})

    assert stack.status() == "ROLLBACK_COMPLETE"
    (reason,) = stack.failures(RESOURCE_TYPE)
    assert "strangers-team exists already" in reason
    assert find_team(cloud, "strangers-team").as_bytes() == stranger.as_bytes()
    cdk.destroy(stack.name)
    assert find_team(cloud, "strangers-team").as_bytes() == stranger.as_bytes()
    cloud.client("sagemaker").delete_workteam(WorkteamName="strangers-team")


def test_adoption_on_request(cloud, cdk, new_stack):
    stack = new_stack()
    stranger = make_strangers_team(cloud, "orphaned-team")

    cdk.deploy(stack.name, {"stack_name": stack.name, "workteam_name": "orphaned-team", "adopt_existing": "true"})

    adopted = team_of(cloud, stack)
    assert adopted.arn == stranger.arn
    assert adopted.groups == ["annotators", "reviewers"]
    assert adopted.tags.items() > stranger.tags.items()


def test_a_workforce_by_name(cloud, cdk, new_stack):
    stack = new_stack()
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
