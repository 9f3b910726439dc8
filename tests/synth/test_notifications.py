"""The right to publish: given once, narrowed, and asked for where it can't be given."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamValidationError
from synth.rendering import NewStack, Rendered, arn, render

MEMBERS = [WorkteamMember.oidc(groups=["annotators"])]
ELSEWHERE = "arn:aws:sns:eu-west-1:123456789012:elsewhere"
WARNING = Match.string_like_regexp("`notification_topic`: the topic's policy is not made by this app")


@pytest.fixture(scope="module")
def encrypted(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    topic = sns.Topic(stack, "Topic", master_key=kms.Key(stack, "Key"))
    for name in ("Team0", "Team1"):
        Workteam(stack, name, description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())
    return render(stack)


def test_sagemaker_may_publish_for_the_teams_of_the_account_and_region(encrypted: Rendered) -> None:
    (policy,) = encrypted.of_type("AWS::SNS::TopicPolicy")
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    topic = {"Ref": encrypted.logical_id("Topic")}
    assert policy["Properties"]["Topics"] == [topic]
    assert statement == {
        "Sid": "SageMakerWorkteams",
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
            "ArnLike": {"aws:SourceArn": arn("sagemaker", "workteam/*")},
        },
    }


def test_the_teams_wait_for_the_policy(encrypted: Rendered) -> None:
    assert encrypted.logical_id("TopicPolicy") in encrypted.resource("Team0")["DependsOn"]
    assert encrypted.logical_id("TopicPolicy") in encrypted.resource("Team1")["DependsOn"]


def test_sagemaker_may_use_the_key_of_an_encrypted_topic(encrypted: Rendered) -> None:
    statements = encrypted.resource("Key")["Properties"]["KeyPolicy"]["Statement"]
    assert [statement for statement in statements if statement.get("Sid") == "SageMakerWorkteams"] == [
        {
            "Sid": "SageMakerWorkteams",
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
        }
    ]


@pytest.mark.parametrize("imported", [True, False])
def test_the_policy_of_another_apps_topic_is_asked_for(new_stack: NewStack, imported: bool) -> None:
    stack = new_stack()
    topic = sns.Topic.from_topic_arn(stack, "Topic", ELSEWHERE) if imported else ELSEWHERE
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_warning("/Stack/Team", WARNING)
    rendered = render(stack)
    assert rendered.of_type("AWS::SNS::TopicPolicy") == []
    assert rendered.properties("Team")["NotificationConfiguration"] == {"NotificationTopicArn": ELSEWHERE}


def test_the_policy_of_an_imported_key_is_asked_for(new_stack: NewStack) -> None:
    stack = new_stack()
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:123456789012:key/1234")
    topic = sns.Topic(stack, "Topic", master_key=key)
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_warning(
        "/Stack/Team", Match.string_like_regexp("the policy of the topic's key is not made by this app")
    )


def test_an_aws_managed_key_is_refused(new_stack: NewStack) -> None:
    stack = new_stack()
    topic = sns.Topic(stack, "Topic", master_key=kms.Alias.from_alias_name(stack, "Key", "alias/aws/sns"))
    with pytest.raises(WorkteamValidationError, match="`notification_topic`: expected a topic that is not enc"):
        Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)


def test_a_topic_in_another_stack(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    topic = sns.Topic(new_stack("Topics", app), "Topic")
    stack = new_stack("Teams", app)
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    assert render(stack).of_type("AWS::SNS::TopicPolicy") == []
    assert [dependency.node.id for dependency in stack.dependencies] == ["Topics"]
    assert len(render(topic.stack).of_type("AWS::SNS::TopicPolicy")) == 1
