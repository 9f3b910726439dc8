"""The work team as a construct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import CustomResource, ITaggableV2, Lazy, RemovalPolicy, Stack, TagManager

from .._contract import RESOURCE_TYPE
from ..provider.provider import WorkteamProvider
from ..references import is_same, keep_strong, stack_of
from ..validation import WorkteamValidationError
from .names import name_once
from .notifications import Topic, TopicLike
from .request import TeamProps, removal_problems
from .sign_in import domain_dependencies, warn_of_distant_pool, warn_of_missing_secret, warn_of_unkept_sign_in
from .tags import TeamTags
from .warnings import warn_of_deleting_adopted
from .watched import WatchedWorkteam

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import Construct, IDependable

    from ..provider.interface import IWorkteamProvider
    from ..workforce.interface import IPrivateWorkforce
    from .members import WorkteamMember
    from .worker_access import WorkerAccess, WorkerAccessOptions


@jsii.implements(ITaggableV2)
class Workteam(WatchedWorkteam):
    """A private SageMaker Ground Truth work team, from CreateWorkteam to DeleteWorkteam."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        description: str,
        members: Sequence[WorkteamMember],
        workteam_name: str | None = None,
        workforce: IPrivateWorkforce | None = None,
        workforce_name: str | None = None,
        notification_topic: TopicLike | None = None,
        worker_access: WorkerAccess | WorkerAccessOptions | None = None,
        removal_policy: RemovalPolicy | None = None,
        adopt_existing: bool | None = None,
        provider: IWorkteamProvider | None = None,
    ) -> None:
        """Create the team. An optional parameter that is ``None`` counts as left out.

        Parameters
        ----------
        description
            1 to 200 characters on one line.
        members
            1 to 10 members, all Cognito or all OIDC.
        workteam_name
            1 to 63 letters, digits and inner hyphens. A new name replaces the team. Default: derived from the stack's
            name and the construct's path.
        workforce
            The private workforce that the team belongs to. The team is created after it, once its workers can sign in.
            Default: the one whose ``add_group`` returned the members; otherwise the account's only one, which the
            first Cognito team of an account creates and which is not deleted with the team.
        workforce_name
            The workforce's name, instead of ``workforce``.
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
            For literals that CreateWorkteam would refuse, all of them at once. Tokens are checked when deployed.
        """
        props = TeamProps.of(locals())
        super().__init__(scope, id)
        stack = stack_of(self)
        topic = None if props.notification_topic is None else Topic(props.notification_topic)
        found = list(props.problems(topic, stack))
        if found:
            raise WorkteamValidationError(self.node.path, found)
        node = self.node
        self._tags = TeamTags(self, stack)
        node.add_validation(self._tags)
        if provider is not None:
            keep_strong(provider.service_token)
        self._provider: IWorkteamProvider = provider or WorkteamProvider.get_or_create(stack)
        self._properties = props.properties(topic) | {"Tags": Lazy.uncached_any(self._tags)}
        self._resource = CustomResource(
            self,
            "Resource",
            resource_type=RESOURCE_TYPE,
            service_token=self._provider.service_token,
            service_timeout=self._provider.service_timeout,
            properties=self._properties,
            removal_policy=props.removal_policy,
        )
        resource = self._resource.node
        node.default_child = resource.default_child
        name_once(self, stack, props.workteam_name)
        for_topic = () if topic is None else topic.allow_publishing(self)
        for_members = self._member_dependencies(props, stack)
        for_workforce = () if props.of_workforce is None else props.of_workforce.ready
        resource.add_dependency(*self._provider.ready, *for_members, *for_topic, *for_workforce)
        self._let_workers_wait(props)
        if topic is not None:
            topic.warn_of_distance(self, stack)
        if props.may_adopt:
            warn_of_deleting_adopted(self._resource)

    def _member_dependencies(self, props: TeamProps, stack: Stack) -> Iterator[IDependable]:
        """Yield what must exist before the members, and let the function use their user pool."""
        members, alone = props.known_members, props.of_workforce is None
        yield from (member.group for member in members if member.group)
        for pool_id, member in {member.user_pool_id: member for member in members if member.user_pool_id}.items():
            yield from self._provider.allow_user_pool(
                self, pool_id, makes_workforce=alone and props.workforce_name is None
            )
            yield from domain_dependencies(self._resource, stack, member.user_pool)
            warn_of_distant_pool(self, stack, member)
        client = next((member.user_pool_client for member in members if member.user_pool_client), None)
        if client:
            warn_of_missing_secret(self, client)
            if alone:
                warn_of_unkept_sign_in(self, client)

    def _let_workers_wait(self, props: TeamProps) -> None:
        """Let who is on the team be invited after it; from another stack, that would be a dependency the other way."""
        for member in props.known_members:
            workforce = member.workforce
            if member.teams is not None and workforce is not None and is_same(stack_of(workforce), stack_of(self)):
                member.teams.add(self._resource)

    def apply_removal_policy(self, policy: RemovalPolicy) -> None:
        """Set what happens to the team when it is removed from the stack.

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
    def provider(self) -> IWorkteamProvider:
        """The provider whose function manages the team."""
        return self._provider

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
