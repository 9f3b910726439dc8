"""The function's log group, and the right of CloudWatch Logs to encrypt it with a key of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Annotations, ArnFormat, RemovalPolicy, Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_logs import LogGroup, RetentionDays

if TYPE_CHECKING:
    from aws_cdk.aws_kms import IKey
    from aws_cdk.aws_logs import ILogGroup
    from constructs import Construct

    from .props import FunctionProps

_ACTIONS: Final = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")


def log_group_of(provider: Construct, props: FunctionProps) -> ILogGroup:
    """Return the log group of the provider's function, the given one or its own."""
    if props.log_group is not None:
        return props.log_group
    key = props.log_encryption_key
    group = LogGroup(
        provider,
        "LogGroup",
        retention=props.log_retention or RetentionDays.ONE_MONTH,
        encryption_key=key,
        removal_policy=RemovalPolicy.DESTROY,
    )
    if key is not None:
        _allow_encrypting(provider, key)
    return group


def _allow_encrypting(provider: Construct, key: IKey) -> None:
    """Let CloudWatch Logs use a key for the log groups of the provider's account and Region, or ask for it."""
    stack = Stack.of(provider)
    logs = f"logs.{stack.region}.amazonaws.com"
    groups = stack.format_arn(
        service="logs", resource="log-group", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
    statement = PolicyStatement(
        sid="WorkteamProviderLogs",
        actions=list(_ACTIONS),
        principals=[ServicePrincipal(logs)],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )
    if not key.add_to_resource_policy(statement).statement_added:
        Annotations.of(provider).add_warning_v2(
            "cdk-sagemaker-workteam:logEncryptionKey",
            "`log_encryption_key`: the key's policy is not made by this app, so see to it that it lets "
            f"the CloudWatch Logs of the function's Region do {', '.join(_ACTIONS)}",
        )
