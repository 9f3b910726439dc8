"""The right of SageMaker to publish to a team's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from aws_cdk import Annotations
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_sns import ITopic

from .._contract import Problem
from ..validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_kms import IKey
    from constructs import Construct, IDependable

TopicLike: TypeAlias = ITopic | str

_SAGEMAKER: Final = "sagemaker.amazonaws.com"
_STATEMENT_ID: Final = "SageMakerWorkteams"
_AWS_MANAGED: Final = "alias/aws/"


def topic_arn(topic: object) -> object:
    """Return the ARN of a topic that is given as a construct or as an ARN."""
    return getattr(topic, "topic_arn", topic)


def topic_problems(topic: object) -> Iterator[Problem]:
    """Yield what keeps SageMaker from ever publishing to a topic."""
    key = getattr(topic, "master_key", None)
    if key is not None and _AWS_MANAGED in key.key_arn:
        expected = "a topic that is not encrypted or has a customer-managed key, whose policy can let SageMaker use it"
        yield Problem("notification_topic", expected, "one with an AWS-managed key")


def allow_publishing(team: Construct, topic: TopicLike) -> list[IDependable]:
    """Let SageMaker publish for the teams of the topic's account and Region; return what has to be there first."""
    if isinstance(topic, str) or is_unresolved(topic):
        _warn(team, "topic's policy", "sns:Publish")
        return []
    added = topic.add_to_resource_policy(_publish(topic))
    if not added.statement_added:
        _warn(team, "topic's policy", "sns:Publish")
    if topic.master_key is not None:
        _allow_encrypting(team, topic.master_key)
    return [added.policy_dependable] if added.policy_dependable else []


def _publish(topic: ITopic) -> PolicyStatement:
    teams = topic.stack.format_arn(service="sagemaker", resource="workteam", resource_name="*")
    return PolicyStatement(
        sid=_STATEMENT_ID,
        actions=["sns:Publish"],
        principals=[ServicePrincipal(_SAGEMAKER)],
        resources=[topic.topic_arn],
        conditions={
            "StringEquals": {"aws:SourceAccount": topic.stack.account},
            "ArnLike": {"aws:SourceArn": teams},
        },
    )


def _allow_encrypting(team: Construct, key: IKey) -> None:
    actions = ["kms:Decrypt", "kms:GenerateDataKey*"]
    statement = PolicyStatement(
        sid=_STATEMENT_ID, actions=actions, principals=[ServicePrincipal(_SAGEMAKER)], resources=["*"]
    )
    if not key.add_to_resource_policy(statement).statement_added:
        _warn(team, "policy of the topic's key", " and ".join(actions))


def _warn(team: Construct, policy: str, actions: str) -> None:
    Annotations.of(team).add_warning_v2(
        "cdk-sagemaker-workteam:notificationTopic",
        f"`notification_topic`: the {policy} is not made by this app, so see to it that it lets "
        f"{_SAGEMAKER} do {actions}",
    )
