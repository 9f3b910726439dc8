"""What the schedules of a stack share: their group, and the role that invokes a provider's function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, Role, ServicePrincipal
from aws_cdk.aws_scheduler import CfnScheduleGroup

if TYPE_CHECKING:
    from aws_cdk.aws_iam import IRole
    from constructs import Construct

    from ..provider.interface import IWorkteamProvider

_GROUP_ID: Final = "WorkteamWatches"
_ROLE_ID: Final = "WorkteamWatchRole"
_KEPT: Final = "_cdk_sagemaker_workteam_watches"


class Schedules:
    """The schedules of one stack, in a schedule group of their own, to which the function's read access is limited."""

    def __init__(self, stack: Stack) -> None:
        self._stack: Final = stack
        self._roles: Final[dict[str, Role]] = {}
        self.group: Final = CfnScheduleGroup(stack, _GROUP_ID)

    @classmethod
    def of(cls, scope: Construct) -> Schedules:
        """Return the schedules of the stack that a construct is in."""
        stack = Stack.of(scope)
        kept: Schedules | None = vars(stack).get(_KEPT)
        if kept is None:
            kept = vars(stack)[_KEPT] = cls(stack)
        return kept

    @property
    def arns(self) -> str:
        """An ARN pattern that matches the schedules."""
        return self._stack.format_arn(service="scheduler", resource="schedule", resource_name=f"{self.group.ref}/*")

    def role(self, provider: IWorkteamProvider) -> IRole:
        """Return the role for one provider; it may only invoke that provider's function."""
        token = provider.service_token
        if token not in self._roles:
            invoke = PolicyStatement(actions=["lambda:InvokeFunction"], resources=[token])
            self._roles[token] = Role(
                self._stack,
                f"{_ROLE_ID}{len(self._roles) or ''}",
                assumed_by=ServicePrincipal(
                    "scheduler.amazonaws.com",
                    conditions={
                        "StringEquals": {"aws:SourceAccount": self._stack.account},
                        "ArnEquals": {"aws:SourceArn": self.group.attr_arn},
                    },
                ),
                inline_policies={"Invoke": PolicyDocument(statements=[invoke])},
            )
        return self._roles[token]
