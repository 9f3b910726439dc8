"""What all private workforces have in common, whether this app defines or imports them."""

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
        """The workforce's name, unique in the account and Region."""

    @property
    def workforce_arn(self) -> str:
        """The workforce's ARN."""

    @property
    def sub_domain(self) -> str:
        """The host name of the labeling portal."""

    @property
    def portal_url(self) -> str:
        """The URL of the labeling portal: ``https://`` and its host name."""

    @property
    def user_pool(self) -> IUserPool | None:
        """The workers' user pool; None if they sign in at an OIDC identity provider."""

    @property
    def user_pool_client(self) -> IUserPoolClient | None:
        """The app client that workers sign in with; None if they sign in at an OIDC identity provider."""

    @property
    def ready(self) -> Sequence[IDependable]:
        """What must exist before a team of the workforce is created and until it is deleted."""

    def add_group(self, name: str) -> WorkteamMember:
        """Return a group of workers as a member for teams.

        Parameters
        ----------
        name
            For Cognito, 1 to 128 characters without spaces; for OIDC, 1 to 63 characters.
        """

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkforce on the workforce.

        Parameters
        ----------
        grantee
            Who may read.
        """


class WorkforceBase(Resource):
    """What a workforce that this app defines and an imported one have in common."""

    ready: Sequence[IDependable] = ()

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what was expected instead of a member that can't belong to this workforce; None if it can or may."""
        raise NotImplementedError

    @property
    def workforce_name(self) -> str:
        """The workforce's name, unique in the account and Region."""
        raise NotImplementedError

    @property
    def portal_url(self) -> str:
        """The URL of the labeling portal: ``https://`` and its host name."""
        raise NotImplementedError

    @property
    def workforce_arn(self) -> str:
        """The workforce's ARN."""
        return self.stack.format_arn(service="sagemaker", resource="workforce", resource_name=self.workforce_name)

    @property
    def sub_domain(self) -> str:
        """The host name of the labeling portal."""
        return Fn.select(1, Fn.split("://", self.portal_url))

    def grant(self, grantee: IGrantable, *actions: str) -> Grant:
        """Allow IAM actions on the workforce.

        Parameters
        ----------
        grantee
            Who is allowed.
        *actions
            IAM actions whose resource is a workforce, such as ``sagemaker:UpdateWorkforce``. Others are warned of.
        """
        for action in actions:
            if not action.startswith("sagemaker:") or "Workforce" not in action:
                Annotations.of(self).add_warning_v2(
                    "cdk-sagemaker-workteam:grantedAction",
                    f"`grant`: {action} is not known to have a workforce as its resource; it may allow nothing",
                )
        return Grant.add_to_principal(grantee=grantee, actions=list(actions), resource_arns=[self.workforce_arn])

    def grant_read(self, grantee: IGrantable) -> Grant:
        """Allow DescribeWorkforce on the workforce.

        Parameters
        ----------
        grantee
            Who may read.
        """
        return self.grant(grantee, "sagemaker:DescribeWorkforce")

    def metric_invitations_without_portal(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of invitations that `PrivateWorkforce.invite_by_mail` sent without the portal's URL.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.
        """
        defaults: Any = {"statistic": "Sum", "dimensions_map": {"WorkforceName": self.workforce_name}}
        return Metric(namespace=METRIC_NAMESPACE, metric_name=INVITATION_METRIC, **(defaults | options))
