"""The topic that SageMaker notifies, and its right to publish there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from aws_cdk import Annotations, Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import CfnKey
from aws_cdk.aws_sns import CfnTopic, CfnTopicPolicy, ITopic
from aws_cdk.aws_sns import Topic as SnsTopic

from .._contract import Problem
from ..provider.interface import Place
from ..references import is_same, resource_of
from ..validation import as_text, is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import Construct, IDependable

# to pyright, the CDK's Topic is no ITopic
TopicLike: TypeAlias = ITopic | SnsTopic | CfnTopic | str

_AWS_MANAGED: Final = "alias/aws/"
_ARN: Final = re.compile(r"arn:[^:]+:sns:(?P<region>[^:]+):(?P<account>[^:]+):.+")


class Topic:
    """A topic as it was given: an L2, an L1, or its ARN, which may be an attribute of either."""

    prop: str = "notification_topic"
    publisher: str = "SageMaker"
    principal: str = "sagemaker.amazonaws.com"
    statement_id: str = "SageMakerWorkteams"
    warning: str = "notificationTopic"
    takes_fifo: bool = False

    @staticmethod
    def sources(stack: Stack) -> str:
        """Return the pattern of the ARNs for which the publisher publishes."""
        return stack.format_arn(service="sagemaker", resource="workteam", resource_name="*")

    def __init__(self, given: Any) -> None:
        given = as_text(given)
        self.resource: Final = resource_of(given, CfnTopic)
        """The topic's resource, if this app defines it."""
        self.construct: Final[ITopic | None] = _with_policy(given) or _with_policy(_parent(self.resource))
        """The construct whose policy can be added to, if there is one."""
        self.arn: Final = getattr(given, "topic_arn", None) or (self.resource.ref if self.resource else given)

    def problems(self) -> Iterator[Problem]:
        """Yield what keeps the publisher from ever publishing."""
        if self._key_names(_AWS_MANAGED):
            expected = (
                "a topic that is not encrypted or has a customer-managed key, "
                f"whose policy can let {self.publisher} use it"
            )
            yield Problem((self.prop,), expected, "one with an AWS-managed key")
        if self._is_fifo() and not self.takes_fifo:
            yield Problem(
                (self.prop,), f"a standard topic, since {self.publisher} publishes to no other", "a FIFO topic"
            )

    def warn_of_distance(self, team: Construct, stack: Stack) -> None:
        """Warn of a topic of another Region or account than the team's."""
        place, ours = self._place(), Place.of(stack)
        for what, there, here in place.differences(ours) if place else ():
            Annotations.of(team).add_warning_v2(
                "cdk-sagemaker-workteam:notificationTopicPlace",
                f"`notification_topic`: the topic is of the {what} {there}, the team of {here}; they should be of one",
            )

    def allow_publishing(self, team: Construct) -> Iterator[IDependable]:
        """Let the publisher publish for its own of the topic's account and Region; yield what to wait for."""
        policy = self._added_to_policy()
        if policy is None:
            self._warn(team, "topic's policy", "sns:Publish")
        else:
            yield policy
        if self.resource or self.construct:
            self._allow_encrypting(team)

    def _is_fifo(self) -> bool:
        if self.resource is not None:
            return self.resource.fifo_topic is True
        literal = isinstance(self.arn, str) and not is_unresolved(self.arn) and self.arn.endswith(".fifo")
        return literal or bool(getattr(self.construct, "fifo", False))

    def _place(self) -> Place | None:
        if self.resource is not None:
            return Place.of(Stack.of(self.resource))
        match = _ARN.fullmatch(self.arn) if isinstance(self.arn, str) and not is_unresolved(self.arn) else None
        return Place(region=match["region"], account=match["account"]) if match else None

    def _added_to_policy(self) -> IDependable | None:
        """Add the statement to the topic's policy; return that policy, unless this app doesn't define it."""
        if self.construct is not None:
            added = self.construct.add_to_resource_policy(self._statement(["sns:Publish"], self.arn))
            return added.policy_dependable if added.statement_added else None
        if self.resource is None:
            return None
        statement = self._statement(["sns:Publish"], self.arn)
        policy = next(_policies_of(self.resource), None)
        if policy is None:
            document = PolicyDocument(statements=[statement])
            return CfnTopicPolicy(self.resource, "WorkteamPolicy", topics=[self.arn], policy_document=document)
        if not isinstance(policy.policy_document, PolicyDocument):
            return None
        policy.policy_document.add_statements(statement)
        return policy

    def _allow_encrypting(self, team: Construct) -> None:
        """Let the publisher use the topic's key, if it has one, under the conditions of the topic's policy."""
        given: Any = getattr(self.construct, "master_key", None) or getattr(self.resource, "kms_master_key_id", None)
        if given is None:
            return
        actions = ["kms:Decrypt", "kms:GenerateDataKey*"]
        key = _with_policy(given) or _with_policy(_parent(resource_of(given, CfnKey)))
        if key is None or not key.add_to_resource_policy(self._statement(actions, "*")).statement_added:
            self._warn(team, "policy of the topic's key", " and ".join(actions))

    def _key_names(self, alias: str) -> bool:
        key = getattr(self.construct, "master_key", None)
        named = key.key_arn if key is not None else getattr(self.resource, "kms_master_key_id", None)
        return isinstance(named, str) and alias in named

    def _statement(self, actions: list[str], resource: str) -> PolicyStatement:
        owner: Any = self.resource or self.construct
        stack = Stack.of(owner)
        return PolicyStatement(
            sid=self.statement_id,
            actions=actions,
            principals=[ServicePrincipal(self.principal)],
            resources=[resource],
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {"aws:SourceArn": self.sources(stack)},
            },
        )

    def _warn(self, team: Construct, policy: str, actions: str) -> None:
        Annotations.of(team).add_warning_v2(
            f"cdk-sagemaker-workteam:{self.warning}",
            f"`{self.prop}`: the {policy} is not made by this app, so see to it that it lets "
            f"{self.principal} do {actions}",
        )


def _with_policy(construct: object) -> Any:
    return construct if hasattr(construct, "add_to_resource_policy") else None


def _parent(resource: Any) -> object:
    return resource.node.scope if resource is not None else None


def _policies_of(topic: CfnTopic) -> Iterator[CfnTopicPolicy]:
    """Yield the policies of this app that name a topic; of two, CloudFormation would keep one."""
    for one in topic.node.root.node.find_all():
        if isinstance(one, CfnTopicPolicy):
            named = [resource_of(each, CfnTopic) for each in one.topics]
            if any(each is not None and is_same(each, topic) for each in named):
                yield one
