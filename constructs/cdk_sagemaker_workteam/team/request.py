"""Every prop of the team, once, and the members of the CreateWorkteam request that they become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import RemovalPolicy

from .._contract import Problem, received
from ..props import Props
from ..provider.interface import adoption_problems, provider_problems
from ..validation import is_unresolved, property_problems
from ..workforce.regions import has_no_user_pools
from .members import WorkteamMember, known_members, member_problems
from .worker_access import WorkerAccess, access_problems, as_access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aws_cdk import Stack

    from ..provider.interface import IWorkteamProvider
    from ..workforce.interface import IPrivateWorkforce
    from .notifications import Topic, TopicLike
    from .worker_access import WorkerAccessOptions


@dataclass(frozen=True, kw_only=True)
class TeamProps(Props):
    """What a team is to be. Values of a wrong type stay as they are, to be reported."""

    description: str | None = None
    members: Sequence[WorkteamMember] | None = None
    workteam_name: str | None = None
    workforce: IPrivateWorkforce | None = None
    workforce_name: str | None = None
    notification_topic: TopicLike | None = None
    worker_access: WorkerAccess | WorkerAccessOptions | None = None
    removal_policy: RemovalPolicy = RemovalPolicy.DESTROY
    adopt_existing: bool = False
    provider: IWorkteamProvider | None = None

    @property
    def may_adopt(self) -> bool:
        """Whether the team may turn out to be an adopted one."""
        return _adoption(self.adopt_existing) not in {None, "false"}

    @property
    def known_members(self) -> list[WorkteamMember]:
        """The members, without those that are known only when deployed."""
        return known_members(self._members)

    @property
    def of_workforce(self) -> IPrivateWorkforce | None:
        """The workforce that the team is given, or that its members are of."""
        if self.workforce is not None or self.workforce_name is not None:
            return self.workforce
        return next((member.workforce for member in self.known_members if member.workforce is not None), None)

    def problems(self, topic: Topic | None, stack: Stack) -> Iterator[Problem]:
        """Yield everything that is known to fail when the team is deployed."""
        yield from property_problems(self._limited(topic))
        yield from member_problems(self._members)
        yield from access_problems(as_access(self.worker_access))
        if topic is not None:
            yield from topic.problems()
        if self.may_adopt and self.adopt_existing not in (True, "true") and not is_unresolved(self.adopt_existing):
            yield Problem(("adopt_existing",), "True or False", received(self.adopt_existing))
        yield from removal_problems(self.removal_policy)
        yield from self._workforce_problems()
        if any(member.oidc_groups is None for member in self.known_members) and has_no_user_pools(stack):
            expected = "OIDC members, since China has no Cognito user pools"
            yield from self._member_problems(lambda member: expected if member.oidc_groups is None else None)
        if self.provider is not None:
            yield from provider_problems(self.provider, stack)
            yield from adoption_problems(self.provider, self.adopt_existing)

    def _workforce_problems(self) -> Iterator[Problem]:
        workforce = self.of_workforce
        if workforce is None:
            return
        if not hasattr(workforce, "workforce_name"):
            yield Problem(
                ("workforce",), "a PrivateWorkforce, or what its from_workforce_name returns", received(workforce)
            )
            return
        if self.workforce_name is not None:
            yield Problem(("workforce_name",), "nothing beside a `workforce`", received(self.workforce_name))
        # which a workforce of one's own may lack
        yield from self._member_problems(getattr(workforce, "_expected_of", lambda _: None))

    def _member_problems(self, expected_of: Callable[[WorkteamMember], str | None]) -> Iterator[Problem]:
        for index, member in enumerate(self._members if isinstance(self._members, list) else ()):
            expected = expected_of(member) if isinstance(member, WorkteamMember) else None
            if expected is not None:
                yield Problem(("members", index), expected, _described(member))

    def properties(self, topic: Topic | None) -> dict[str, object]:
        """Return the property set of the custom resource, tags aside; what is not given is absent."""
        access = as_access(self.worker_access)
        more = {
            "WorkerAccessConfiguration": access.to_api() if isinstance(access, WorkerAccess) else access,
            "AdoptExisting": _adoption(self.adopt_existing),
        }
        return self._limited(topic) | {name: value for name, value in more.items() if value is not None}

    def _limited(self, topic: Topic | None) -> dict[str, object]:
        """Return the members whose limits stand in the shared table alone."""
        members = self._members
        definitions = [_definition(member) for member in members] if isinstance(members, list) else members
        optional = {
            "WorkteamName": self.workteam_name,
            "WorkforceName": getattr(self.of_workforce, "workforce_name", self.workforce_name),
            "NotificationConfiguration": None if topic is None else {"NotificationTopicArn": topic.arn},
        }
        given = {name: value for name, value in optional.items() if value is not None}
        return {"Description": self.description, "MemberDefinitions": definitions, **given}

    @property
    def _members(self) -> Any:
        return list(self.members) if isinstance(self.members, tuple) else self.members


def removal_problems(policy: RemovalPolicy) -> Iterator[Problem]:
    """Yield a policy that CloudFormation would refuse for a team."""
    if policy == RemovalPolicy.SNAPSHOT:
        expected = "DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, since a team has no snapshots"
        yield Problem(("removal_policy",), expected, "SNAPSHOT")


def _described(member: WorkteamMember) -> str:
    if member.oidc_groups is not None:
        return "an OIDC member"
    if member.user_pool is not None:
        return f"a group of {member.user_pool.node.path}"
    return "a group of another user pool" if is_unresolved(member.user_pool_id) else f"a group of {member.user_pool_id}"


def _definition(member: object) -> object:
    return member.definition if isinstance(member, WorkteamMember) else member


def _adoption(adopt: Any) -> Any:
    if adopt is False:
        return None
    return "true" if adopt is True else adopt
