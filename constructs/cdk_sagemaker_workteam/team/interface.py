"""What every work team can do, made here or only known here."""

from __future__ import annotations

from typing import Final, Protocol

from aws_cdk import IResource, Resource
from aws_cdk.aws_iam import Grant, IGrantable

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

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow actions on this team.

        Parameters
        ----------
        grantee
            Who may do it.
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


class WorkteamBase(Resource):
    """The part that is the same for a team made by this app and an imported one."""

    @property
    def workteam_arn(self) -> str:
        """The ARN of the team, as a labeling job or a flow definition takes it."""
        raise NotImplementedError

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow actions on this team.

        Parameters
        ----------
        grantee
            Who may do it.
        *actions
            IAM actions that have a work team as their resource, such as ``sagemaker:UpdateWorkteam``.
        """
        return Grant.add_to_principal(grantee=grantee, actions=list(actions), resource_arns=[self.workteam_arn])

    def grant_labeling(self, grantee: IGrantable) -> Grant:
        """Allow CreateLabelingJob and CreateFlowDefinition with this team, and with no other.

        The role that such a job runs as has to be passed, which `iam.Role.grant_pass_role` allows.

        Parameters
        ----------
        grantee
            Who may start them.
        """
        jobs = [
            self.stack.format_arn(service="sagemaker", resource=resource, resource_name="*")
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
