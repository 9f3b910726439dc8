"""The resource types of ``local.cloudformation``, in stacks of a local cloud."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from local.cloud import LocalCloud
from local.stacks import Stack
from support.door_template import door_template

if TYPE_CHECKING:
    from collections.abc import Iterator

ADA, BEA = "ada@acme.example", "bea@acme.example"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(region="eu-west-1") as cloud:
        yield cloud


@pytest.fixture
def stack(cloud: LocalCloud) -> Iterator[Stack]:
    cloud.control.reset()
    stack = Stack(cloud, "door")
    yield stack
    stack.delete()


def deploy(cloud: LocalCloud, stack: Stack, template: dict[str, Any]) -> dict[str, str]:
    client = cloud.client("cloudformation")
    made = stack.status() is not None
    (client.update_stack if made else client.create_stack)(StackName=stack.name, TemplateBody=json.dumps(template))
    client.get_waiter("stack_update_complete" if made else "stack_create_complete").wait(
        StackName=stack.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    return stack.outputs()


def with_properties(logical_id: str, **properties: Any) -> dict[str, Any]:
    """Return the template with other properties of a resource; those that are None are left out."""
    template = door_template()
    resource = template["Resources"][logical_id]
    merged = resource["Properties"] | properties
    resource["Properties"] = {name: value for name, value in merged.items() if value is not None}
    return template


def tags(cloud: LocalCloud, arn: str) -> dict[str, str]:
    shown = cloud.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in shown}


def test_a_workforces_settings_and_tags_change_in_place(cloud: LocalCloud, stack: Stack) -> None:
    first = {"SourceIpConfig": {"Cidrs": ["203.0.113.0/24"]}, "Tags": [{"Key": "a", "Value": "1"}]}
    before = deploy(cloud, stack, with_properties("Workforce", **first))
    assert tags(cloud, before["WorkforceArn"]) == {"a": "1"}
    second = {"SourceIpConfig": {"Cidrs": ["198.51.100.0/24"]}, "Tags": [{"Key": "b", "Value": "2"}]}
    assert deploy(cloud, stack, with_properties("Workforce", **second)) == before
    shown = cloud.client("sagemaker").describe_workforce(WorkforceName="crowd")["Workforce"]
    assert shown["SourceIpConfig"] == second["SourceIpConfig"]
    assert tags(cloud, before["WorkforceArn"]) == {"b": "2"}


def test_a_workforce_of_another_user_pool_is_another_one_by_the_same_name(cloud: LocalCloud, stack: Stack) -> None:
    template = door_template(with_team=False)
    before = deploy(cloud, stack, template)
    for name in ("Pool", "Client"):
        template["Resources"][f"Other{name}"] = json.loads(json.dumps(template["Resources"][name]))
    template["Resources"]["OtherClient"]["Properties"]["UserPoolId"] = {"Ref": "OtherPool"}
    other = {"UserPool": {"Ref": "OtherPool"}, "ClientId": {"Ref": "OtherClient"}}
    template["Resources"]["Workforce"]["Properties"]["CognitoConfig"] = other
    after = deploy(cloud, stack, template)
    assert after["WorkforceArn"] == before["WorkforceArn"]
    assert after["SubDomain"] != before["SubDomain"]
    (workforce,) = cloud.client("sagemaker").list_workforces()["Workforces"]
    assert workforce["CognitoConfig"]["UserPool"] != before["PoolId"]

    template["Resources"]["Workforce"]["Properties"]["CognitoConfig"] = {**other, "ClientId": "nobody"}
    with pytest.raises(WaiterError):
        deploy(cloud, stack, template)
    assert stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.client("sagemaker").list_workforces()["Workforces"][0]["CognitoConfig"] == workforce["CognitoConfig"]


def test_a_team_changes_in_place_and_is_replaced_for_another_name(cloud: LocalCloud, stack: Stack) -> None:
    topic = "arn:aws:sns:eu-west-1:000000000000:work"
    sagemaker = cloud.client("sagemaker")
    deploy(cloud, stack, with_properties("Team", NotificationConfiguration={"NotificationTopicArn": topic}))
    before = sagemaker.describe_workteam(WorkteamName="labelers")["Workteam"]
    assert before["NotificationConfiguration"] == {"NotificationTopicArn": topic}

    deploy(cloud, stack, with_properties("Team", Description="Reviews", Tags=[{"Key": "a", "Value": "1"}]))

    after = sagemaker.describe_workteam(WorkteamName="labelers")["Workteam"]
    assert (after["Description"], after["CreateDate"]) == ("Reviews", before["CreateDate"])
    assert "NotificationConfiguration" not in after
    assert tags(cloud, after["WorkteamArn"]) == {"a": "1"}

    deploy(cloud, stack, with_properties("Team", WorkteamName=None))

    (team,) = sagemaker.list_workteams()["Workteams"]
    assert team["WorkteamName"].startswith("door-Team-")


def test_a_user_is_invited_again_under_another_name_and_never_twice(cloud: LocalCloud, stack: Stack) -> None:
    outputs = deploy(cloud, stack, door_template())
    invited = len(cloud.control.mails())
    bea = [{"Name": "email", "Value": BEA}]
    deploy(cloud, stack, with_properties("Worker", Username=BEA, UserAttributes=bea))
    cognito, pool = cloud.client("cognito-idp"), outputs["PoolId"]
    members = cognito.list_users_in_group(UserPoolId=pool, GroupName="annotators")["Users"]
    emails = [
        {one["Name"]: one["Value"] for one in user["Attributes"]}["email"]
        for user in (*cognito.list_users(UserPoolId=pool)["Users"], *members)
    ]
    assert emails == [BEA, BEA]
    assert [mail.recipients for mail in cloud.control.mails()[invited:]] == [[BEA]]

    with pytest.raises(WaiterError):
        deploy(cloud, stack, with_properties("Worker", MessageAction="SUPPRESS", Username=BEA, UserAttributes=bea))
    assert "UsernameExistsException" in stack.failures("AWS::Cognito::UserPoolUser")[0]


def test_what_was_deleted_by_hand_is_no_trouble(cloud: LocalCloud, stack: Stack) -> None:
    outputs = deploy(cloud, stack, door_template())
    cloud.client("cognito-idp").admin_delete_user(UserPoolId=outputs["PoolId"], Username=ADA)
    sagemaker = cloud.client("sagemaker")
    sagemaker.delete_workteam(WorkteamName="labelers")
    sagemaker.delete_workforce(WorkforceName="crowd")
    stack.delete()
    assert stack.status() is None


def test_a_group_that_is_there_already_is_not_taken_over(cloud: LocalCloud, stack: Stack) -> None:
    outputs = deploy(cloud, stack, door_template())
    cloud.client("cognito-idp").create_group(UserPoolId=outputs["PoolId"], GroupName="theirs")
    template = door_template()
    group = {"UserPoolId": {"Ref": "Pool"}, "GroupName": "theirs"}
    template["Resources"]["Theirs"] = {"Type": "AWS::Cognito::UserPoolGroup", "Properties": group}
    with pytest.raises(WaiterError):
        deploy(cloud, stack, template)
    assert "GroupExistsException" in stack.failures("AWS::Cognito::UserPoolGroup")[0]
    cloud.client("cognito-idp").get_group(UserPoolId=outputs["PoolId"], GroupName="theirs")


def test_a_protected_user_pool_is_not_deleted(cloud: LocalCloud, stack: Stack) -> None:
    outputs = deploy(cloud, stack, with_properties("Pool", DeletionProtection="ACTIVE"))
    cognito, named = cloud.client("cognito-idp"), {"UserPoolId": outputs["PoolId"]}
    with pytest.raises(ClientError, match="deletion protection is activated"):
        cognito.delete_user_pool(**named)
    with pytest.raises(WaiterError):
        stack.delete()
    assert "deletion protection is activated" in stack.failures("AWS::Cognito::UserPool")[0]
    cognito.update_user_pool(**named, DeletionProtection="INACTIVE")
    stack.delete()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        cognito.describe_user_pool(**named)
