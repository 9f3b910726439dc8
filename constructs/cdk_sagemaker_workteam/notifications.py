"""The right of SageMaker to publish to a team's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from aws_cdk import Annotations, ArnFormat, Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_sns import ITopic

if TYPE_CHECKING:
    from aws_cdk.aws_kms import IKey

    from constructs import Construct, IDependable

TopicLike: TypeAlias = ITopic | str

_SAGEMAKER = "sagemaker.amazonaws.com"
_WARNING = "cdk-sagemaker-workteam:notificationTopicPolicy"


def topic_arn(topic: object) -> object:
    """Return the ARN of a topic that is given as a construct or as an ARN."""
    return getattr(topic, "topic_arn", topic)


def allow_publishing(team: Construct, topic: TopicLike) -> IDependable | None:
    """Let SageMaker publish for the teams of this account and Region; return what has to be there first."""
    if isinstance(topic, str):
        _warn(team, "the policy of a topic given by its ARN is yours to set")
        return None
    added = topic.add_to_resource_policy(_publish(topic))
    if not added.statement_added:
        _warn(team, "the policy of an imported topic is yours to set")
    key = topic.master_key
    if key is not None:
        _allow_encrypting(team, key)
    return added.policy_dependable


def _publish(topic: ITopic) -> PolicyStatement:
    return PolicyStatement(
        sid="SageMakerWorkteams",
        actions=["sns:Publish"],
        principals=[ServicePrincipal(_SAGEMAKER)],
        resources=[topic.topic_arn],
        conditions=_for_teams_of(topic.stack),
    )


def _allow_encrypting(team: Construct, key: IKey) -> None:
    added = key.add_to_resource_policy(
        PolicyStatement(
            sid="SageMakerWorkteams",
            actions=["kms:Decrypt", "kms:GenerateDataKey*"],
            principals=[ServicePrincipal(_SAGEMAKER)],
            resources=["*"],
            conditions=_for_teams_of(Stack.of(team)),
        )
    )
    if not added.statement_added:
        _warn(team, "the policy of the topic's imported key is yours to set: kms:Decrypt and kms:GenerateDataKey*")


def _for_teams_of(stack: Stack) -> dict[str, object]:
    teams = stack.format_arn(
        service="sagemaker", resource="workteam", resource_name="*", arn_format=ArnFormat.SLASH_RESOURCE_NAME
    )
    return {"StringEquals": {"aws:SourceAccount": stack.account}, "ArnLike": {"aws:SourceArn": teams}}


def _warn(team: Construct, what: str) -> None:
    Annotations.of(team).add_warning_v2(_WARNING, f"`notification_topic`: {what}; {_SAGEMAKER} must be able to publish")
