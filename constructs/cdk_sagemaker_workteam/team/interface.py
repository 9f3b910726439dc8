"""What every work team can do, defined or imported in this app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Protocol

import jsii
from aws_cdk import Annotations, IResource, Resource
from aws_cdk.aws_iam import Grant, IGrantable

from .grants import action_problems, unknown_actions

if TYPE_CHECKING:
    from aws_cdk.interfaces.aws_sagemaker import WorkteamReference

_START: Final = ("sagemaker:CreateLabelingJob", "sagemaker:CreateFlowDefinition")
_READ: Final = ("sagemaker:DescribeWorkteam", "sagemaker:ListLabelingJobsForWorkteam", "sagemaker:ListTags")


class IWorkteam(IResource, Protocol):
    """A SageMaker Ground Truth work team."""

    @property
    def workteam_arn(self) -> str:
        """The ARN of the team, as a labeling job or a flow definition takes it."""

    @property
    def workteam_name(self) -> str:
        """The name of the team."""

    @property
    def workteam_ref(self) -> WorkteamReference:
        """The team for constructs that take an ``IWorkteamRef`` of ``aws-cdk-lib``, where that release has it."""

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow actions on this team.

        Parameters
        ----------
        grantee
            Who is allowed.
        *actions
            IAM actions that have a work team as their resource, such as ``sagemaker:UpdateWorkteam``.
        """

    def grant_labeling(self, grantee: IGrantable) -> Grant:
        """Allow CreateLabelingJob and CreateFlowDefinition with this team, and with no other.

        Parameters
        ----------
        grantee
            Who may start them.
        """

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkteam, ListLabelingJobsForWorkteam and ListTags on this team.

        Parameters
        ----------
        grantee
            Who may read.
        """


def _reference() -> tuple[type, ...]:
    """Return the CDK's own interface of a team, if the installed release has it."""
    if "aws_cdk.interfaces" not in sys.modules:
        return ()
    try:
        from aws_cdk.interfaces.aws_sagemaker import IWorkteamRef
    except ImportError:
        return ()
    return (IWorkteamRef,)


@jsii.implements(*_reference())
class WorkteamBase(Resource):
    """The part that is the same for a team that this app defines and an imported one."""

    @property
    def workteam_arn(self) -> str:
        """The ARN of the team, as a labeling job or a flow definition takes it."""
        raise NotImplementedError

    @property
    @jsii.member(jsii_name="workteamRef")
    def workteam_ref(self) -> WorkteamReference:
        """The team for constructs that take an ``IWorkteamRef`` of ``aws-cdk-lib``, where that release has it."""
        from aws_cdk.interfaces.aws_sagemaker import WorkteamReference

        return WorkteamReference(workteam_arn=self.workteam_arn)

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow actions on this team.

        Parameters
        ----------
        grantee
            Who is allowed.
        *actions
            IAM actions that have a work team as their resource, such as ``sagemaker:UpdateWorkteam``.

        Raises
        ------
        ValueError
            For actions that don't have a work team as their resource; use `grant_labeling` for labeling.
        """
        problems = list(action_problems(actions))
        if problems:
            raise ValueError("\n".join(map(str, problems)))
        for action in unknown_actions(actions):
            Annotations.of(self).add_warning_v2(
                "cdk-sagemaker-workteam:grantedAction",
                f"`grant`: {action} is not known to have a work team as its resource; it may allow nothing",
            )
        return Grant.add_to_principal(grantee=grantee, actions=list(actions), resource_arns=[self.workteam_arn])

    def grant_labeling(self, grantee: IGrantable) -> Grant:
        """Allow CreateLabelingJob and CreateFlowDefinition with this team, and with no other.

        The grantee also has to pass the job's role, which ``iam.Role.grant_pass_role`` allows.

        Parameters
        ----------
        grantee
            Who may start them.
        """
        jobs = [
            self.stack.format_arn(service="sagemaker", region=self.env.region, resource=resource, resource_name="*")
            for resource in ("labeling-job", "flow-definition")
        ]
        return Grant.add_to_principal(
            grantee=grantee,
            actions=list(_START),
            resource_arns=jobs,
            conditions={"ArnEquals": {"sagemaker:WorkteamArn": self.workteam_arn}},
        )

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkteam, ListLabelingJobsForWorkteam and ListTags on this team.

        Parameters
        ----------
        grantee
            Who may read.
        """
        return self.grant(grantee, *_READ)
