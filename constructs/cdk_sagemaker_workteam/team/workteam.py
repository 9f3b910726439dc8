"""The work team as a construct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import CustomResource, ITaggableV2, Lazy, RemovalPolicy, Stack, TagManager

from .._contract import RESOURCE_TYPE
from ..provider.interface import IWorkteamProvider, adoption_problems, provider_problems
from ..provider.provider import WorkteamProvider
from ..references import keep_strong
from ..validation import WorkteamValidationError, property_problems
from .imported import ImportedWorkteam, arn_of_private_team, name_in, require_name
from .interface import IWorkteam, WorkteamBase
from .members import WorkteamMember, known_members, member_problems
from .notifications import TopicLike, allow_publishing, topic_problems
from .removal import removal_problems, warn_of_deleting_adopted
from .request import create_request
from .sign_in import domains_behind, warn_of_distant_pool, warn_of_missing_secret
from .tags import TeamTags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import Construct, IDependable

    from .worker_access import WorkerAccess


@jsii.implements(ITaggableV2)
class Workteam(WorkteamBase):
    """A private SageMaker Ground Truth work team, from CreateWorkteam to DeleteWorkteam."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        description: str,
        members: Sequence[WorkteamMember],
        workteam_name: str | None = None,
        workforce_name: str | None = None,
        notification_topic: TopicLike | None = None,
        worker_access: WorkerAccess | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.DESTROY,
        adopt_existing: bool = False,
        provider: IWorkteamProvider | None = None,
    ) -> None:
        """Create the team.

        Parameters
        ----------
        description
            1 to 200 characters on one line.
        members
            1 to 10 members, all Cognito or all OIDC.
        workteam_name
            1 to 63 letters, digits and inner hyphens. Another name makes another team. Default: derived from the
            stack's name and the construct's path.
        workforce_name
            The private workforce that the team belongs to. Default: the account's only one; the first Cognito team of
            an account creates it.
        notification_topic
            SNS topic, or its ARN, that SageMaker notifies when work is available. A topic of this app gets the policy
            that SageMaker needs. Default: no notifications.
        worker_access
            Restricts the network from which workers can open task files. Default: no restriction.
        removal_policy
            What happens to the team when it is removed from the stack. SNAPSHOT is not supported. Default: DESTROY.
        adopt_existing
            Take over a team that already has the name, if no other stack owns it. Default: refuse.
        provider
            The provider whose Lambda function manages the team. Default: one shared by all teams in the stack.

        Raises
        ------
        WorkteamValidationError
            For literals that CreateWorkteam would refuse, all of them at once. Tokens pass and are checked when
            deployed.
        """
        super().__init__(scope, id)
        members = list(members) if isinstance(members, tuple) else members
        properties = create_request(
            description=description,
            members=members,
            workteam_name=workteam_name,
            workforce_name=workforce_name,
            notification_topic=notification_topic,
            worker_access=worker_access,
            adopt_existing=adopt_existing,
        )
        found = [*property_problems(properties), *member_problems(members), *topic_problems(notification_topic)]
        found += removal_problems(removal_policy)
        stack = Stack.of(self)
        if provider is not None:
            found += [*provider_problems(provider, stack), *adoption_problems(provider, adopt_existing)]
        if found:
            raise WorkteamValidationError(self.node.path, found)
        self._tags = TeamTags(stack)
        self.node.add_validation(self._tags)
        if provider is not None:
            keep_strong(provider.service_token)
        self._provider: IWorkteamProvider = provider or WorkteamProvider.get_or_create(stack)
        self._resource = CustomResource(
            self,
            "Resource",
            resource_type=RESOURCE_TYPE,
            service_token=self._provider.service_token,
            service_timeout=self._provider.service_timeout,
            properties=properties | {"Tags": Lazy.any(self._tags)},
            removal_policy=removal_policy,
        )
        behind_topic = () if notification_topic is None else allow_publishing(self, notification_topic)
        behind_members = self._behind_members(known_members(members), stack)
        self._resource.node.add_dependency(*self._provider.ready, *behind_members, *behind_topic)
        if properties.get("AdoptExisting", "false") != "false":
            warn_of_deleting_adopted(self._resource)

    def _behind_members(self, members: Sequence[WorkteamMember], stack: Stack) -> Iterator[IDependable]:
        """Yield what must be there before the members can be, and let the function use their user pool."""
        yield from (member.group for member in members if member.group)
        for pool_id, member in {member.user_pool_id: member for member in members if member.user_pool_id}.items():
            yield from self._provider.allow_user_pool(self, pool_id)
            yield from domains_behind(self._resource, stack, member)
            warn_of_distant_pool(self, stack, member)
        client = next((member.user_pool_client for member in members if member.user_pool_client), None)
        if client:
            warn_of_missing_secret(self, client)

    @staticmethod
    def from_workteam_arn(scope: Construct, id: str, workteam_arn: str) -> IWorkteam:  # noqa: A002 - CDK's name
        """Return a team that exists already, of a private, vendor or public crowd, by its ARN.

        Parameters
        ----------
        workteam_arn
            ``arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>``, or a token.

        Raises
        ------
        ValueError
            For a literal that is not the ARN of a work team.
        """
        return ImportedWorkteam(scope, id, workteam_arn=workteam_arn, workteam_name=name_in(workteam_arn))

    @staticmethod
    def from_workteam_attributes(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workteam_arn: str,
        workteam_name: str,
    ) -> IWorkteam:
        """Return a team that exists already by its ARN and its name, for where the ARN is known only when deployed.

        Parameters
        ----------
        workteam_arn
            ``arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>``, or a token.
        workteam_name
            The name in the ARN: 1 to 63 letters, digits and inner hyphens, or a token.

        Raises
        ------
        ValueError
            For a literal that is not the ARN or the name of a work team, or an ARN with another name in it.
        """
        return ImportedWorkteam.of_attributes(scope, id, workteam_arn=workteam_arn, workteam_name=workteam_name)

    @staticmethod
    def from_workteam_name(scope: Construct, id: str, workteam_name: str) -> IWorkteam:  # noqa: A002 - CDK's name
        """Return a private team of the stack's account and Region that exists already, by its name.

        Parameters
        ----------
        workteam_name
            1 to 63 letters, digits and inner hyphens, or a token.

        Raises
        ------
        ValueError
            For a literal that no team can be called.
        """
        require_name(workteam_name)
        arn = arn_of_private_team(Stack.of(scope), workteam_name)
        return ImportedWorkteam(scope, id, workteam_arn=arn, workteam_name=workteam_name)

    def apply_removal_policy(self, policy: RemovalPolicy) -> None:
        """Set what becomes of the team when it leaves the stack.

        Parameters
        ----------
        policy
            Anything but SNAPSHOT.

        Raises
        ------
        WorkteamValidationError
            For a policy that CloudFormation would refuse for a team.
        """
        found = list(removal_problems(policy))
        if found:
            raise WorkteamValidationError(self.node.path, found)
        self._resource.apply_removal_policy(policy)

    @property
    @jsii.member(jsii_name="cdkTagManager")
    def cdk_tag_manager(self) -> TagManager:
        """The team's tags, as ``Tags.of`` sets them."""
        return self._tags

    @property
    def workteam_arn(self) -> str:
        """The ARN of the team, as a labeling job or a flow definition takes it."""
        return self._resource.get_att_string("WorkteamArn")

    @property
    def workteam_name(self) -> str:
        """The name of the team, given or derived."""
        return self._resource.get_att_string("WorkteamName")

    @property
    def workforce_arn(self) -> str:
        """The ARN of the private workforce that the team belongs to."""
        return self._resource.get_att_string("WorkforceArn")

    @property
    def sub_domain(self) -> str:
        """The host of the labeling portal, where workers of the team sign in."""
        return self._resource.get_att_string("SubDomain")

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal: ``https://`` and its host."""
        return self._resource.get_att_string("PortalUrl")
