"""The function's execution role: its own or a given one, how either gets its rights, and what waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import jsii
from aws_cdk import CfnResource, IStableAnyProducer, Lazy, Stack
from aws_cdk import aws_iam as iam

from ..references import is_same
from .function import cfn_function

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk.aws_lambda import CfnFunction, Function
    from constructs import Construct, IDependable

_POLICY_ID: Final = "FunctionPolicy"


class FunctionRole(Protocol):
    """A role that can be given more rights."""

    @property
    def role(self) -> iam.IRole:
        """The role itself."""

    def allow(self, scope: Construct, *statements: iam.PolicyStatement) -> Sequence[IDependable]:
        """Add rights for the sake of a construct; return what has to be there before it."""


class OwnRole:
    """A role that the provider makes, with everything in one inline policy."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        statements: Sequence[iam.PolicyStatement],
        permissions_boundary: iam.IManagedPolicy | None,
    ) -> None:
        self._rights: Final = iam.PolicyDocument(statements=statements)
        self.role: Final = iam.Role(
            scope,
            id,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Workteams": self._rights},
            permissions_boundary=permissions_boundary,
        )

    def allow(self, scope: Construct, *statements: iam.PolicyStatement) -> Sequence[IDependable]:
        """Add rights to the inline policy, or a policy in the construct's stack if that is another one."""
        if not is_same(Stack.of(self.role), Stack.of(scope)):
            return [_policy_for(scope, self.role, statements)]
        self._rights.add_statements(*statements)
        return [self.role]


class GivenRole:
    """A role that somebody else makes; one that is imported as immutable is left as it is."""

    def __init__(self, role: iam.IRole) -> None:
        self.role: Final = role

    def allow(self, scope: Construct, *statements: iam.PolicyStatement) -> Sequence[IDependable]:
        """Add rights to the role's own policy, or a policy in the construct's stack if that is another one."""
        if not is_same(Stack.of(self.role), Stack.of(scope)):
            return [_policy_for(scope, self.role, statements)]
        added = [self.role.add_to_principal_policy(statement) for statement in statements]
        return [one.policy_dependable for one in added if one.policy_dependable]


def _policy_for(scope: Construct, role: iam.IRole, statements: Sequence[iam.PolicyStatement]) -> iam.Policy:
    """Return the construct's own policy, since the role's stack must not depend on one that depends on the role."""
    policy = scope.node.try_find_child(_POLICY_ID)
    if not isinstance(policy, iam.Policy):
        policy = iam.Policy(scope, _POLICY_ID)
        # a role that is imported as immutable takes none
        role.attach_inline_policy(policy)
    policy.add_statements(*statements)
    return policy


def order_by_role_once(function: Function, role: iam.IRole) -> None:
    """Leave the role out of DependsOn: the function references it already, and cfn-lint reports the duplicate."""
    resource = cfn_function(function)
    resource.add_override("DependsOn", Lazy.any(_WithoutRole(resource, role)))


@jsii.implements(IStableAnyProducer)
class _WithoutRole:
    """Known when the template is written, since dependencies may be added until then."""

    def __init__(self, function: CfnFunction, role: iam.IRole) -> None:
        self._function = function
        self._role = role

    def produce(self) -> list[str] | None:
        """Return the logical ids, or nothing if there is only the role."""
        others = {one.node.path: one.logical_id for one in self._waited_for() if not self._is_within_role(one)}
        return [logical_id for _, logical_id in sorted(others.items())] or None

    def _waited_for(self) -> Iterator[CfnResource]:
        for one in self._function.obtain_dependencies():
            if isinstance(one, CfnResource) and is_same(Stack.of(one), Stack.of(self._function)):
                yield one

    def _is_within_role(self, one: CfnResource) -> bool:
        return one.node.path.startswith(f"{self._role.node.path}/")
