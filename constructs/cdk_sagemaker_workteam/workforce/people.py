"""The groups, workers and invitations of a workforce over a Cognito user pool."""

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
_WAY_OUT: Final = "call `render_invitation` in your own CustomMessage trigger"


class CognitoWorkforce(WorkforceBase):
    """What a workforce that this app defines and an imported one have in common, if both are over a user pool."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002 - CDK's name
        super().__init__(scope, id)
        self._pool_like: UserPoolLike | None = None
        self._client_like: UserPoolClientLike | None = None
        self._door: Final = DependencyGroup()
        """What must exist before anyone is invited."""
        self._groups: Final[dict[str, WorkteamMember]] = {}
        self._is_inviting = False

    def add_group(self, name: str) -> WorkteamMember:
        """Create a group of workers (``AWS::Cognito::UserPoolGroup``), as a member for teams.

        Called again with the same name, it returns the same member.

        Parameters
        ----------
        name
            1 to 128 characters without spaces. For a group that already exists, use ``WorkteamMember.cognito``.

        Raises
        ------
        WorkteamValidationError
            If the workforce was imported without its user pool and app client.
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
        """Create a worker (``AWS::Cognito::UserPoolUser``) and add them to groups.

        Cognito emails the invitation when the user is created: after sign-in works and the teams of this stack with
        those groups exist. Its default sender sends at most 50 emails a day. A worker removed from the template is
        deleted from the user pool.

        Parameters
        ----------
        username
            The user name. If the user pool signs users in by email address only, that address.
        email
            The email address, marked as verified, to which the invitation goes.
        groups
            The worker's groups: members that `add_group` returned. Default: none.
        notify
            SNS topic to subscribe the email address to, such as the team's ``notification_topic``; the worker must
            confirm the subscription. Default: none.

        Returns
        -------
        CfnUserPoolUser
            The user.

        Raises
        ------
        WorkteamValidationError
            For an invalid user name or email address, for members that aren't Cognito groups, and if the workforce was
            imported without its user pool.
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
        """Have Cognito's invitation emails name the portal, by a CustomMessage trigger of the user pool.

        The trigger is a Lambda function in the user pool's stack. It looks up the portal's URL for each email
        (DescribeWorkforce); if that fails, the email is sent without the URL and counted by
        `metric_invitations_without_portal`.

        Parameters
        ----------
        organization
            The name of the organization that invites.
        contact
            Whom workers can ask, such as an email address. Default: the text names nobody.
        subject
            At most 140 characters. ``{organization}``, ``{portal_url}`` and ``{contact}`` are replaced. Default:
            ``{organization}: your account for labeling work``.
        template
            HTML. Must contain ``{username}`` and ``{####}``, which stands for the temporary password; the placeholders
            of ``subject`` are replaced too. All four texts together take at most 3,500 bytes in UTF-8. Default: a short
            English text.

        Raises
        ------
        WorkteamValidationError
            For texts that Cognito or Lambda would refuse, for a user pool that isn't a ``UserPool`` of this app or
            already has a CustomMessage trigger (call `render_invitation` in your own), and for a second call.
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
        except RuntimeError as error:  # only the CDK knows which triggers a pool has
            expected = f"one without a CustomMessage trigger; otherwise {_WAY_OUT}"
            raise self._refused(Problem(("user_pool",), expected, "one that has such a trigger")) from error
        self._is_inviting = True
        self._door.add(*invitation.permissions)

    def _expected_of(self, member: WorkteamMember) -> str | None:
        """Say what was expected instead of a member that can't belong to this workforce; None if it can or may."""
        if self._pool_like is None:
            return None
        if member.oidc_groups is not None:
            return "Cognito members, since the workforce uses a Cognito user pool"
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
            expected = f"a UserPool of this app, since only there a trigger can be set; otherwise {_WAY_OUT}"
            yield Problem(("user_pool",), expected, "nothing" if pool is None else "an id, an L1 or an imported pool")

    def _refused(self, *found: Problem) -> WorkteamValidationError:
        return WorkteamValidationError(self.node.path, list(found), what=WHAT)


def _identity(pool: cognito.CfnUserPool | None, pool_id: str | None) -> str | None:
    """Return what identifies a user pool; None if that is known only when deployed."""
    if pool is not None:
        return pool.node.path
    return None if is_unresolved(pool_id) else pool_id


def _without_pool(what: str) -> Problem:
    return Problem(("user_pool",), f"the {what} of the workforce", "nothing")
