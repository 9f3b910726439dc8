"""What every private workforce can do, defined or imported in this app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Unpack

from aws_cdk import Annotations, Fn, IResource, Resource
from aws_cdk.aws_cloudwatch import Metric
from aws_cdk.aws_iam import Grant, IGrantable

from .._contract import INVITATION_METRIC, METRIC_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk.aws_cognito import IUserPool, IUserPoolClient
    from constructs import IDependable

    from ..options import MetricOptions
    from ..team.members import WorkteamMember


class IPrivateWorkforce(IResource, Protocol):
    """A private workforce of SageMaker Ground Truth."""

    @property
    def workforce_name(self) -> str:
        """Its name, unique in the account and Region."""

    @property
    def workforce_arn(self) -> str:
        """Its ARN."""

    @property
    def sub_domain(self) -> str:
        """The host of the labeling portal."""

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal: ``https://`` and its host."""

    @property
    def user_pool(self) -> IUserPool | None:
        """The user pool of its workers; None where an OIDC identity provider knows them."""

    @property
    def user_pool_client(self) -> IUserPoolClient | None:
        """The app client by which they sign in; None where an OIDC identity provider knows them."""

    @property
    def ready(self) -> Sequence[IDependable]:
        """What must exist before a team of it is made, and until it is deleted."""

    def add_group(self, name: str) -> WorkteamMember:
        """Return the workers of one group, as a member for teams.

        Parameters
        ----------
        name
            1 to 128 characters without spaces.
        """

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkforce on it.

        Parameters
        ----------
        grantee
            Who may read.
        """


class WorkforceBase(Resource):
    """The part that is the same for a workforce that this app defines and an imported one."""

    ready: Sequence[IDependable] = ()

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what a member should be that can't be of this workforce; None where it can, or nobody knows."""
        raise NotImplementedError

    @property
    def workforce_name(self) -> str:
        """Its name, unique in the account and Region."""
        raise NotImplementedError

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal: ``https://`` and its host."""
        raise NotImplementedError

    @property
    def workforce_arn(self) -> str:
        """Its ARN."""
        return self.stack.format_arn(service="sagemaker", resource="workforce", resource_name=self.workforce_name)

    @property
    def sub_domain(self) -> str:
        """The host of the labeling portal."""
        return Fn.select(1, Fn.split("://", self.portal_url))

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow actions on it.

        Parameters
        ----------
        grantee
            Who may do it.
        *actions
            IAM actions that have a workforce as their resource, such as ``sagemaker:UpdateWorkforce``.
        """
        for action in actions:
            if not action.startswith("sagemaker:") or "Workforce" not in action:
                Annotations.of(self).add_warning_v2(
                    "cdk-sagemaker-workteam:grantedAction",
                    f"`grant`: {action} is not known to have a workforce as its resource; it may allow nothing",
                )
        return Grant.add_to_principal(grantee=grantee, actions=list(actions), resource_arns=[self.workforce_arn])

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkforce on it.

        Parameters
        ----------
        grantee
            Who may read.
        """
        return self.grant(grantee, "sagemaker:DescribeWorkforce")

    def metric_invitations_without_portal(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return how many invitations of `PrivateWorkforce.invite_by_mail` could not name the portal.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.
        """
        defaults: Any = {"statistic": "Sum", "dimensions_map": {"WorkforceName": self.workforce_name}}
        return Metric(namespace=METRIC_NAMESPACE, metric_name=INVITATION_METRIC, **(defaults | options))
