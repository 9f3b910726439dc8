"""What a provider's function is allowed for the teams, workforces and watches that use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..references import is_same, stack_of
from .metrics import MeasuredFunction
from .rights import user_pool_rights, watch_rights, workforce_rights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_cdk import Stack
    from aws_cdk import aws_iam as iam
    from constructs import Construct, IDependable

    from .role import FunctionRole


class AllowedFunction(MeasuredFunction):
    """A function whose role gets a right once for whatever needs it."""

    _stack: Stack
    _role: FunctionRole
    _allowed: dict[object, Sequence[IDependable]]

    def allow_user_pool(
        self, team: Construct, user_pool_id: str, *, makes_workforce: bool = True
    ) -> Sequence[IDependable]:
        """Let the function manage teams over a user pool of this account and Region.

        Parameters
        ----------
        team
            The team. If it is in another stack, the permissions become a policy of that stack.
        user_pool_id
            The id of the pool, such as ``eu-west-1_AbCd12345``, or a token.
        makes_workforce
            Whether the first team creates the account's workforce, which changes the pool. Default: True.

        Returns
        -------
        sequence of IDependable
            What must exist before the team.
        """
        return self._allow_once(
            team,
            (user_pool_id, makes_workforce),
            lambda stack: [user_pool_rights(stack, user_pool_id, makes_workforce=makes_workforce)],
        )

    def allow_workforce(self, scope: Construct, workforce_name: str) -> Sequence[IDependable]:
        """Let the function look up the portal of a workforce.

        Parameters
        ----------
        scope
            What needs it. If that is in another stack, the permission becomes a policy of that stack.
        workforce_name
            The name of the workforce.

        Returns
        -------
        sequence of IDependable
            What must exist before the portal is looked up.
        """
        return self._allow_once(scope, workforce_name, lambda stack: [workforce_rights(stack, workforce_name)])

    def allow_watching(self, watch: Construct, schedules: str) -> Sequence[IDependable]:
        """Let the function see the schedules of a watch's stack, and whether the stack is being deployed.

        Parameters
        ----------
        watch
            The watch. If it is in another stack, the permissions become a policy of that stack.
        schedules
            The ARN, or a pattern of the ARNs, of the schedules of that stack.

        Returns
        -------
        sequence of IDependable
            What must exist before the first check.
        """
        return self._allow_once(watch, schedules, lambda stack: watch_rights(stack, schedules))

    def _allow_once(
        self, scope: Construct, what: object, rights: Callable[[Stack], Sequence[iam.PolicyStatement]]
    ) -> Sequence[IDependable]:
        """Add rights, once for each thing in the provider's own stack, and in another one for each construct."""
        stack = stack_of(scope)
        if not is_same(stack, self._stack):
            return self._role.allow(scope, *rights(stack))
        if what not in self._allowed:
            self._allowed[what] = self._role.allow(scope, *rights(stack))
        return self._allowed[what]
