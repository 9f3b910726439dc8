"""The right to publish: given once, narrowed, and asked for where it can't be given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamValidationError
from synth.rendering import NewStack, Rendered, arn, render

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBERS = [WorkteamMember.oidc(groups=["annotators"])]
ELSEWHERE = "arn:aws:sns:eu-west-1:123456789012:elsewhere"
WARNING = Match.string_like_regexp("`notification_topic`: the topic's policy is not made by this app")

CONDITION = {
    "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    "ArnLike": {"aws:SourceArn": arn("sagemaker", "workteam/*")},
}


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
        "Condition": CONDITION,
    }


def test_the_teams_wait_for_the_policy(encrypted: Rendered) -> None:
    assert encrypted.logical_id("TopicPolicy") in encrypted.resource("Team0")["DependsOn"]
    assert encrypted.logical_id("TopicPolicy") in encrypted.resource("Team1")["DependsOn"]


def test_p69_sagemaker_may_use_the_key_of_an_encrypted_topic(encrypted: Rendered) -> None:
    statements = encrypted.resource("Key")["Properties"]["KeyPolicy"]["Statement"]
    assert [statement for statement in statements if statement.get("Sid") == "SageMakerWorkteams"] == [
        {
            "Sid": "SageMakerWorkteams",
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": CONDITION,
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


TOPICS: dict[str, Callable[[Stack], Any]] = {
    "l2": lambda stack: sns.Topic(stack, "Topic"),
    "arn_of_l2": lambda stack: sns.Topic(stack, "Topic").topic_arn,
    "l1": lambda stack: sns.CfnTopic(stack, "Topic"),
    "ref_of_l1": lambda stack: sns.CfnTopic(stack, "Topic").ref,
    "arn_of_l1": lambda stack: sns.CfnTopic(stack, "Topic").attr_topic_arn,
}


@pytest.mark.parametrize("given", TOPICS.values(), ids=TOPICS)
def test_p67_a_topic_of_the_app_in_every_form(new_stack: NewStack, given: Callable[[Stack], Any]) -> None:
    stack = new_stack()
    topic = given(stack)
    for name in ("Team0", "Team1"):
        Workteam(stack, name, description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())
    rendered = render(stack)
    ((policy_id, policy),) = [one for one in rendered.resources.items() if one[1]["Type"] == "AWS::SNS::TopicPolicy"]
    (topic_id,) = [name for name, one in rendered.resources.items() if one["Type"] == "AWS::SNS::Topic"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Condition"], policy["Properties"]["Topics"]) == (CONDITION, [{"Ref": topic_id}])
    for name in ("Team0", "Team1"):
        arn_of_topic = rendered.properties(name)["NotificationConfiguration"]["NotificationTopicArn"]
        assert arn_of_topic in ({"Ref": topic_id}, {"Fn::GetAtt": [topic_id, "TopicArn"]})
        assert policy_id in rendered.resource(name)["DependsOn"]


def test_p67_a_policy_that_an_l1_topic_has_already(new_stack: NewStack) -> None:
    stack = new_stack()
    topic = sns.CfnTopic(stack, "Topic")
    ours = iam.PolicyStatement(actions=["sns:Publish"], resources=[topic.ref], principals=[iam.AccountRootPrincipal()])
    sns.CfnTopicPolicy(stack, "Policy", topics=[topic.ref], policy_document=iam.PolicyDocument(statements=[ours]))
    other = sns.CfnTopic(stack, "OtherTopic")
    sns.CfnTopicPolicy(stack, "OtherPolicy", topics=[other.ref], policy_document=iam.PolicyDocument(statements=[ours]))
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    rendered = render(stack)
    assert set(rendered.resources) >= {"Policy", "OtherPolicy"}
    assert len(rendered.of_type("AWS::SNS::TopicPolicy")) == 2
    sids = [one.get("Sid") for one in rendered.resources["Policy"]["Properties"]["PolicyDocument"]["Statement"]]
    assert sids == [None, "SageMakerWorkteams"]
    assert len(rendered.resources["OtherPolicy"]["Properties"]["PolicyDocument"]["Statement"]) == 1
    assert "Policy" in rendered.resource("Team")["DependsOn"]


def test_p67_a_policy_written_as_json_is_asked_for(new_stack: NewStack) -> None:
    stack = new_stack()
    topic = sns.CfnTopic(stack, "Topic")
    sns.CfnTopicPolicy(stack, "Policy", topics=[topic.ref], policy_document={"Version": "2012-10-17", "Statement": []})
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_warning("/Stack/Team", WARNING)
    assert len(render(stack).of_type("AWS::SNS::TopicPolicy")) == 1


@pytest.mark.parametrize("key_of", ["key_arn", "key_id"])
def test_p69_the_key_of_an_l1_topic(new_stack: NewStack, key_of: str) -> None:
    stack = new_stack()
    topic = sns.CfnTopic(stack, "Topic", kms_master_key_id=getattr(kms.Key(stack, "Key"), key_of))
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    statements = render(stack).resource("Key")["Properties"]["KeyPolicy"]["Statement"]
    assert [one["Condition"] for one in statements if one.get("Sid") == "SageMakerWorkteams"] == [CONDITION]


def test_p69_a_key_that_an_l1_topic_only_names_is_asked_for(new_stack: NewStack) -> None:
    stack = new_stack()
    topic = sns.CfnTopic(stack, "Topic", kms_master_key_id="alias/ours")
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_warning("/Stack/Team", Match.string_like_regexp("the policy of the topic's key"))


FIFO = "arn:aws:sns:eu-west-1:123456789012:work.fifo"
REFUSED: dict[str, Callable[[Stack], Any]] = {
    "l2": lambda stack: sns.Topic(stack, "Topic", fifo=True),
    "arn_of_l2": lambda stack: sns.Topic(stack, "Topic", fifo=True).topic_arn,
    "l1": lambda stack: sns.CfnTopic(stack, "Topic", fifo_topic=True, topic_name="work.fifo"),
    "imported": lambda stack: sns.Topic.from_topic_arn(stack, "Topic", FIFO),
    "literal": lambda _: FIFO,
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_p69_a_fifo_topic(new_stack: NewStack, given: Callable[[Stack], Any]) -> None:
    stack = new_stack()
    with pytest.raises(WorkteamValidationError, match=r"`notification_topic`: expected a standard topic, .* FIFO"):
        Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=given(stack))


@pytest.mark.parametrize("imported", [True, False])
@pytest.mark.parametrize(
    ("arn_of_topic", "told"),
    [
        (ELSEWHERE, []),
        (ELSEWHERE.replace("eu-west-1", "us-east-1"), ["Region us-east-1, the team of eu-west-1"]),
        (ELSEWHERE.replace("123456789012", "999999999999"), ["account 999999999999, the team of 123456789012"]),
    ],
)
def test_p69_a_topic_of_another_place(new_stack: NewStack, imported: bool, arn_of_topic: str, told: list[str]) -> None:
    stack = new_stack(env=Environment(account="123456789012", region="eu-west-1"))
    topic = sns.Topic.from_topic_arn(stack, "Topic", arn_of_topic) if imported else arn_of_topic
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    annotations = Annotations.from_stack(stack)
    for words in told:
        annotations.has_warning("/Stack/Team", Match.string_like_regexp(f"the topic is of the {words}"))
    if not told:
        annotations.has_no_warning("*", Match.string_like_regexp("the topic is of the"))


def test_p69_a_topic_of_the_app_in_another_region(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    there = new_stack("There", app, env=Environment(account="123456789012", region="us-east-1"))
    stack = new_stack("Here", app, env=Environment(account="123456789012", region="eu-west-1"))
    topic = sns.Topic(there, "Topic", topic_name="work")
    Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)
    Annotations.from_stack(stack).has_warning(
        "/Here/Team", Match.string_like_regexp("the topic is of the Region us-east-1, the team of eu-west-1")
    )


def test_an_aws_managed_key_of_an_l1_topic_is_refused(new_stack: NewStack) -> None:
    stack = new_stack()
    topic = sns.CfnTopic(stack, "Topic", kms_master_key_id="alias/aws/sns")
    with pytest.raises(WorkteamValidationError, match="`notification_topic`: expected a topic that is not enc"):
        Workteam(stack, "Team", description="d", members=MEMBERS, notification_topic=topic)


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
    (policy,) = render(topic.stack).of_type("AWS::SNS::TopicPolicy")
    assert [one["Condition"] for one in policy["Properties"]["PolicyDocument"]["Statement"]] == [CONDITION]
