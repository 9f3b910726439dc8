"""Who is in a workforce of a Cognito user pool: its groups, its workers, and how they are invited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct, DependencyGroup

from .._contract import Problem
from ..references import is_same, resource_of
from ..team.members import WorkteamMember
from ..validation import WorkteamValidationError, is_unresolved
from .interface import WorkforceBase
from .invitation import Invitation, InvitationProps
from .workers import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk.aws_sns import ITopic, Topic

    from ..team.members import UserPoolClientLike, UserPoolLike
    from .interface import IPrivateWorkforce

WHAT: Final = "private workforce"
_WAY_OUT: Final = "write the texts in a CustomMessage trigger of your own by `render_invitation`"


class CognitoWorkforce(WorkforceBase):
    """The part that is the same for a workforce that this app defines and an imported one, both of a user pool."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002 - CDK's name
        super().__init__(scope, id)
        self._pool_like: UserPoolLike | None = None
        self._client_like: UserPoolClientLike | None = None
        self._door: Final = DependencyGroup()
        """What there must be before somebody is invited."""
        self._groups: Final[dict[str, WorkteamMember]] = {}
        self._is_inviting = False

    def add_group(self, name: str) -> WorkteamMember:
        """Make a group of workers; the same one for the same name.

        Parameters
        ----------
        name
            1 to 128 characters without spaces. A group that is there already is a member by ``WorkteamMember.cognito``.

        Raises
        ------
        WorkteamValidationError
            If ``from_workforce_name`` was given no user pool and client.
        """
        if name not in self._groups:
            pool, client = self._pool_like, self._client_like
            if pool is None or client is None:
                raise self._refused(_without_pool("`user_pool` and `user_pool_client`"))
            group = cognito.CfnUserPoolGroup(self, f"Group-{name}", user_pool_id=self._pool_id, group_name=name)
            member = WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=group)
            self._groups[name] = replace(member, workforce=cast("IPrivateWorkforce", self), teams=DependencyGroup())
        return self._groups[name]

    def add_worker(
        self,
        username: str,
        *,
        email: str,
        groups: Sequence[WorkteamMember] = (),
        notify: ITopic | Topic | None = None,
    ) -> cognito.CfnUserPoolUser:
        """Make a worker, who is invited by mail once the portal lets her in and the teams of her groups are there.

        Cognito's own sender sends at most 50 mails a day. A worker who is removed from the template is deleted.

        Parameters
        ----------
        username
            The user's name in the pool.
        email
            Where the invitation goes.
        groups
            What she works on: members that `add_group` returned.
        notify
            A topic to which the address is subscribed, such as the one that her team notifies; she has to confirm that.
            Default: none.

        Raises
        ------
        WorkteamValidationError
            For an address that is none, for groups of another kind, and if ``from_workforce_name`` was given no pool.
        """
        if self._pool_like is None:
            raise self._refused(_without_pool("`user_pool`"))
        worker = Worker(
            self,
            f"Worker-{username}",
            user_pool_id=self._pool_id,
            username=username,
            email=email,
            groups=groups,
            named_by_mail=self._are_named_by_mail,
        )
        worker.invite_after(self._door, *(group.teams for group in groups if group.teams is not None))
        if notify is not None:
            worker.subscribe(notify)
        return worker.user

    def invite_by_mail(
        self,
        *,
        organization: str,
        contact: str | None = None,
        subject: str | None = None,
        template: str | None = None,
    ) -> None:
        """Let invitations name the portal: a CustomMessage trigger of the user pool, looking it up at each mail.

        Its function is in the user pool's stack. Where the portal can't be found the mail goes out without it, and
        `metric_invitations_without_portal` says so.

        Parameters
        ----------
        organization
            Who invites.
        contact
            Whom to ask, such as a mail address. Default: nobody is named.
        subject
            At most 140 characters; may hold ``{organization}``, ``{portal_url}`` and ``{contact}``. Default: one that
            names the organization.
        template
            HTML with ``{username}`` and ``{####}``, the temporary password, and what a subject may hold. All texts
            together: at most 3,500 bytes. Default: a text of a few lines.

        Raises
        ------
        WorkteamValidationError
            For texts that Cognito or Lambda would refuse, for a user pool that is imported, and for one that has such a
            trigger already; `render_invitation` writes the texts for a trigger of your own.
        """
        props = InvitationProps.of(locals())
        pool: Any = self._pool_like
        found = [*props.problems(), *self._trigger_problems(pool)]
        if found:
            raise self._refused(*found)
        scope = self if is_same(Stack.of(pool), self.stack) else pool
        invitation = Invitation(scope, "Invitation", self.workforce_name, props)
        try:
            invitation.add_to(cast("cognito.UserPool", pool))
        except RuntimeError as error:  # the CDK alone knows a pool's triggers
            expected = f"one without a CustomMessage trigger; else {_WAY_OUT}"
            raise self._refused(Problem(("user_pool",), expected, "one that has it")) from error
        self._is_inviting = True
        self._door.add(*invitation.permissions)

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what a member should be that can't be of this workforce; None where it can, or nobody knows."""
        if self._pool_like is None:
            return None
        if member.oidc_groups is not None:
            return "Cognito members, since the workforce is of a user pool"
        ours = _identity(resource_of(self._pool_like, cognito.CfnUserPool), self._pool_id)
        theirs = _identity(member.user_pool, member.user_pool_id)
        if None in (ours, theirs) or ours == theirs:
            return None
        return f"groups of the workforce's user pool, {ours}"

    @property
    def _pool_id(self) -> str:
        given: Any = self._pool_like
        pool = resource_of(given, cognito.CfnUserPool)
        return pool.ref if pool is not None else str(getattr(given, "user_pool_id", given))

    @property
    def _are_named_by_mail(self) -> bool:
        pool = resource_of(self._pool_like, cognito.CfnUserPool)
        return pool is not None and "email" in (pool.username_attributes or ())

    def _trigger_problems(self, pool: object) -> Iterator[Problem]:
        if self._is_inviting:
            yield Problem(("invite_by_mail",), "one call", "a second one")
        elif not hasattr(pool, "add_trigger"):
            expected = f"a UserPool of this app, whose triggers can be set; else {_WAY_OUT}"
            yield Problem(("user_pool",), expected, "another")

    def _refused(self, *found: Problem) -> WorkteamValidationError:
        return WorkteamValidationError(self.node.path, list(found), what=WHAT)


def _identity(pool: cognito.CfnUserPool | None, pool_id: str | None) -> str | None:
    """Return what tells a user pool from others; None where that is known only when deployed."""
    if pool is not None:
        return pool.node.path
    return None if is_unresolved(pool_id) else pool_id


def _without_pool(what: str) -> Problem:
    return Problem(("user_pool",), f"the {what} of the workforce", "nothing")
