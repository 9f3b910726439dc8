"""The role as which the scheduler invokes a provider's function: one for all watches of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, Role, ServicePrincipal

if TYPE_CHECKING:
    from aws_cdk.aws_iam import IRole
    from constructs import Construct

    from ..provider.interface import IWorkteamProvider

_ID: Final = "WorkteamWatchRole"
_KEPT: Final = "_cdk_sagemaker_workteam_watch_roles"


def watch_role(scope: Construct, provider: IWorkteamProvider) -> IRole:
    """Return the role of a stack's watches for one provider; it may invoke that function and nothing else."""
    stack = Stack.of(scope)
    roles: dict[str, Role] = vars(stack).setdefault(_KEPT, {})
    token = provider.service_token
    if token not in roles:
        roles[token] = Role(
            stack,
            f"{_ID}{len(roles) or ''}",
            assumed_by=ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": stack.account},
                    "ArnEquals": {
                        "aws:SourceArn": stack.format_arn(
                            service="scheduler", resource="schedule-group", resource_name="default"
                        )
                    },
                },
            ),
            inline_policies={
                "Invoke": PolicyDocument(
                    statements=[PolicyStatement(actions=["lambda:InvokeFunction"], resources=[token])]
                )
            },
        )
    return roles[token]
