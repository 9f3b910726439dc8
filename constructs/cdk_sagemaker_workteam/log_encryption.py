"""The right of CloudWatch Logs to encrypt the function's log with a key of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Annotations, ArnFormat, Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal

if TYPE_CHECKING:
    from aws_cdk.aws_kms import IKey
    from constructs import Construct

_ACTIONS: Final = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")


def allow_encrypting_logs(provider: Construct, key: IKey) -> None:
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
