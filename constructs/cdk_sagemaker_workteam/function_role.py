"""What the function runs as: a role of its own, or one that is given, and how either gets its rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from .references import is_same

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        """Add rights to the inline policy, or beside it where the construct is of another stack."""
        if not is_same(Stack.of(self.role), Stack.of(scope)):
            return [_policy_for(scope, self.role, statements)]
        self._rights.add_statements(*statements)
        return [self.role]


class GivenRole:
    """A role that somebody else makes; one that is imported as immutable is left as it is."""

    def __init__(self, role: iam.IRole) -> None:
        self.role: Final = role

    def allow(self, scope: Construct, *statements: iam.PolicyStatement) -> Sequence[IDependable]:
        """Add rights to the role's own policy, or beside it where the construct is of another stack."""
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
