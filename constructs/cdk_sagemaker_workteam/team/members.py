"""Who is on a team: groups of a Cognito user pool, or groups of an OIDC identity provider."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from aws_cdk.aws_cognito import (
    CfnUserPool,
    CfnUserPoolClient,
    CfnUserPoolGroup,
    IUserPool,
    IUserPoolClient,
    IUserPoolGroup,
)

from .._contract import Problem, received
from ..references import resource_of
from ..validation import MEMBER, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import DependencyGroup

    from ..workforce.interface import IPrivateWorkforce

UserPoolLike: TypeAlias = IUserPool | CfnUserPool | str
UserPoolClientLike: TypeAlias = IUserPoolClient | CfnUserPoolClient | str
UserGroupLike: TypeAlias = IUserPoolGroup | CfnUserPoolGroup | str

_POOL_ID: Final = re.compile(r"[a-z]{2}-[a-z-]+-[0-9]_[0-9a-zA-Z]+")


@dataclass(frozen=True, kw_only=True)
class WorkteamMember:
    """One member definition of a work team, created by `cognito` or `oidc`.

    A team has 1 to 10 of them, all of one kind. The Cognito members of a team share one user pool and one app client.
    Members are values: equal ones have equal hashes.
    """

    user_pool_id: str | None = None
    """The id of a Cognito member's user pool."""

    user_pool_client_id: str | None = None
    """The id of a Cognito member's app client."""

    group_name: str | None = None
    """The name of a Cognito member's group."""

    oidc_groups: tuple[str, ...] | None = None
    """The groups of an OIDC member."""

    user_pool: CfnUserPool | None = None
    """The user pool, if this app defines it."""

    user_pool_account: str | None = None
    """The account of a user pool that is imported by its ARN."""

    user_pool_client: CfnUserPoolClient | None = None
    """The app client, if this app defines it."""

    group: CfnUserPoolGroup | None = None
    """The group, if this app defines it and nothing but its name refers to it."""

    workforce: IPrivateWorkforce | None = field(default=None, compare=False, repr=False)
    """The workforce whose ``add_group`` returned this member; a team with it belongs to that workforce."""

    teams: DependencyGroup | None = field(default=None, compare=False, repr=False)
    """The teams that the group is on, which are created before its workers are invited."""

    @property
    def definition(self) -> dict[str, Any]:
        """The ``MemberDefinition`` of the CreateWorkteam request, a new one each time."""
        if self.oidc_groups is not None:
            groups = list(self.oidc_groups) if isinstance(self.oidc_groups, tuple) else self.oidc_groups
            return {"OidcMemberDefinition": {"Groups": groups}}
        return {
            "CognitoMemberDefinition": {
                "UserPool": self.user_pool_id,
                "UserGroup": self.group_name,
                "ClientId": self.user_pool_client_id,
            }
        }

    @staticmethod
    def cognito(
        *, user_pool: UserPoolLike, user_pool_client: UserPoolClientLike, group: UserGroupLike
    ) -> WorkteamMember:
        """Return the users of one group of a Cognito user pool (``CognitoMemberDefinition``).

        Parameters
        ----------
        user_pool
            The user pool, or its id. It needs a domain, where workers sign in.
        user_pool_client
            An app client of that pool, or its id. It needs a secret.
        group
            The group, or its name of 1 to 128 characters without spaces.
        """
        user_pool, user_pool_client, group = (as_text(given) for given in (user_pool, user_pool_client, group))
        pool = resource_of(user_pool, CfnUserPool)
        client = resource_of(user_pool_client, CfnUserPoolClient)
        declared = resource_of(group, CfnUserPoolGroup)
        return WorkteamMember(
            user_pool_id=pool.ref if pool else _attribute(user_pool, "user_pool_id"),
            user_pool_client_id=client.ref if client else _attribute(user_pool_client, "user_pool_client_id"),
            group_name=declared.group_name or declared.ref if declared else _attribute(group, "group_name"),
            user_pool=pool,
            user_pool_account=None if pool else _account(user_pool),
            user_pool_client=client,
            group=declared if declared and declared.group_name else None,
        )

    @staticmethod
    def oidc(*, groups: Sequence[str]) -> WorkteamMember:
        """Return the users of groups of an OIDC identity provider (``OidcMemberDefinition``).

        Parameters
        ----------
        groups
            1 to 10 names of groups as the provider's groups claim spells them, each of 1 to 63 characters.
        """
        # what is no list is reported by the team; None would make a Cognito member of it
        named: Any = tuple(groups) if isinstance(groups, list | tuple) else groups
        return WorkteamMember(oidc_groups=() if named is None else named)


def known_members(members: object) -> list[WorkteamMember]:
    """Return the members, without what is known only when deployed."""
    return [member for member in members if isinstance(member, WorkteamMember)] if isinstance(members, list) else []


def member_problems(members: object) -> Iterator[Problem]:
    """Yield a problem for members given as plain dicts, groups by their id, and pools or clients that differ."""
    for index, member in enumerate(members if isinstance(members, list) else ()):
        if isinstance(member, dict):
            yield Problem(("members", index), MEMBER, received(member))
        if isinstance(member, WorkteamMember) and _is_resource_id(member):
            yield Problem(("members", index, "group"), "the name of a group alone", "one after a user pool's id")
    known = known_members(members)
    for what, resources in (
        ("user pool", [member.user_pool for member in known]),
        ("app client", [member.user_pool_client for member in known]),
    ):
        given = {resource for resource in resources if resource}
        different = {resource.ref for resource in given} if len(given) > 1 else given
        if len(different) > 1:
            yield Problem(("members",), f"one {what} shared by all members", f"{len(different)} different ones")


def _is_resource_id(member: WorkteamMember) -> bool:
    """Tell whether a group is given as CloudFormation names the resource: its pool, a bar or slash, its name."""
    if not isinstance(member.group_name, str):
        return False
    for mark in "|/":
        before, found, _ = member.group_name.partition(mark)
        if found and (before == member.user_pool_id or _POOL_ID.fullmatch(before)):
            return True
    return False


def _account(user_pool: Any) -> str | None:
    return user_pool.env.account if hasattr(user_pool, "env") else None


def _attribute(given: Any, name: str) -> Any:
    return getattr(given, name, given)
