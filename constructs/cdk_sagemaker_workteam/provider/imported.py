"""A provider of another app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aws_cdk import Annotations, Stack
from constructs import Construct

from .._contract import received
from ..validation import WorkteamValidationError, is_unresolved
from .given import with_constructs
from .interface import Place, place_problems
from .props import ImportedProps
from .rights import user_pool_rights, watch_rights, workforce_rights
from .role import GivenRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import Duration
    from aws_cdk.aws_iam import PolicyStatement
    from constructs import IDependable

    from .given import RoleLike

_FUNCTION_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):function:[\w-]+(?::[\w$-]+)?", re.ASCII
)


class ImportedProvider(Construct):
    """A provider by its service token."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        service_token: str,
        service_timeout: Duration | None,
        role: RoleLike | None,
    ) -> None:
        props = ImportedProps.of(locals())
        super().__init__(scope, id)
        props = with_constructs(props, self)
        stack = Stack.of(self)
        self.service_token: Final = service_token
        self.service_timeout: Final = props.service_timeout
        self.place: Final = Place.of(stack) if is_unresolved(service_token) else _place_in(service_token)
        self.ready: Final[Sequence[IDependable]] = ()
        self._role: Final = None if props.role is None else GivenRole(props.role)
        problems = [
            *place_problems("service_token", self.place, stack),
            *props.problems(),
        ]
        if problems:
            raise WorkteamValidationError(self.node.path, problems, what="work team provider")

    def allow_user_pool(
        self, team: Construct, user_pool_id: str, *, makes_workforce: bool = True
    ) -> Sequence[IDependable]:
        """Let the function make teams over a user pool, or ask for it where its role is not known."""
        statement = user_pool_rights(Stack.of(team), user_pool_id, makes_workforce=makes_workforce)
        return self._allow(team, "the team's user pool", statement)

    def allow_workforce(self, scope: Construct, workforce_name: str) -> Sequence[IDependable]:
        """Let the function look up a workforce's portal, or ask for it where its role is not known."""
        return self._allow(scope, "the workforce", workforce_rights(Stack.of(scope), workforce_name))

    def allow_watching(self, watch: Construct, schedules: str) -> Sequence[IDependable]:
        """Let the function see what a stack's template has, or ask for it where its role is not known."""
        return self._allow(watch, "the stack and its schedules", *watch_rights(Stack.of(watch), schedules))

    def _allow(self, scope: Construct, what: str, *statements: PolicyStatement) -> Sequence[IDependable]:
        if self._role is not None:
            return self._role.allow(scope, *statements)
        actions = ", ".join(action for statement in statements for action in statement.actions)
        Annotations.of(scope).add_warning_v2(
            "cdk-sagemaker-workteam:importedProvider",
            f"`provider`: the function's role is not of this app, so see to it that it may do {actions} on {what}, "
            "or give `role` to `from_service_token`",
        )
        return ()


def _place_in(service_token: str) -> Place:
    match = _FUNCTION_ARN.fullmatch(service_token)
    if match is None:
        raise ValueError(
            "`service_token`: expected arn:aws:lambda:<region>:<account>:function:<name>, "
            f"received {received(service_token)}"
        )
    return Place(region=match["region"], account=match["account"])
